using Seckill.Actors.Projections;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Operators.Audit;
using Shouldly;
using Xunit;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Tests.Operators;

/// <summary>The audit's own sums over a ledger that is as long and as dear as the contract allows.</summary>
public sealed class LedgerFoldTests
{
    private const int OrdersPerEntry = 1_000;
    private const int OrderCount = 100_000;

    private static readonly ItemId Item = ItemId.Parse("dear");
    private static readonly Money Price = Money.Create(ItemLimits.PriceAmountMax, "CNY");
    private static readonly Int128 Everything = (Int128)OrderCount * Quantity.UnitsMax * ItemLimits.PriceAmountMax;

    private readonly LedgerFold _fold = new();
    private long _revision;

    [Fact]
    public void Money_beyond_64_bits_is_added_up_exactly()
    {
        Everything.ShouldBeGreaterThan(long.MaxValue);
        for (var first = 1; first <= OrderCount; first += OrdersPerEntry)
        {
            Add(new StockReserved(
                Price, DateTimeOffset.UnixEpoch,
                [.. Sequences(first).Select(n => new Reservation(n, BuyerId.Parse($"buyer-{n}"), Quantity.UnitsMax, Key: null))]));
            Add([.. Sequences(first).Select(n => new PaymentConfirmed(n, PaymentId.Parse($"pay-{n}"), Price.Times(Quantity.UnitsMax)))]);
        }

        _fold.ToBooks().Of(OrderStatus.Paid).ShouldBe(new StatusSum(OrderCount, (long)OrderCount * Quantity.UnitsMax, Everything));
        _fold.Contradictions().Select(difference => difference.What).ShouldNotContain("ledger: money taken against paid orders");
    }

    private static IEnumerable<long> Sequences(int first) => Enumerable.Range(first, OrdersPerEntry).Select(n => (long)n);

    private void Add(params IEvent[] events) => _fold.Add(new LedgerEntry(Item, ++_revision, new BatchCommitted(DateTimeOffset.UnixEpoch, [.. events])));
}
