using System.Collections.Concurrent;

namespace Seckill.Faults.Shoppers;

/// <summary>How requests ended.</summary>
internal sealed class Tally
{
    private static readonly string[] Refusals =
    [
        "sold_out", "limit_reached", "paused", "closed", "not_started", "order_state", "stock_conflict", "available", "waiting_list_full",
        "ticket_required", "ticket_invalid", "cannot_win",
    ];

    private readonly ConcurrentDictionary<string, long> _ends = new(StringComparer.Ordinal);
    private long _requests;
    private long _attempts;
    private long _yes;

    /// <summary>All requests.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Requests to buy.</summary>
    public long Attempts => Interlocked.Read(ref _attempts);

    /// <summary>Orders made: answers 201.</summary>
    public long Yes => Interlocked.Read(ref _yes);

    /// <summary>By code: honest refusals.</summary>
    public IEnumerable<KeyValuePair<string, long>> Refused => _ends.Where(end => Refusals.Contains(end.Key));

    /// <summary>By code: answers that no shopper should get.</summary>
    public IEnumerable<KeyValuePair<string, long>> Errors =>
        _ends.Where(end => end.Key != "ok" && !Refusals.Contains(end.Key) && !Enum.TryParse<Silence>(end.Key, out _));

    /// <summary>Requests without an answer, by kind.</summary>
    public long Count(Silence kind) => _ends.GetValueOrDefault(kind.ToString());

    public long ErrorCount => Errors.Sum(end => end.Value);

    public void Add(Heard heard, bool isPurchase)
    {
        Interlocked.Increment(ref _requests);
        if (isPurchase) Interlocked.Increment(ref _attempts);
        if (isPurchase && heard.Status == 201) Interlocked.Increment(ref _yes);
        _ends.AddOrUpdate(heard.Name, 1, (_, count) => count + 1);
    }

    public static string Describe(IEnumerable<KeyValuePair<string, long>> ends) =>
        string.Join(", ", ends.OrderByDescending(end => end.Value).Select(end => $"{end.Key} {end.Value}")) is { Length: > 0 } text ? text : "none";
}
