using CsCheck;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Models;

/// <summary>Some time passes, then these commands come as one batch.</summary>
internal sealed record Step(TimeSpan Passed, ICommand[] Commands)
{
    public override string ToString() => $"+{Passed} [{string.Join(", ", Commands.AsEnumerable())}]";
}

/// <summary>Random sales, drawn so that buyers, keys, orders and payments meet often: few of each, and little stock.</summary>
internal static class RandomSales
{
    private static readonly Gen<BuyerId> Buyers = OneOf(Alice, Bob, Carol);
    private static readonly Gen<string> Payments = OneOf("p1", "p2", "p3", "p4", "p5", "p6");
    private static readonly Gen<long> Sequences = Gen.Long[0, 8];

    private static readonly Gen<ICommand> Reserves = Gen.Select(Buyers, Gen.Int[1, 3], OneOf<string?>(null, null, "k1", "k2", "k3"),
        (buyer, quantity, key) => (ICommand)Reserve(buyer, quantity, key));

    /// <summary>
    /// Few tickets, so that they are used twice, by the same and by other buyers. Their ends lie around the start, the payment window and
    /// the longest life, on both sides of every bound.
    /// </summary>
    private static readonly Gen<Ticket> Tickets = Gen.Select(
        Gen.ULong[1, 12], OneOf(0, 100, 300, 315, 330, 600, 629, 631, 2_000), (number, seconds) => TicketOf(number, seconds));

    private static readonly Gen<ICommand> ReservesWithTickets = Gen.Select(Buyers, Tickets, Gen.Int[1, 3], OneOf<string?>(null, null, "k1", "k2", "k3"),
        (buyer, ticket, quantity, key) => (ICommand)Reserve(buyer, ticket, quantity, key));

    private static readonly Gen<ICommand> Joins = Gen.Select(Buyers, Tickets, Gen.Bool,
        (buyer, ticket, hasTicket) => (ICommand)Join(buyer, hasTicket ? ticket : null));

    private static readonly Gen<ICommand> Leaves = Buyers.Select(buyer => (ICommand)Leave(buyer));

    private static readonly Gen<ICommand> Pays = Gen.Select(Sequences, Payments, Gen.Long[1, 3],
        (sequence, payment, units) => (ICommand)Pay(sequence, payment, units));

    private static readonly Gen<ICommand> WrongPays = Gen.Select(Sequences, Payments, OneOf("CNY", "EUR"), Gen.Long[9899, 9901],
        (sequence, payment, currency, amount) =>
            (ICommand)new ConfirmPayment(sequence, PaymentId.Parse(payment), Money.Create(amount, currency)));

    /// <summary>Money about which the provider's book says more: when it was paid, and whether it may pay at all.</summary>
    private static readonly Gen<ICommand> BookedPays = Gen.Select(Sequences, Payments, Gen.Long[1, 3], Gen.Int[-1, 1], Gen.Int[0, 5],
        (sequence, payment, units, ms, kind) => (ICommand)(Pay(sequence, payment, units) with
        {
            PaidAt = kind == 5 ? null : Start + PaymentWindow + TimeSpan.FromMilliseconds(ms),
            PaysNothing = kind == 0,
            HasRival = kind is 1 or 5,
        }));

    private static readonly Gen<ICommand> Expiries = Gen.OneOf(
        Gen.Const((ICommand)Expire), Sequences.Array[0, 4].Select(sequences => (ICommand)new ExpireReservations { Only = [.. sequences] }));

    private static readonly Gen<ICommand> Cancels = Gen.Select(Buyers, Sequences, (buyer, sequence) => (ICommand)Cancel(buyer, sequence));

    private static readonly Gen<ICommand> Revokes = Sequences.Select(sequence => (ICommand)Revoke(sequence));

    private static readonly Gen<ICommand> Refunds = Payments.Select(payment => (ICommand)Refund(payment));

    private static readonly Gen<AdjustStock> Adjusts = Gen.Select(Gen.Long[-3, 3], OneOf("a1", "a2", "put-total-0", "put-total-1"), OneOf<string?>(null, "op1", "op2"),
        (delta, key, name) => Adjust(delta, key) with { Operator = name is null ? null : BuyerId.Parse(name) });

    private static readonly Gen<ListItem> Lists = Gen.Select(Gen.Long[0, 6], Gen.Int[1, 4], OneOf("Phone", "Pad"), Gen.Int[0, 2], Gen.Bool, Gen.Bool,
        (stock, limit, title, hours, tickets, list) =>
            List(Terms(limit, title, endsAt: End.AddHours(hours), ticketRequired: tickets, waitingList: list), stock));

    /// <summary>Everything that can be said to an item without naming a version: it means the same however it is cut into batches.</summary>
    public static readonly Gen<ICommand> Commands = Gen.Frequency(
        (18, Reserves), (18, ReservesWithTickets), (10, Pays), (2, WrongPays), (4, BookedPays), (8, Cancels), (3, Revokes), (4, Refunds), (4, Adjusts.Select(adjust => (ICommand)adjust)),
        (3, Lists.Select(list => (ICommand)list)), (6, Expiries),
        (12, Joins), (2, Leaves), (1, Gen.Const((ICommand)new OfferUnits())),
        (2, Gen.Const((ICommand)Pause)), (4, Gen.Const((ICommand)Resume)), (1, Gen.Const((ICommand)Close)));

    /// <summary>Versions and terms versions of the first few revisions: mostly wrong, right often enough.</summary>
    private static readonly Gen<ItemExpectation> Expectations = Gen.Frequency(
        (1, Gen.Const(ItemExpectation.Present)),
        (1, Gen.Const(ItemExpectation.Absent)),
        (6, Gen.Select(Gen.Long[0, 40].Array[0, 3], Gen.Long[0, 6].Array[0, 2],
            (versions, terms) => new ItemExpectation { Versions = [.. versions], TermsVersions = [.. terms] })));

    private static readonly Gen<ICommand> Guarded = Gen.Select(Expectations, Adjusts, Lists, Gen.Int[0, 6], (expected, adjust, list, kind) => kind switch
    {
        0 => (ICommand)new PauseSale { ExpectedVersion = expected },
        1 => new ResumeSale { ExpectedVersion = expected },
        2 => adjust.Delta == 3 ? new CloseSale { ExpectedVersion = expected } : new ResumeSale { ExpectedVersion = expected },
        3 or 4 => adjust with { ExpectedVersion = expected },
        _ => list with { ExpectedVersion = expected },
    });

    private static readonly Gen<ICommand> Everything = Gen.Frequency((10, Commands), (1, Guarded));

    /// <summary>Mostly nothing or little, sometimes to a deadline, sometimes past everything; now and then the clock goes back.</summary>
    private static readonly Gen<TimeSpan> Pauses = Gen.Frequency(
        (12, Gen.Const(TimeSpan.Zero)),
        (4, Gen.Int[1, 3].Select(ms => TimeSpan.FromMilliseconds(ms))),
        (3, Gen.Int[-1, 1].Select(ms => PaymentWindow + TimeSpan.FromMilliseconds(ms))),
        (2, Gen.Int[1, 30].Select(minutes => TimeSpan.FromMinutes(minutes))),
        (1, Gen.Int[1, 20].Select(seconds => TimeSpan.FromSeconds(-seconds))));

    /// <summary>A listing just before the start, and up to 40 batches of up to 12 commands.</summary>
    public static readonly Gen<Step[]> Sales = Gen.Select(
        Lists,
        Gen.Select(Pauses, Everything.Array[1, 12], (passed, commands) => new Step(passed, commands)).Array[1, 40],
        (list, steps) => (Step[])[new Step(TimeSpan.Zero, [list]), .. steps]);

    /// <summary>The clock of the first step.</summary>
    public static DateTimeOffset Dawn { get; } = Start.AddMilliseconds(-2);

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
