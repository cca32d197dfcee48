using Seckill.Actors.Ledger;
using Seckill.Actors.Projections;
using Seckill.Actors.Reconciliation;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Reconciliation;

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
            new TicketsUsed(1, [new Ticket(7, DateTimeOffset.UnixEpoch)]),
            new WaitingListJoined([BuyerId.Parse("bob")]), new WaitingListLeft(LeaveCause.AtLimit, [BuyerId.Parse("bob")]), new UnitsOffered(1, 1),
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

    [Fact]
    public void An_event_that_nobody_taught_the_audit_is_not_passed_over_when_orders_that_moved_are_looked_for() =>
        Should.Throw<InvalidOperationException>(() => LedgerFold.OrdersOf(new NewsOfTomorrow())).Message.ShouldContain(nameof(NewsOfTomorrow));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(40)]
    public void In_windows_it_comes_to_the_same_orders_and_the_same_books(int ordersMax)
    {
        LedgerEntry[] entries = [.. SaleOf(orders: 40)];
        var whole = new LedgerFold();
        foreach (var entry in entries) whole.Add(entry);

        var (windowed, orders, from) = (new LedgerFold(ordersMax), new List<LedgerOrder>(), 0L);
        do
        {
            foreach (var entry in entries.Where(entry => entry.Revision > from)) windowed.Add(entry);
            windowed.Orders.Count.ShouldBeLessThanOrEqualTo(ordersMax);
            orders.AddRange(All(windowed));
        }
        while (windowed.TryMoveOn(out from));

        orders.Select(Describe).ShouldBe(All(whole).Select(Describe));
        var (books, expected) = (windowed.ToBooks(), whole.ToBooks());
        (books with { Sums = expected.Sums }).ShouldBe(expected);
        books.Sums.ShouldBe(expected.Sums, ignoreOrder: true);
        windowed.Contradictions().ShouldBeEmpty();
    }

    private static IEnumerable<LedgerOrder> All(LedgerFold fold) => Enumerable.Range(0, fold.Orders.Count).Select(place => fold.Orders[place]);

    private static string Describe(LedgerOrder order) =>
        $"{order.Sequence} {order.Buyer} {order.Quantity} {order.Status} {order.Payment} {order.ChangedAt:O} {string.Join(' ', order.Money)}";

    /// <summary>Orders of every fate, several in an entry, and changes of the stock in between.</summary>
    private static IEnumerable<LedgerEntry> SaleOf(int orders)
    {
        var revision = 0L;
        yield return Next(new ItemListed(Terms, 10_000));
        for (var first = 1L; first <= orders; first += 4)
        {
            yield return Next(new StockReserved(
                Price, DateTimeOffset.UnixEpoch,
                [.. Enumerable.Range(0, 4).Select(n => new Reservation(first + n, BuyerId.Parse($"b{first + n}"), n + 1, Key: null))]));
            yield return Next(new StockAdjusted(-1, "broken", IdempotencyKey.Parse($"k{first}")));
        }

        for (var sequence = 1L; sequence <= orders; sequence++)
        {
            var (pay, amount) = (PaymentId.Parse($"p{sequence}"), Price.Times((int)((sequence - 1) % 4) + 1));
            if (sequence % 5 == 1) yield return Next(new PaymentConfirmed(sequence, pay, amount));
            if (sequence % 5 == 2) yield return Next(new StockReleased(ReleaseCause.Expired, [sequence]), new RefundFellDue(sequence, pay, amount));
            if (sequence % 10 == 2) yield return Next(new RefundSettled(sequence, pay));
            if (sequence % 5 == 3) yield return Next(new PaymentConfirmed(sequence, pay, amount), new OrderRevoked(sequence), new RefundFellDue(sequence, pay, amount));
            if (sequence % 5 == 4) yield return Next(new StockReleased(ReleaseCause.Cancelled, [sequence]));
        }

        LedgerEntry Next(params IEvent[] events) =>
            new(Item, ++revision, new BatchCommitted(DateTimeOffset.UnixEpoch.AddSeconds(revision), [.. events]));
    }

    private static IEnumerable<long> Sequences(int first) => Enumerable.Range(first, OrdersPerEntry).Select(n => (long)n);

    private void Add(params IEvent[] events) => _fold.Add(new LedgerEntry(Item, ++_revision, new BatchCommitted(DateTimeOffset.UnixEpoch, [.. events])));

    private sealed record NewsOfTomorrow : IEvent;
}
