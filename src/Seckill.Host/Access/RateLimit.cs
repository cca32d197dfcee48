using System.Diagnostics.Metrics;
using Seckill.Actors.Telemetry;

namespace Seckill.Host.Access;

/// <summary>A limit on how often, or how much at once, somebody may ask.</summary>
/// <param name="Name">Its name in the metrics.</param>
/// <param name="WhoAsks">How a refusal names those who share it.</param>
internal sealed record RateLimit(string Name, string WhoAsks)
{
    public static readonly RateLimit BuyerPurchases = new("buyer_purchases", "You ask");
    public static readonly RateLimit AddressPurchases = new("address_purchases", "Your address asks");
    public static readonly RateLimit BuyerCalls = new("buyer_calls", "You ask");
    public static readonly RateLimit AddressCalls = new("address_calls", "Your address asks");
    public static readonly RateLimit OperatorCalls = new("operator_calls", "You ask");
    public static readonly RateLimit AnonymousCalls = new("anonymous_calls", "Your address asks");
    public static readonly RateLimit Sessions = new("sessions", "All callers together ask for sessions");
    public static readonly RateLimit AddressStreams = new("address_streams", "Your address streams");

    private static readonly Counter<long> Refused = EngineMetrics.Meter.CreateCounter<long>(
        "seckill.requests.rate_limited", "{request}", "Requests refused with rate_limited, by the limit that they exceeded.");

    /// <summary>Makes every limit appear in the metrics with 0.</summary>
    public static void Announce()
    {
        RateLimit[] all = [BuyerPurchases, AddressPurchases, BuyerCalls, AddressCalls, OperatorCalls, AnonymousCalls, Sessions, AddressStreams];
        foreach (var limit in all) Refused.Add(0, limit.Tag);
    }

    /// <summary>Counts a request that was refused because of this limit.</summary>
    public void Count() => Refused.Add(1, Tag);

    private KeyValuePair<string, object?> Tag => new("limit", Name);
}
