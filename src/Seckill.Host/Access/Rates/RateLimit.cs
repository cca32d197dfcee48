using System.Diagnostics.Metrics;
using System.Globalization;
using Seckill.Actors.Telemetry;

namespace Seckill.Host.Access.Rates;

/// <summary>What a limit allows.</summary>
/// <param name="Requests">So many requests.</param>
/// <param name="WindowSeconds">In so many seconds; 0 when it counts what is open at the same time.</param>
internal readonly record struct RateQuota(int Requests, int WindowSeconds);

/// <summary>A limit on how often, or how much at once, somebody may ask.</summary>
/// <param name="Name">Its name in the metrics.</param>
/// <param name="WhoAsks">How a refusal names those who share it.</param>
internal sealed record RateLimit(string Name, string WhoAsks)
{
    public static readonly RateLimit BuyerPurchases = new("buyer_purchases", "You ask");
    public static readonly RateLimit AddressPurchases = new("address_purchases", "Your address asks");
    public static readonly RateLimit ItemPurchases = new("item_purchases", "All buyers of this item together ask");
    public static readonly RateLimit AllPurchases = new("all_purchases", "All buyers together ask");
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
        RateLimit[] all =
        [
            BuyerPurchases, AddressPurchases, ItemPurchases, AllPurchases, BuyerCalls, AddressCalls, OperatorCalls, AnonymousCalls, Sessions,
            AddressStreams,
        ];
        foreach (var limit in all) Refused.Add(0, limit.Tag);
    }

    /// <summary>
    /// Tells a client which limit it has exceeded (draft-ietf-httpapi-ratelimit-headers-10): what the limit allows, that nothing is left, and
    /// in how many seconds something is.
    /// </summary>
    public void Tell(IHeaderDictionary headers, RateQuota quota, long retryAfterSeconds)
    {
        var isOpen = quota.WindowSeconds == 0;
        headers["RateLimit-Policy"] = isOpen
            ? string.Create(CultureInfo.InvariantCulture, $"\"{Name}\";q={quota.Requests};qu=\"concurrent-requests\"")
            : string.Create(CultureInfo.InvariantCulture, $"\"{Name}\";q={quota.Requests};w={quota.WindowSeconds}");
        headers["RateLimit"] = isOpen ? $"\"{Name}\";r=0" : string.Create(CultureInfo.InvariantCulture, $"\"{Name}\";r=0;t={retryAfterSeconds}");
    }

    /// <summary>Counts a request that was refused because of this limit.</summary>
    public void Count() => Refused.Add(1, Tag);

    private KeyValuePair<string, object?> Tag => new("limit", Name);
}
