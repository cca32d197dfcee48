using System.Globalization;

namespace Seckill.Faults.Shoppers;

/// <summary>What is on sale, and how people want it.</summary>
internal sealed record Stall
{
    public required string Item { get; init; }

    public required long Stock { get; init; }

    public int Limit { get; init; } = 1_000_000;

    public int QuantityMax { get; init; } = 1;

    public int PaymentWindowSeconds { get; init; } = 10;

    /// <summary>How often it is wanted, against the others.</summary>
    public required int Weight { get; init; }

    /// <summary>Buyers who come again and again; 0: everybody comes once.</summary>
    public int Regulars { get; init; }

    /// <summary>Whether it sells only to buyers with a ticket.</summary>
    public bool TicketRequired { get; init; }

    /// <summary>Whether its tickets come from a waiting room, which has people of its own.</summary>
    public bool HasQueue { get; init; }

    /// <summary>How long after the listing its sale starts; until then people gather in the waiting room.</summary>
    public TimeSpan StartsAfter { get; init; }

    /// <summary>Whether what comes back goes to a waiting list, which those join who were too late.</summary>
    public bool WaitingList { get; init; }

    /// <summary>Whether an operator brings and takes units all the time.</summary>
    public bool HasTides { get; init; }

    /// <summary>Whether an operator pauses and resumes it all the time.</summary>
    public bool IsSwitched { get; init; }

    /// <summary>Whether it can always be bought: then a pause between two yeses is an outage.</summary>
    public bool IsSteady { get; init; }
}

/// <summary>All that is on sale at once.</summary>
internal sealed class Market
{
    public const long UnitPrice = 9_900;

    private readonly int[] _drawn;
    private readonly Dictionary<string, Stall> _byItem;

    public Market(IReadOnlyList<Stall> stalls)
    {
        Stalls = stalls;
        _byItem = stalls.ToDictionary(stall => stall.Item, StringComparer.Ordinal);
        _drawn = [.. stalls.SelectMany((stall, index) => Enumerable.Repeat(index, stall.Weight))];
    }

    public IReadOnlyList<Stall> Stalls { get; }

    /// <summary>
    /// Items that never run out, items that sell out and get units back from unpaid orders, items of which one buyer may have
    /// several orders, items whose stock comes and goes, and items that are switched off and on. Half of those that run out, and one of
    /// those that do not, require tickets. Items that run out for one unit each, and those whose stock comes and goes, have a waiting list.
    /// Three more items have a waiting room, whose places are drawn at different times, with a waiting list and without.
    /// </summary>
    /// <param name="name">Goes before every item's name, so that several sales can follow each other on one cluster.</param>
    /// <param name="steady">Number of items that never run out.</param>
    public static Market Mixed(string name = "", int steady = 12) => new(
    [
        .. Row(steady, name + "steady", item => new Stall
        {
            Item = item, Stock = 10_000_000, QuantityMax = 3, Regulars = 2_000, Weight = 4, IsSteady = true,
        }),
        .. Row(1, name + "ticketed", item => new Stall
        {
            Item = item, Stock = 10_000_000, QuantityMax = 3, Regulars = 2_000, Weight = 8, IsSteady = true, TicketRequired = true,
        }),
        .. Row(3, name + "rush-ticketed", item => new Stall
        {
            Item = item, Stock = 12, Limit = 1, PaymentWindowSeconds = 3, Weight = 4, TicketRequired = true, WaitingList = true,
        }),
        .. Row(3, name + "rush", item => new Stall
        {
            Item = item, Stock = 12, Limit = 1, PaymentWindowSeconds = 3, Weight = 4, WaitingList = true,
        }),
        .. Row(2, name + "several-ticketed", item => new Stall
        {
            Item = item, Stock = 120, Limit = 4, QuantityMax = 3, PaymentWindowSeconds = 4, Regulars = 200, Weight = 3, TicketRequired = true,
        }),
        .. Row(2, name + "several", item => new Stall
        {
            Item = item, Stock = 120, Limit = 4, QuantityMax = 3, PaymentWindowSeconds = 4, Regulars = 200, Weight = 3,
        }),
        .. Row(3, name + "tidal", item => new Stall
        {
            Item = item, Stock = 8, PaymentWindowSeconds = 5, Regulars = 500, Weight = 2, HasTides = true, WaitingList = true,
        }),
        .. Row(2, name + "switched", item => new Stall { Item = item, Stock = 10_000_000, Regulars = 500, Weight = 2, IsSwitched = true }),
        Queued(name + "queued-01", startsAfterSeconds: 6) with { WaitingList = true },
        Queued(name + "queued-02", startsAfterSeconds: 35) with { Limit = 2 },
        Queued(name + "queued-03", startsAfterSeconds: 80),
    ]);

    /// <summary>Many items that never run out, all wanted alike.</summary>
    public static Market Wide(int items, int paymentWindowSeconds = 3_600) => new(
    [
        .. Row(items, "wide", item => new Stall
        {
            Item = item, Stock = 10_000_000, Regulars = 100_000, PaymentWindowSeconds = paymentWindowSeconds, Weight = 1, IsSteady = true,
        }),
    ]);

    /// <summary>The stall of an item.</summary>
    public Stall Find(string item) => _byItem[item];

    /// <summary>What the next shopper wants.</summary>
    public Stall Draw(Random random) => Stalls[_drawn[random.Next(_drawn.Length)]];

    /// <summary>Units come back or are brought all the time, so that the room goes on admitting people.</summary>
    private static Stall Queued(string item, int startsAfterSeconds) => new()
    {
        Item = item, Stock = 5, Limit = 1, PaymentWindowSeconds = 3, Weight = 0, TicketRequired = true, HasQueue = true, HasTides = true,
        StartsAfter = TimeSpan.FromSeconds(startsAfterSeconds),
    };

    private static IEnumerable<Stall> Row(int count, string name, Func<string, Stall> make) =>
        Enumerable.Range(1, count).Select(number => make(string.Create(CultureInfo.InvariantCulture, $"{name}-{number:D2}")));
}
