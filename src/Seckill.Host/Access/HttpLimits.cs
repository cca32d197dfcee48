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
    /// Purchases that one client address may ask for at once. 0, the default, switches this limit off: honest people share
    /// addresses, and a proxy in front is one address.
    /// </summary>
    [Range(0, 1_000_000)]
    public int AddressBurst { get; set; }

    /// <summary>Purchases per second that one client address may ask for in the long run.</summary>
    [Range(1, 1_000_000)]
    public int AddressRefillPerSecond { get; set; } = 1_000;

    /// <summary>Buyers, and addresses, whose rate a node remembers; where there are more, those idle for longest are forgotten.</summary>
    [Range(3, 10_000_000)]
    public int RatesRememberedMax { get; set; } = 100_000;

    /// <summary>Open connections; more are closed at once.</summary>
    [Range(1, 1_000_000)]
    public int ConnectionsMax { get; set; } = 20_000;

    /// <summary>Shortest pause between two events of one stream; what happens meanwhile is told by the next.</summary>
    [Range(0, 10_000)]
    public int EventStreamPauseMs { get; set; } = 100;

    /// <summary>
    /// How long a node that was asked to stop goes on serving, not ready any more and closing each connection after its answer, so
    /// that load balancers and clients leave it before it refuses connections.
    /// </summary>
    [Range(0, 60_000)]
    public int DrainMs { get; set; } = 500;

    /// <summary>How long a read or write of the tables may take; then the item answers, or <c>outcome_unknown</c>.</summary>
    [Range(100, 60_000)]
    public int StorageTimeoutMs { get; set; } = 2_000;
}
