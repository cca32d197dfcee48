using Seckill.Actors.Ledger;
using Seckill.Actors.Reconciliation;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Reconciliation;

/// <summary>
/// What a fold keeps of an order is kept until the audit ends, and the garbage collector stops the sale for as long as it takes to move it.
/// These tests count bytes, which do not depend on the machine.
/// </summary>
public sealed class LedgerFoldMemoryTests
{
    private const int OrdersPerEntry = 500;
    private const int OrderCount = 100_000;

    private static readonly ItemId Item = ItemId.Parse("phone");
    private static readonly Money Price = Money.Create(9_900, "CNY");

    [Fact]
    public void An_order_takes_few_bytes_and_its_payment_a_few_more()
    {
        var (fold, reserved, paid) = (new LedgerFold(), Reserved(), Paid());

        (AllocatedBy(fold, reserved) / OrderCount).ShouldBeLessThan(95);
        (AllocatedBy(fold, paid) / OrderCount).ShouldBeLessThan(70);

        fold.ToBooks().Of(OrderStatus.Paid).Orders.ShouldBe(OrderCount);
    }

    [Fact]
    public void The_next_window_uses_the_memory_of_the_one_before()
    {
        var (fold, reserved) = (new LedgerFold(OrderCount / 2), Reserved());
        AllocatedBy(fold, reserved);

        fold.TryMoveOn(out var from).ShouldBeTrue();
        var again = AllocatedBy(fold, [.. reserved.Where(entry => entry.Revision > from)]);

        again.ShouldBeLessThan(OrderCount, "less than a byte or two for an order");
        fold.ToBooks().Of(OrderStatus.Pending).Orders.ShouldBe(OrderCount);
    }

    /// <summary>Bytes that this thread allocates while the fold adds the entries.</summary>
    private static long AllocatedBy(LedgerFold fold, LedgerEntry[] entries)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var entry in entries) fold.Add(entry);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static LedgerEntry[] Reserved() => Entries(0, first => new StockReserved(
        Price, DateTimeOffset.UnixEpoch,
        [.. Numbers(first).Select(n => new Reservation(n, BuyerId.Parse($"buyer-{n}"), 1, IdempotencyKey.Parse($"key-{n}")))]));

    private static LedgerEntry[] Paid() => Entries(
        OrderCount / OrdersPerEntry,
        first => [.. Numbers(first).Select(n => new PaymentConfirmed(n, PaymentId.Parse($"pay_{n:x32}"), Price))]);

    private static LedgerEntry[] Entries(long after, Func<long, IEvent> eventOf) => Entries(after, first => [eventOf(first)]);

    private static LedgerEntry[] Entries(long after, Func<long, IEvent[]> eventsOf) => [.. Enumerable.Range(0, OrderCount / OrdersPerEntry)
        .Select(n => new LedgerEntry(
            Item, after + n + 1, new BatchCommitted(DateTimeOffset.UnixEpoch, [.. eventsOf(((long)n * OrdersPerEntry) + 1)])))];

    private static IEnumerable<long> Numbers(long first) => Enumerable.Range(0, OrdersPerEntry).Select(n => first + n);
}
