using Seckill.Actors.Ledger;
using Seckill.Actors.Projections;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Operations.Items.Audit;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Operations.Tests.Items;

/// <summary>The audit's own sums over a ledger that is as long and as dear as the contract allows.</summary>
public sealed class LedgerFoldTests
{
    private const int OrdersPerEntry = 1_000;
    private const int OrderCount = 100_000;

    private static readonly ItemId Item = ItemId.Parse("dear");
    private static readonly Money Price = Money.Create(ItemLimits.PriceAmountMax, "CNY");
    private static readonly DateTimeOffset Start = new(2026, 11, 11, 10, 0, 0, TimeSpan.Zero);
    private static readonly ItemTerms Terms = new(
        "Dear", null, Price, Start, Start.AddHours(1), 1, TimeSpan.FromMinutes(5), false);

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

    [Fact]
    public void Every_kind_of_event_has_its_place_in_the_books()
    {
        IEvent[] one =
        [
            new ItemListed(Terms, 10), new TermsRevised("Dearer", Terms.EndsAt), new StockAdjusted(5, "found more", IdempotencyKey.Parse("k")),
            new SalePaused(), new SaleResumed(), new SaleClosed(),
            new StockReserved(Price, DateTimeOffset.UnixEpoch, [new Reservation(1, BuyerId.Parse("alice"), 3, Key: null)]),
            new KeyAnswered(1, IdempotencyKey.Parse("further")), new StockReleased(ReleaseCause.Cancelled, [1]),
            new RefundFellDue(1, PaymentId.Parse("late"), Price), new RefundSettled(1, PaymentId.Parse("late")),
            new StockReserved(Price, DateTimeOffset.UnixEpoch, [new Reservation(2, BuyerId.Parse("bob"), 1, Key: null)]),
            new PaymentConfirmed(2, PaymentId.Parse("paid"), Price),
            new StockReserved(Price, DateTimeOffset.UnixEpoch, [new Reservation(3, BuyerId.Parse("carol"), 1, Key: null)]),
            new PaymentConfirmed(3, PaymentId.Parse("back"), Price), new OrderRevoked(3),
            new RefundFellDue(3, PaymentId.Parse("back"), Price), new RefundSettled(3, PaymentId.Parse("back")),
        ];
        typeof(IEvent).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IEvent)))
            .Except(one.Select(change => change.GetType())).ShouldBeEmpty("these have no sample here");

        Add(one);

        var books = _fold.ToBooks();
        (books.Total, books.Available, books.Held, books.Sold).ShouldBe((15, 14, 0, 1));
        books.Of(OrderStatus.Refunded).Orders.ShouldBe(2);
        _fold.Contradictions().ShouldBeEmpty();
    }

    [Fact]
    public void An_event_that_nobody_taught_the_audit_is_not_passed_over() =>
        Should.Throw<InvalidOperationException>(() => Add(new NewsOfTomorrow())).Message.ShouldContain(nameof(NewsOfTomorrow));

    private static IEnumerable<long> Sequences(int first) => Enumerable.Range(first, OrdersPerEntry).Select(n => (long)n);

    private void Add(params IEvent[] events) => _fold.Add(new LedgerEntry(Item, ++_revision, new BatchCommitted(DateTimeOffset.UnixEpoch, [.. events])));

    private sealed record NewsOfTomorrow : IEvent;
}
