using CsCheck;
using Seckill.Actors.Items;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Serialization;

/// <summary>Random messages over the whole range that the domain allows, the ends of the ranges more often than chance would.</summary>
internal static class Gens
{
    private static readonly Gen<string> Name = Gen.Char['!', '~'].Array[1, 64].Select(letters => new string(letters));

    private static readonly Gen<string> Line = Gen.OneOf("a", "Z", "0", " ", "é", "一", "😀", "'").Array[0, ItemLimits.TitleLengthMax - 1]
        .Select(characters => "x" + string.Concat(characters));

    private static readonly Gen<ItemId> Item = Gen.OneOf("p", new string('z', 64), "phone-17").Select(ItemId.Parse);
    private static readonly Gen<BuyerId> Buyer = Name.Select(BuyerId.Parse);
    private static readonly Gen<PaymentId> Payment = Name.Select(PaymentId.Parse);
    private static readonly Gen<IdempotencyKey> Key = Name.Select(IdempotencyKey.Parse);
    private static readonly Gen<long> Sequence = Gen.OneOf(Gen.Long[1, 1_000], Gen.Long[1, long.MaxValue - 1_000]);
    private static readonly Gen<long> Count = Gen.OneOf(Gen.Const(0L), Gen.Long[0, ItemLimits.StockMax], Gen.Const(ItemLimits.StockMax));
    private static readonly Gen<int> Units = Gen.OneOf(Gen.Const(1), Gen.Int[1, Quantity.UnitsMax]);

    private static readonly Gen<Money> Price = Gen.Select(
        Gen.OneOf(Gen.Const(0L), Gen.Long[0, ItemLimits.PriceAmountMax], Gen.Const(ItemLimits.PriceAmountMax)), Gen.OneOf("CNY", "JPY"), Money.Create);

    private static readonly Gen<Money> Amount = Gen.Select(
        Gen.OneOf(Gen.Const(0L), Gen.Long[0, ItemLimits.PriceAmountMax], Gen.Const(long.MaxValue)), Gen.OneOf("CNY", "JPY", "USD"), Money.Create);

    private static readonly Gen<DateTimeOffset> Instant = Gen.OneOf(
        Gen.Const(default(DateTimeOffset)),
        Gen.Const(Moment.Floor(DateTimeOffset.MaxValue)),
        Gen.Long[ItemLimits.TimeMin.ToUnixTimeMilliseconds(), ItemLimits.TimeMax.ToUnixTimeMilliseconds()].Select(Moment.FromUnixMs));

    private static readonly Gen<Ticket> Tickets = Gen.Select(Gen.ULong, Instant, (number, end) => new Ticket(number, end));

    private static readonly Gen<ItemPresentation> Presentation = Gen.Select(
        Maybe(Gen.OneOf("/", "https://cdn.example/a.png")), Maybe(Line), MaybeValue(Gen.OneOf(Gen.Const(0L), Gen.Long[1, ItemLimits.PriceAmountMax])),
        (image, description, price) => new ItemPresentation { ImageUrl = image, Description = description, ListPrice = price });

    private static readonly Gen<ItemTerms> Terms = Gen.Select(
        Line,
        Maybe(Gen.OneOf("c", "double-eleven", new string('C', 64))),
        Price,
        Gen.Select(Gen.Long[0, 1_000_000_000_000], Gen.Long[1, 1_000_000_000_000]),
        Gen.Int[1, ItemLimits.PerBuyerLimitMax],
        Gen.Long[1_000, 86_400_000],
        Gen.Bool,
        (title, campaign, price, window, limit, paymentMs, ticket) => new ItemTerms(
            title, campaign, price, ItemLimits.TimeMin.AddMilliseconds(window.Item1), ItemLimits.TimeMin.AddMilliseconds(window.Item1 + window.Item2),
            limit, TimeSpan.FromMilliseconds(paymentMs), ticket));

    private static readonly Gen<ItemTerms> PresentedTerms =
        Gen.Select(Terms, Presentation, Gen.Bool, Gen.Bool, (terms, presentation, list, challenge) =>
            terms with { Presentation = presentation, WaitingList = list, ChallengeRequired = challenge });

    private static readonly Gen<LedgerHash> Hash = Gen.Byte.Array[LedgerHash.Size, LedgerHash.Size].Select(bytes => LedgerHash.From(bytes));

    private static readonly Gen<ChainLink> Link = Gen.Select(Hash, Gen.Bool, ChainLink.Stored);

    private static readonly Gen<TraceId> Trace = Gen.Select(Gen.ULong, Gen.ULong[1, ulong.MaxValue], (left, right) => TraceId.Parse($"{left:x16}{right:x16}"));

    private static readonly Gen<string> Node = Gen.Char['!', '~'].Array[1, Attribution.NodeLengthMax].Select(letters => new string(letters));

    private static readonly Gen<Attribution> By = Gen.Select(MaybeValue(Buyer), MaybeValue(Trace), Maybe(Node), Maybe(Line),
        (actor, trace, node, reason) => new Attribution { Actor = actor, Trace = trace, Node = node, Reason = reason });

    public static readonly Gen<BatchCommitted> Batch = Gen.Select(Instant, Maybe(Link), Gen.OneOf(
        Gen.Select(PresentedTerms, Count, By, IEvent (terms, stock, by) => new ItemListed(terms, stock) { By = by }),
        Gen.Select(Line, Instant, Maybe(Presentation), By, IEvent (title, end, presentation, by) =>
            new TermsRevised(title, end) { Presentation = presentation, By = by }),
        Gen.Select(Gen.Long, Line, Key, By, IEvent (delta, reason, key, by) =>
            new StockAdjusted(delta, reason, key) { Operator = by.Actor, Trace = by.Trace, Node = by.Node }),
        Gen.Select(Sequence, By, IEvent (sequence, by) => new OrderRevoked(sequence) { By = by }),
        Gen.Select(Sequence, Key, IEvent (sequence, key) => new KeyAnswered(sequence, key)),
        Gen.Select(Sequence, Tickets.Array[1, 20], IEvent (first, tickets) => new TicketsUsed(first, [.. tickets])),
        Buyer.Array[1, 20].Select(IEvent (buyers) => new WaitingListJoined([.. buyers])),
        Gen.Select(Buyer, Tickets).Array[1, 20].Select(IEvent (joins) =>
            new WaitingListJoined([.. joins.Select(join => join.Item1)]) { Tickets = [.. joins.Select(join => join.Item2)] }),
        Gen.Select(Gen.OneOf(Enum.GetValues<LeaveCause>()), Buyer.Array[1, 20], IEvent (cause, buyers) => new WaitingListLeft(cause, [.. buyers])),
        Gen.Select(Sequence, Gen.Int[1, int.MaxValue], IEvent (first, count) => new UnitsOffered(first, count)),
        By.Select(IEvent (by) => new SalePaused { By = by }),
        By.Select(IEvent (by) => new SaleResumed { By = by }),
        By.Select(IEvent (by) => new SaleClosed { By = by }),
        Gen.Select(Price, Instant, Sequence, Gen.Select(Buyer, Units, MaybeValue(Key)).Array[1, 20], Reserved),
        Gen.Select(Sequence, Payment, Amount, IEvent (sequence, payment, amount) => new PaymentConfirmed(sequence, payment, amount)),
        Gen.Select(Gen.OneOf(Enum.GetValues<ReleaseCause>()), Sequence.Array[1, 20], Maybe(By), IEvent (cause, ended, by) =>
            new StockReleased(cause, [.. ended]) { By = by == Attribution.Unknown ? null : by }),
        Gen.Select(Sequence, Payment, Amount, IEvent (sequence, payment, amount) => new RefundFellDue(sequence, payment, amount)),
        Gen.Select(Sequence, Payment, IEvent (sequence, payment) => new RefundSettled(sequence, payment))).Array[1, 6],
        (at, link, events) => new BatchCommitted(at, [.. events]) { Link = link });

    private static readonly Gen<ItemExpectation> Expected = Gen.Select(Gen.Long.Array[0, 3], Gen.Long.Array[0, 3], Gen.Bool, Gen.Bool,
        (versions, terms, isPresent, isAbsent) =>
            new ItemExpectation { Versions = [.. versions], TermsVersions = [.. terms], IsPresent = isPresent, IsAbsent = isAbsent });

    public static readonly Gen<CommandBatch> Commands = Gen.Select(Item, Gen.OneOf(
        Gen.Select(Terms, Count, Maybe(Expected), By, ICommand (terms, stock, expected, by) => new ListItem(terms, stock, expected) { By = by }),
        Gen.Select(Gen.Long, Line, Key, By, Maybe(Expected), ICommand (delta, reason, key, by, expected) =>
            new AdjustStock(delta, reason, key) { Operator = by.Actor, Trace = by.Trace, Node = by.Node, ExpectedVersion = expected }),
        Gen.Select(Maybe(Expected), By, ICommand (expected, by) => new PauseSale { ExpectedVersion = expected, By = by }),
        Gen.Select(Maybe(Expected), By, ICommand (expected, by) => new ResumeSale { ExpectedVersion = expected, By = by }),
        Gen.Select(Maybe(Expected), By, ICommand (expected, by) => new CloseSale { ExpectedVersion = expected, By = by }),
        Gen.Select(Gen.Long, By, ICommand (sequence, by) => new RevokeOrder(sequence) { By = by }),
        Gen.Const<ICommand>(new ExpireReservations()),
        Gen.Long.Array[1, 20].Select(ICommand (sequences) => new ExpireReservations { Only = [.. sequences] }),
        Gen.Select(Buyer, Units, MaybeValue(Key), ICommand (buyer, units, key) => new ReserveStock(buyer, Quantity.Create(units), key)),
        Gen.Select(Buyer, Units, MaybeValue(Key), ICommand (buyer, units, key) =>
            new RepeatPurchase(new ReserveStock(buyer, Quantity.Create(units), key))),
        Gen.Select(Buyer, Units, MaybeValue(Key), Tickets, ICommand (buyer, units, key, ticket) =>
            new ReserveWithTicket(new ReserveStock(buyer, Quantity.Create(units), key), ticket)),
        Gen.Select(Buyer, MaybeValue(Tickets), ICommand (buyer, ticket) => new JoinWaitingList(buyer, ticket)),
        Buyer.Select(ICommand (buyer) => new LeaveWaitingList(buyer)),
        Gen.Const<ICommand>(new OfferUnits()),
        Gen.Select(Buyer, Gen.Long, ICommand (buyer, sequence) => new CancelOrder(buyer, sequence)),
        Gen.Select(Gen.Long, Payment, Amount, MaybeValue(Instant), Gen.Bool, Gen.Bool,
            ICommand (sequence, payment, amount, paidAt, paysNothing, hasRival) =>
                new ConfirmPayment(sequence, payment, amount) { PaidAt = paidAt, PaysNothing = paysNothing, HasRival = hasRival }),
        Payment.Select(ICommand (payment) => new SettleRefund(payment))).Array[0, 20],
        (item, commands) => new CommandBatch(item, [.. commands]));

    public static readonly Gen<BatchReply> Replies = Item.SelectMany(item => Gen.Select(Count, ReplyOf(item).Array[0, 20], Gen.Int,
        (revision, replies, node) => new BatchReply(item, revision, [.. replies], node)));

    public static readonly Gen<StatusPublished> Published = Item.SelectMany(item => Gen.Select(StatusOf(item), Count, Gen.ULong.Array[0, 50],
        (status, previous, holders) => new StatusPublished(status, previous, [.. holders])));

    public static readonly Gen<HoldersPage> Page = Gen.Select(Item, Count, Gen.Int[0, 9], Gen.Int[1, 10], Gen.ULong.Array[0, 50],
        (item, revision, page, pages, holders) => new HoldersPage(item, revision, page, pages, [.. holders]));

    public static readonly Gen<IWithItemId> Query = Gen.Select(Item, Gen.Long, Gen.Long.Array[0, 20], Buyer.Array[0, 20], Gen.Int[0, 2], IWithItemId (item, sequence, more, buyers, kind) => kind switch
    {
        0 => new FindOrder(item, sequence) { More = [.. more], PlacesOf = [.. buyers] },
        1 => new WakeItem(item),
        _ => new GetHolders(item),
    });

    private static IEvent Reserved(Money price, DateTimeOffset payBefore, long first, (BuyerId Buyer, int Units, IdempotencyKey? Key)[] wishes) =>
        new StockReserved(price, payBefore, [.. wishes.Select((wish, i) => new Reservation(first + i, wish.Buyer, wish.Units, wish.Key))]);

    private static Gen<ItemStatus> StatusOf(ItemId item) => Gen.Select(Terms, Gen.Select(Count, Count, Count), Gen.Select(Count, Count, MaybeValue(Count)), Gen.Bool, Gen.Bool, Maybe(Hash), Gen.Int[0, ItemLimits.WaitingMax],
        (terms, parts, numbers, isPaused, isClosed, hash, waiting) => new ItemStatus(
            item, numbers.Item1, terms, new Stock(parts.Item1 + parts.Item2 + parts.Item3, parts.Item1, parts.Item2, parts.Item3), isPaused, isClosed,
            Math.Min(numbers.Item1, numbers.Item2), numbers.Item3) { LedgerHash = hash, Waiting = waiting });

    private static Gen<Order> OrderOf(ItemId item) => Gen.Select(
        Gen.Select(Sequence, Buyer, Units, Price),
        Gen.OneOf(Enum.GetValues<OrderStatus>()),
        Gen.Select(Instant, Instant, MaybeValue(Instant), MaybeValue(Instant)),
        MaybeValue(Payment),
        (wish, status, times, payment) =>
            new Order(new OrderId(item, wish.Item1), wish.Item2, wish.Item3, wish.Item4, status, times.Item1, times.Item2)
            {
                PaidAt = times.Item3,
                ClosedAt = times.Item4,
                PaymentId = payment,
            });

    private static Gen<Reply> ReplyOf(ItemId item) => Gen.Select(
        Gen.OneOf(Enum.GetValues<Outcome>()),
        Maybe(OrderOf(item)),
        Maybe(StatusOf(item)),
        Gen.Select(Sequence.Array[0, ItemLimits.NamedOrdersMax], Gen.Int[0, 5]),
        MaybeValue(Instant),
        Gen.Int[0, ItemLimits.WaitingMax],
        (outcome, order, status, own, retryAt, ahead) => new Reply(outcome)
        {
            Ahead = ahead,
            RetryAt = retryAt,
            Order = order,
            Status = status,
            OrderIds = [.. own.Item1.Select(sequence => new OrderId(item, sequence))],
            OrderCount = own.Item1.Length + own.Item2,
        });

    private static Gen<T?> Maybe<T>(Gen<T> gen)
        where T : class =>
        Gen.Select(gen, Gen.Bool, (value, isThere) => isThere ? value : null);

    private static Gen<T?> MaybeValue<T>(Gen<T> gen)
        where T : struct =>
        Gen.Select(gen, Gen.Bool, T? (value, isThere) => isThere ? value : null);
}
