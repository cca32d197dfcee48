using System.ComponentModel.DataAnnotations;

namespace Seckill.Host.Access;

/// <summary>Bounds of the HTTP side, beside the engine's in the same section (<c>Seckill:Limits</c>). Each is checked at start.</summary>
internal sealed class HttpLimits
{
    public const string Section = "Seckill:Limits";

    /// <summary>Purchases that one buyer may ask for at once; more get <c>rate_limited</c>. 0 switches this limit off.</summary>
    [Range(0, 1_000_000)]
    public int BuyerBurst { get; set; } = 2_000;

    /// <summary>Purchases per second that one buyer may ask for in the long run.</summary>
    [Range(1, 1_000_000)]
    public int BuyerRefillPerSecond { get; set; } = 200;

    /// <summary>
    /// Purchases that one client address may ask for at once; an IPv6 /64 is one address. 0, the default, switches this limit off:
    /// honest people share addresses, and a proxy in front is one address.
    /// </summary>
    [Range(0, 1_000_000)]
    public int AddressBurst { get; set; }

    /// <summary>Purchases per second that one client address may ask for in the long run.</summary>
    [Range(1, 1_000_000)]
    public int AddressRefillPerSecond { get; set; } = 1_000;

    /// <summary>
    /// Calls other than purchases that one buyer may make at once, of those that reach an item or a database; more get
    /// <c>rate_limited</c>. 0 switches this limit off.
    /// </summary>
    [Range(0, 1_000_000)]
    public int CallBurst { get; set; } = 1_000;

    /// <summary>Such calls per second that one buyer may make in the long run.</summary>
    [Range(1, 1_000_000)]
    public int CallRefillPerSecond { get; set; } = 200;

    /// <summary>
    /// Such calls that the known buyers behind one client address may make at once, all together. Far above a buyer's, because many
    /// share an address. 0 switches this limit off.
    /// </summary>
    [Range(0, 1_000_000)]
    public int CallAddressBurst { get; set; } = 10_000;

    /// <summary>Such calls per second from one client address in the long run.</summary>
    [Range(1, 1_000_000)]
    public int CallAddressRefillPerSecond { get; set; } = 2_000;

    /// <summary>Such calls that one client address may make at once where no token is asked for. 0 switches this limit off.</summary>
    [Range(0, 1_000_000)]
    public int AnonymousBurst { get; set; } = 1_000;

    /// <summary>Such calls per second without a token from one client address in the long run.</summary>
    [Range(1, 1_000_000)]
    public int AnonymousRefillPerSecond { get; set; } = 200;

    /// <summary>Calls that one operator may make at once. 0 switches this limit off.</summary>
    [Range(0, 1_000_000)]
    public int OperatorBurst { get; set; } = 10_000;

    /// <summary>Calls per second that one operator may make in the long run.</summary>
    [Range(1, 1_000_000)]
    public int OperatorRefillPerSecond { get; set; } = 1_000;

    /// <summary>Buyers, and addresses, whose rate a node remembers; where there are more, those idle for longest are forgotten.</summary>
    [Range(3, 10_000_000)]
    public int RatesRememberedMax { get; set; } = 100_000;

    /// <summary>Open connections; more are closed at once.</summary>
    [Range(1, 1_000_000)]
    public int ConnectionsMax { get; set; } = 20_000;

    /// <summary>
    /// Open connections of one client address; more are closed at once. A trusted proxy is exempt, since it opens them for everybody.
    /// 0 switches this limit off.
    /// </summary>
    [Range(0, 1_000_000)]
    public int ConnectionsPerAddressMax { get; set; } = 4_096;

    /// <summary>How long a fresh connection may be silent before it is closed. 0: for as long as one that is kept alive, 120 s.</summary>
    [Range(0, 120_000)]
    public int FirstByteTimeoutMs { get; set; } = 10_000;

    /// <summary>Open event streams of one node; more get <c>overloaded</c>.</summary>
    [Range(0, 1_000_000)]
    public int EventStreamsMax { get; set; } = 10_000;

    /// <summary>Open event streams of one client address; more get <c>rate_limited</c>. 0 switches this limit off.</summary>
    [Range(0, 1_000_000)]
    public int EventStreamsPerAddressMax { get; set; } = 1_000;

    /// <summary>Shortest pause between two events of one stream; what happens meanwhile is told by the next.</summary>
    [Range(0, 10_000)]
    public int EventStreamPauseMs { get; set; } = 100;

    /// <summary>
    /// Events per second that a node sends to all its streams together, so that there is a bound to what people who look on take from a
    /// sale. Where there are more streams, each is told less often, in turn.
    /// </summary>
    [Range(100, 1_000_000)]
    public int EventsPerSecondMax { get; set; } = 5_000;

    /// <summary>Whether all streams get a turn before proxies and clients believe that they are dead.</summary>
    internal bool HasTurns => EventStreamsMax <= 10L * EventsPerSecondMax;

    internal const string TurnsHint =
        $"{Section}:{nameof(EventStreamsMax)} is more than ten times {Section}:{nameof(EventsPerSecondMax)}, so a stream could be "
        + "silent for longer than 15 s. Lower the first or raise the second.";

    /// <summary>
    /// How long a node that was asked to stop goes on serving, not ready any more and closing each connection after its answer, so
    /// that load balancers and clients leave it before it refuses connections.
    /// </summary>
    [Range(0, 60_000)]
    public int DrainMs { get; set; } = 500;

    /// <summary>How long a read or write of the tables may take; then the item answers, or <c>outcome_unknown</c>.</summary>
    [Range(100, 60_000)]
    public int StorageTimeoutMs { get; set; } = 2_000;

    /// <summary>What the main listener's guard allows.</summary>
    internal ConnectionBounds Connections => new(Section, ConnectionsMax, ConnectionsPerAddressMax, FirstByteTimeoutMs);

    /// <summary>Buckets for a limit of this section; null when the limit is off.</summary>
    internal RateBuckets<TKey>? BucketsOf<TKey>(int burst, int refillPerSecond, TimeProvider time)
        where TKey : notnull =>
        burst > 0 ? new RateBuckets<TKey>(burst, refillPerSecond, RatesRememberedMax, time) : null;
}
