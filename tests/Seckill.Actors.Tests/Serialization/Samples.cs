using System.Collections.Immutable;
using Seckill.Actors.Isolation;
using Seckill.Actors.Items;
using Seckill.Actors.Ledger;
using Seckill.Domain.Items;
using Seckill.Domain.Items.Memory;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Serialization;

/// <summary>One object of every kind and shape that is stored or sent. The golden file keeps the bytes of each for ever.</summary>
internal static class Samples
{
    public static readonly ItemId Item = ItemId.Parse("phone-17");

    private static readonly DateTimeOffset Start = new(2026, 11, 11, 10, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset At = Start.AddMilliseconds(1_234);
    private static readonly DateTimeOffset PayBefore = At.AddMinutes(5);
    private static readonly Money Price = Money.Create(9_900, "CNY");
    private static readonly BuyerId Alice = BuyerId.Parse("alice");
    private static readonly BuyerId Bob = BuyerId.Parse("bob");
    private static readonly IdempotencyKey Key = IdempotencyKey.Parse("key-1");
    private static readonly PaymentId Payment = PaymentId.Parse("pay_1");
    private static readonly string LongestName = new('~', 64);

    private static readonly ItemTerms Terms = new(
        "Phone 17 – 一台", "double-eleven", Price, Start, Start.AddHours(2), perBuyerLimit: 2, TimeSpan.FromMinutes(5), ticketRequired: true);

    private static readonly ItemTerms LeastTerms = new(
        "x", campaign: null, Money.Create(0, "JPY"), ItemLimits.TimeMin, ItemLimits.TimeMin.AddMilliseconds(1), perBuyerLimit: 1,
        ItemLimits.PaymentWindowMin, ticketRequired: false);

    private static readonly ItemTerms MostTerms = new(
        new string('题', ItemLimits.TitleLengthMax), new string('C', ItemLimits.CampaignLengthMax),
        Money.Create(ItemLimits.PriceAmountMax, "USD"), ItemLimits.TimeMax.AddMilliseconds(-1), ItemLimits.TimeMax,
        ItemLimits.PerBuyerLimitMax, ItemLimits.PaymentWindowMax, ticketRequired: true);

    private static readonly ItemPresentation Presentation =
        new() { ImageUrl = "/pictures/1.png", Description = "Two\nlines – 两行", ListPrice = 0 };

    /// <summary>As a node of the first version sends it: the terms changed just now, the newest order is not known.</summary>
    private static readonly ItemStatus Status =
        new(Item, 7, Terms, new Stock(10, 5, 3, 2), IsPaused: false, IsClosed: false, TermsRevision: 7, LastSequence: null);

    private static readonly LedgerHash Hash = LedgerHash.From([.. Enumerable.Range(0, LedgerHash.Size).Select(number => (byte)number)]);

    private static readonly Attribution By = new()
    {
        Actor = BuyerId.Parse("carla"),
        Trace = TraceId.Parse("4bf92f3577b34da6a3ce929d0e0e4736"),
        Node = "10.0.0.1:4053",
        Reason = "price was wrong – 价格",
    };

    private static readonly Attribution LongestBy = new()
    {
        Actor = BuyerId.Parse(LongestName),
        Trace = TraceId.Parse("ffffffffffffffffffffffffffffffff"),
        Node = new string('n', Attribution.NodeLengthMax),
        Reason = new string('理', ItemLimits.ReasonLengthMax),
    };

    private static readonly ItemExpectation Several = new() { Versions = [4, 9], TermsVersions = [1] };

    private static readonly CampaignSlot Slot = new("double-eleven", 1, IdempotencyKey.Parse("slot-1"), At.AddSeconds(10));

    private static readonly Order Pending = new(new OrderId(Item, 41), Alice, 1, Price, OrderStatus.Pending, At, PayBefore);

    public static ImmutableSortedDictionary<string, object> All { get; } =
        Events().Concat(Commands()).Concat(Replies()).Concat(Others()).ToImmutableSortedDictionary(
            sample => sample.Name, sample => sample.Value, StringComparer.Ordinal);

    private static IEnumerable<(string Name, object Value)> Events()
    {
        yield return Event("item-listed", new ItemListed(Terms, 500));
        yield return Event("item-listed-least", new ItemListed(LeastTerms, 0));
        yield return Event("item-listed-most", new ItemListed(MostTerms, ItemLimits.StockMax));
        yield return Event("terms-revised", new TermsRevised("Phone 18", Start.AddHours(3)));
        yield return Event("stock-adjusted-up", new StockAdjusted(100, "late delivery", Key));
        yield return Event("stock-adjusted-down", new StockAdjusted(-ItemLimits.StockMax, "damaged", IdempotencyKey.Parse(LongestName)));
        yield return Event("stock-adjusted-operator", new StockAdjusted(5, "found", Key) { Operator = Alice });
        yield return Event("key-answered", new KeyAnswered(41, IdempotencyKey.Parse(LongestName)));
        yield return Event("tickets-used", new TicketsUsed(41, [new Ticket(0x0123456789ABCDEF, At.AddMinutes(2))]));
        yield return Event("tickets-used-several", new TicketsUsed(
            long.MaxValue - 2, [new Ticket(0, At), new Ticket(ulong.MaxValue, At.AddSeconds(-5)), new Ticket(1, At.AddSeconds(30))]));
        yield return Event("sale-paused", new SalePaused());
        yield return Event("sale-resumed", new SaleResumed());
        yield return Event("sale-closed", new SaleClosed());
        yield return Event("stock-reserved-one", new StockReserved(Price, PayBefore, [new Reservation(1, Alice, 1, null)]));
        yield return Event("stock-reserved-units", new StockReserved(
            Price, PayBefore, [new Reservation(41, Alice, 1, null), new Reservation(42, Bob, Quantity.UnitsMax, null)]));
        yield return Event("stock-reserved-keys", new StockReserved(
            Price, PayBefore, [new Reservation(long.MaxValue - 1, Alice, 1, Key), new Reservation(long.MaxValue, Bob, 1, null)]));
        yield return Event("payment-confirmed", new PaymentConfirmed(41, Payment, Price));
        yield return Event("stock-released-expired", new StockReleased(ReleaseCause.Expired, [41, 42, 45]));
        yield return Event("stock-released-cancelled", new StockReleased(ReleaseCause.Cancelled, [9, 3]));
        yield return Event("refund-fell-due", new RefundFellDue(41, Payment, Money.Create(long.MaxValue, "EUR")));
        yield return Event("refund-settled", new RefundSettled(41, PaymentId.Parse(LongestName)));
        yield return Event("item-listed-by", new ItemListed(LeastTerms, 0) { By = By });
        yield return Event("terms-revised-by", new TermsRevised("Phone 18", Start.AddHours(3)) { By = By });
        yield return Event("stock-adjusted-by", new StockAdjusted(5, "found", Key) { Operator = Alice, Trace = By.Trace, Node = By.Node });
        yield return Event("sale-paused-by", new SalePaused { By = By });
        yield return Event("sale-resumed-by", new SaleResumed { By = new Attribution { Actor = Alice } });
        yield return Event("sale-closed-by", new SaleClosed { By = LongestBy });
        yield return Event("stock-released-by", new StockReleased(ReleaseCause.Cancelled, [9]) { By = By });
        yield return Event("order-revoked", new OrderRevoked(41));
        yield return Event("order-revoked-by", new OrderRevoked(long.MaxValue) { By = By });
        yield return Event("item-listed-presented", new ItemListed(LeastTerms with { Presentation = Presentation }, 0));
        yield return Event("item-listed-challenge", new ItemListed(LeastTerms with { ChallengeRequired = true }, 0));
        yield return Event("item-listed-queue", new ItemListed(LeastTerms with { Queue = ItemQueue.Open, SeedHash = RoomSamples.Seed.Hash }, 0));
        yield return Event("terms-revised-presented", new TermsRevised("Phone 18", Start.AddHours(3)) { Presentation = Presentation });
        yield return Event("terms-revised-bare", new TermsRevised("Phone 18", Start.AddHours(3)) { Presentation = ItemPresentation.None });
        yield return Event("item-listed-waiting-list", new ItemListed(LeastTerms with { WaitingList = true }, 0));
        yield return Event("waiting-list-joined", new WaitingListJoined([Alice, BuyerId.Parse(LongestName)]));
        yield return Event("waiting-list-joined-tickets", new WaitingListJoined([Alice, Bob])
        {
            Tickets = [new Ticket(0x0123456789ABCDEF, At.AddMinutes(2)), new Ticket(ulong.MaxValue, At.AddSeconds(90))],
        });
        foreach (var cause in Enum.GetValues<LeaveCause>()) yield return Event($"waiting-list-left-{(int)cause}", new WaitingListLeft(cause, [Bob, Alice]));
        yield return Event("units-offered", new UnitsOffered(41, 1));
        yield return Event("units-offered-most", new UnitsOffered(long.MaxValue - int.MaxValue, int.MaxValue));
        yield return Event("item-listed-campaign-limit", new ItemListed(Terms with { CampaignLimit = 1 }, 500));
        yield return ("batch/mixed", new BatchCommitted(At,
        [
            new StockReleased(ReleaseCause.Expired, [1]),
            new StockReserved(Price, PayBefore, [new Reservation(2, BuyerId.Parse(LongestName), 3, Key)]),
            new RefundFellDue(1, Payment, Price),
        ]));
        yield return ("batch/first-instant", new BatchCommitted(default, [new SaleClosed()]));
        yield return ("batch/last-instant", new BatchCommitted(Moment.Floor(DateTimeOffset.MaxValue), [new SaleClosed()]));
    }

    private static IEnumerable<(string Name, object Value)> Commands()
    {
        yield return Command("list-item", new ListItem(Terms, 500, ExpectedVersion: null));
        yield return Command("list-item-version-0", new ListItem(LeastTerms, 0, ItemExpectation.OfVersion(0)));
        yield return Command("list-item-most", new ListItem(MostTerms, ItemLimits.StockMax, ItemExpectation.OfVersion(long.MaxValue)));
        yield return Command("list-item-expected-terms", new ListItem(LeastTerms, 0, ItemExpectation.OfTerms(3)));
        yield return Command("list-item-expected-several", new ListItem(LeastTerms, 0, Several));
        yield return Command("list-item-expected-present", new ListItem(LeastTerms, 0, ItemExpectation.Present));
        yield return Command("list-item-expected-absent", new ListItem(LeastTerms, 0, ItemExpectation.Absent));
        yield return Command("adjust-stock-expected", new AdjustStock(5, "found", Key) { Operator = Alice, ExpectedVersion = Several });
        yield return Command("pause-sale-expected", new PauseSale { ExpectedVersion = Several });
        yield return Command("resume-sale-expected", new ResumeSale { ExpectedVersion = ItemExpectation.OfTerms(3) });
        yield return Command("close-sale-expected", new CloseSale { ExpectedVersion = ItemExpectation.Present });
        yield return Command("adjust-stock", new AdjustStock(-100, "damaged", Key));
        yield return Command("pause-sale", new PauseSale());
        yield return Command("resume-sale", new ResumeSale());
        yield return Command("close-sale", new CloseSale());
        yield return Command("list-item-by", new ListItem(LeastTerms, 0, ExpectedVersion: null) { By = By });
        yield return Command("adjust-stock-by", new AdjustStock(5, "found", Key) { Operator = Alice, Trace = By.Trace, Node = By.Node });
        yield return Command("pause-sale-by", new PauseSale { By = By });
        yield return Command("resume-sale-by", new ResumeSale { By = new Attribution { Reason = "go" } });
        yield return Command("close-sale-by", new CloseSale { By = LongestBy });
        yield return Command("revoke-order", new RevokeOrder(41));
        yield return Command("revoke-order-by", new RevokeOrder(long.MaxValue) { By = By });
        yield return Command("reserve-stock", new ReserveStock(Alice, Quantity.One, null));
        yield return Command("reserve-stock-most", new ReserveStock(
            BuyerId.Parse(LongestName), Quantity.Create(Quantity.UnitsMax), IdempotencyKey.Parse(LongestName)));
        yield return Command("repeat-purchase", new RepeatPurchase(new ReserveStock(Alice, Quantity.One, Key)));
        yield return Command("reserve-with-ticket", new ReserveWithTicket(
            new ReserveStock(Alice, Quantity.One, null), new Ticket(0x0123456789ABCDEF, At.AddMinutes(2))));
        yield return Command("reserve-with-ticket-most", new ReserveWithTicket(
            new ReserveStock(BuyerId.Parse(LongestName), Quantity.Create(Quantity.UnitsMax), IdempotencyKey.Parse(LongestName)),
            new Ticket(ulong.MaxValue, Moment.Floor(DateTimeOffset.MaxValue))));
        yield return Command("join-waiting-list", new JoinWaitingList(Alice, Ticket: null));
        yield return Command("join-waiting-list-ticket", new JoinWaitingList(BuyerId.Parse(LongestName), new Ticket(0, Moment.Floor(DateTimeOffset.MaxValue))));
        yield return Command("leave-waiting-list", new LeaveWaitingList(Alice));
        yield return Command("offer-units", new OfferUnits());
        yield return Command("reserve-with-slot", new ReserveWithSlot(new ReserveStock(Alice, Quantity.One, null), Slot));
        yield return Command("reserve-with-slot-most", new ReserveWithSlot(
            new ReserveStock(BuyerId.Parse(LongestName), Quantity.Create(Quantity.UnitsMax), IdempotencyKey.Parse(LongestName)),
            new CampaignSlot(new string('C', ItemLimits.CampaignLengthMax), int.MaxValue, IdempotencyKey.Parse(LongestName), Moment.Floor(DateTimeOffset.MaxValue)))
        {
            Ticket = new Ticket(ulong.MaxValue, At),
        });
        yield return Command("count-holdings", new CountHoldings(Alice, [new SlotQuestion(Slot.Key, At), new SlotQuestion(Key, At.AddSeconds(1))]));
        yield return Command("count-holdings-none", new CountHoldings(Alice, []));
        yield return Command("cancel-order", new CancelOrder(Alice, 41));
        yield return Command("confirm-payment", new ConfirmPayment(41, Payment, Price));
        yield return Command("confirm-payment-booked", new ConfirmPayment(41, Payment, Price) { PaidAt = At, HasRival = true });
        yield return Command("confirm-payment-contradicted", new ConfirmPayment(41, Payment, Price) { PaidAt = At, PaysNothing = true });
        yield return Command("settle-refund", new SettleRefund(Payment));
        yield return Command("expire-reservations", new ExpireReservations());
        yield return Command("expire-reservations-only", new ExpireReservations { Only = [41, 7, long.MaxValue] });
        yield return ("commands/empty", new CommandBatch(Item, []));
        yield return ("commands/several", new CommandBatch(
            ItemId.Parse(new string('z', 64)),
            [new ReserveStock(Alice, Quantity.One, Key), new PauseSale(), new ReserveStock(Bob, Quantity.One, null)]));
        yield return ("commands/traced", new CommandBatch(Item, [new PauseSale()])
        {
            TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        });
    }

    private static IEnumerable<(string Name, object Value)> Replies()
    {
        foreach (var outcome in Enum.GetValues<Outcome>()) yield return Reply($"outcome-{(int)outcome:00}", new Reply(outcome));
        foreach (var status in Enum.GetValues<OrderStatus>())
        {
            var order = Pending with
            {
                Status = status,
                PaidAt = status == OrderStatus.Paid ? At.AddSeconds(9) : null,
                ClosedAt = status is OrderStatus.Pending or OrderStatus.Paid ? null : PayBefore,
                PaymentId = status is OrderStatus.Pending or OrderStatus.Expired or OrderStatus.Cancelled ? null : Payment,
            };
            yield return Reply($"order-{(int)status}", new Reply(Outcome.Found) { Order = order });
        }

        yield return Reply("face", new Reply(Outcome.SoldOut) { Status = Status });
        yield return Reply("order-ids", new Reply(Outcome.LimitReached) { OrderIds = [new OrderId(Item, 41), new OrderId(Item, 7)], OrderCount = 2 });
        yield return Reply("holdings", new Reply(Outcome.Found)
        {
            OrderIds = [new OrderId(Item, 41)],
            OrderCount = 1,
            Holdings = new BuyerHoldings(3, 77, [SlotFate.Open, SlotFate.Counted, SlotFate.Lapsed]),
        });
        yield return Reply("holdings-none", new Reply(Outcome.Found) { Holdings = new BuyerHoldings(0, 0, []) });
        yield return Reply("retry-at", new Reply(Outcome.CoolingDown) { RetryAt = At });
        yield return Reply("ahead", new Reply(Outcome.Waiting) { Ahead = 99_999 });
        yield return Reply("order-count", new Reply(Outcome.LimitReached) { OrderIds = [new OrderId(Item, 41)], OrderCount = 1_000 });
        yield return ("replies/empty", new BatchReply(Item, 0, []));
        yield return ("replies/node", new BatchReply(Item, 7, [], Node: -2));
        yield return ("replies/shared", new BatchReply(Item, long.MaxValue,
        [
            new Reply(Outcome.Reserved) { Order = Pending },
            new Reply(Outcome.AlreadyReserved) { Order = Earlier(Pending) },
            new Reply(Outcome.Reserved) { Order = Pending with { Id = new OrderId(Item, 42), Buyer = Bob, UnitPrice = Money.Create(1, "USD") } },
            new Reply(Outcome.SoldOut) { Status = Status },
            new Reply(Outcome.SoldOut) { Status = Status },
            new Reply(Outcome.Changed) { Status = Status with { Revision = 8, TermsRevision = 8, IsPaused = true, IsClosed = true } },
        ]));
    }

    private static IEnumerable<(string Name, object Value)> Others()
    {
        yield return ("find-order", new FindOrder(Item, 41));
        yield return ("find-orders", new FindOrder(Item, 41) { More = [42, 7] });
        yield return ("find-places", new FindOrder(Item, 0) { PlacesOf = [Alice, Bob] });
        yield return ("find-orders-places", new FindOrder(Item, 41) { More = [42], PlacesOf = [BuyerId.Parse(LongestName)] });
        yield return ("wake-item", new WakeItem(Item));
        yield return ("get-holders", new GetHolders(Item));
        yield return ("item-unavailable", WriterUnavailable.Instance);
        yield return ("not-delivered", NotDelivered.Instance);
        yield return ("storage-report", new StorageReport(-2, IsHealthy: true));
        yield return ("status-published", new StatusPublished(Status, 6, [Alice.StableHash, 0, ulong.MaxValue]));
        yield return ("status-published-no-holders", new StatusPublished(Status with { Terms = LeastTerms, Revision = 1, TermsRevision = 1 }, 0, []));
        yield return ("status-published-terms-age", new StatusPublished(Status with { TermsRevision = 3, LastSequence = 41 }, 6, []));
        yield return ("status-published-no-orders", new StatusPublished(Status with { TermsRevision = 7, LastSequence = 0 }, 6, []));
        yield return ("status-published-chained", new StatusPublished(Status with { LastSequence = 0, LedgerHash = Hash }, 6, []));
        yield return ("status-published-waiting", new StatusPublished(
            Status with { Terms = LeastTerms with { WaitingList = true }, LastSequence = 41, Waiting = ItemLimits.WaitingMax }, 6, []));
        yield return ("batch/chained", new BatchCommitted(At, [new SalePaused()]) { Link = ChainLink.Stored(Hash) });
        yield return ("batch/chain-start", new BatchCommitted(At, [new SalePaused()]) { Link = ChainLink.Stored(Hash, startsChain: true) });
        yield return ("state/chained", ItemState.Empty(Item) with
        {
            Revision = 1,
            TermsRevision = 1,
            Terms = LeastTerms,
            IsPaused = true,
            LedgerHash = Hash,
        });
        yield return ("holders-page", new HoldersPage(Item, 7, 1, 2, [Alice.StableHash, Bob.StableHash]));
        yield return ("holders-page-empty", new HoldersPage(Item, 0, 0, 1, []));
        yield return ("state/unlisted", ItemState.Empty(Item));
        yield return ("state/listed", ItemState.Empty(Item) with { Revision = 1, TermsRevision = 1, Terms = LeastTerms, ListedStock = 0, IsPaused = true });
        yield return ("state/full", FullState());
        yield return ("state/further-keys", (ItemState.Empty(Item) with
        {
            Revision = 3,
            TermsRevision = 3,
            SwitchRevision = 2,
            Terms = LeastTerms,
            Stock = new Stock(5, 4, 0, 1),
            LastSequence = 1,
            FurtherKeys = ImmutableDictionary<long, ImmutableArray<IdempotencyKey>>.Empty.Add(1, [Key, IdempotencyKey.Parse("key-2")]),
            Adjustments = [new Adjustment(Key, 5, "found") { Operator = Alice }],
        }).WithOrders([new OrderEntry(1, Alice, 1, OrderStatus.Paid, 5, 6, 5, Payment, Key: null)], []));
        yield return ("state/refund-since", ItemState.Empty(Item) with
        {
            Revision = 4,
            Terms = LeastTerms,
            Refunds = ImmutableDictionary<PaymentId, Refund>.Empty.Add(
                Payment, new Refund(1, Price, IsSettled: false) { DueAtMs = At.ToUnixTimeMilliseconds() }),
        });
        yield return ("state/tickets", ItemState.Empty(Item) with
        {
            Revision = 9,
            TermsRevision = 2,
            Terms = Terms,
            Tickets = SpentTickets.Restore(59_000_000, [(59_000_001, [7UL, ulong.MaxValue, 3UL]), (59_000_004, [0UL])]),
        });
        yield return ("state/waiting-list", (ItemState.Empty(Item) with
        {
            Revision = 9,
            TermsRevision = 2,
            Terms = LeastTerms with { WaitingList = true },
            Stock = new Stock(2, 0, 2, 0),
            LastSequence = 4,
            Waiting = WaitingList.Restore(12, [Bob, BuyerId.Parse(LongestName)], [(Alice, 2), (BuyerId.Parse("carol"), 4)]),
        }).WithOrders(
            [
                new OrderEntry(2, Alice, 1, OrderStatus.Pending, 5, 6, 0, null, null),
                new OrderEntry(4, BuyerId.Parse("carol"), 1, OrderStatus.Pending, 5, 7, 0, null, null),
            ], []));
        yield return ("state/terms-age", ItemState.Empty(Item) with { Revision = 9, TermsRevision = 2, Terms = LeastTerms });
    }

    private static ItemState FullState()
    {
        var atMs = At.ToUnixTimeMilliseconds();
        OrderEntry[] orders =
        [
            new(1, Alice, 1, OrderStatus.Paid, atMs, atMs + 300_000, atMs + 9_000, Payment, Key),
            new(2, Bob, 2, OrderStatus.Pending, atMs, atMs + 300_000, 0, null, null),
            new(4, Alice, 1, OrderStatus.Expired, atMs + 5, atMs + 300_005, atMs + 300_006, null, IdempotencyKey.Parse("key-2")),
            new(5, Bob, 100, OrderStatus.Cancelled, atMs - 7, atMs + 1, atMs - 7, null, null),
            new(9, BuyerId.Parse("carol"), 1, OrderStatus.RefundDue, atMs, atMs + 300_000, atMs, PaymentId.Parse("pay_2"), null),
            new(10, BuyerId.Parse(LongestName), 1, OrderStatus.Refunded, atMs, atMs + 300_000, atMs, PaymentId.Parse("pay_3"), null),
        ];
        var refunds = ImmutableDictionary<PaymentId, Refund>.Empty
            .Add(PaymentId.Parse("pay_2"), new Refund(9, Price, IsSettled: false))
            .Add(PaymentId.Parse("pay_3"), new Refund(10, Price, IsSettled: true));
        return (ItemState.Empty(Item) with
        {
            Revision = 77,
            TermsRevision = 77,
            Terms = Terms,
            ListedStock = 500,
            Stock = new Stock(510, 507, 2, 1),
            IsPaused = true,
            IsClosed = true,
            LastSequence = 12,
            Refunds = refunds,
            Adjustments = [new Adjustment(Key, 20, "late delivery"), new Adjustment(IdempotencyKey.Parse("key-3"), -10, "damaged")],
        }).WithOrders(orders, [10, 4, 9, 5]);
    }

    private static Order Earlier(Order order) =>
        order with { Id = new OrderId(Item, 3), CreatedAt = order.CreatedAt.AddDays(-1), PayBefore = order.PayBefore.AddDays(-1) };

    private static (string Name, object Value) Event(string name, IEvent change) => ("event/" + name, new BatchCommitted(At, [change]));

    private static (string Name, object Value) Command(string name, ICommand command) => ("command/" + name, new CommandBatch(Item, [command]));

    private static (string Name, object Value) Reply(string name, Reply reply) => ("reply/" + name, new BatchReply(Item, 7, [reply]));
}
