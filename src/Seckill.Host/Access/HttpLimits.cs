using System.ComponentModel.DataAnnotations;
using Seckill.Domain.Items;
using Seckill.Host.Access.Identity;
using Seckill.Host.Access.Rates;
using Seckill.Host.Listening;

namespace Seckill.Host.Access;

/// <summary>Bounds of the HTTP side, in the same section as the engine's (<c>Seckill:Limits</c>). Each is checked at start.</summary>
internal sealed class HttpLimits
{
    public const string Section = "Seckill:Limits";

    /// <summary>The highest rate that a limit takes.</summary>
    public const int PerSecondMost = 1_000_000;

    /// <summary>The hardest challenge: some ten seconds of an old phone.</summary>
    public const int ChallengeMaxNumberMost = 10_000_000;

    /// <summary>
    /// Burst of purchases per buyer; more get <c>rate_limited</c>. It fits people who press a button again and again, with retries of their
    /// page beside them. 0 switches this limit off.
    /// </summary>
    [Range(0, 1_000_000)]
    public int BuyerBurst { get; set; } = 60;

    /// <summary>Purchases per second and buyer in the long run. Until an operator sets the switch <c>buyer-purchases</c>.</summary>
    [Range(1, PerSecondMost)]
    public int BuyerRefillPerSecond { get; set; } = 20;

    /// <summary>
    /// Burst of purchases per client address; an IPv6 /64 is one address. 0, the default, switches this limit off: honest people share
    /// addresses, and a proxy in front is one address.
    /// </summary>
    [Range(0, 1_000_000)]
    public int AddressBurst { get; set; }

    /// <summary>Purchases per second and client address in the long run. Until an operator sets the switch <c>address-purchases</c>.</summary>
    [Range(1, PerSecondMost)]
    public int AddressRefillPerSecond { get; set; } = 1_000;

    /// <summary>
    /// Purchases per second that this node passes to one item; more get <c>rate_limited</c>. 0, the default, switches this limit off: an item
    /// decides what comes in batches, and refuses with <c>overloaded</c> what does not fit. Until an operator sets the switch
    /// <c>item-purchases</c>.
    /// </summary>
    [Range(0, PerSecondMost)]
    public int ItemPurchasesPerSecondMax { get; set; }

    /// <summary>The same for all items together. Until an operator sets the switch <c>all-purchases</c>.</summary>
    [Range(0, PerSecondMost)]
    public int PurchasesPerSecondMax { get; set; }

    /// <summary>
    /// Burst of calls per buyer, other than purchases, that reach an item or a database; more get <c>rate_limited</c>. 0 switches this
    /// limit off.
    /// </summary>
    [Range(0, 1_000_000)]
    public int CallBurst { get; set; } = 100;

    /// <summary>Such calls per second and buyer in the long run.</summary>
    [Range(1, 1_000_000)]
    public int CallRefillPerSecond { get; set; } = 50;

    /// <summary>
    /// Burst of such calls from all known buyers behind one client address together. Far above a buyer's, because many buyers share an
    /// address. 0 switches this limit off.
    /// </summary>
    [Range(0, 1_000_000)]
    public int CallAddressBurst { get; set; } = 10_000;

    /// <summary>Such calls per second and client address in the long run.</summary>
    [Range(1, 1_000_000)]
    public int CallAddressRefillPerSecond { get; set; } = 2_000;

    /// <summary>Burst of such calls per client address that need no token. 0 switches this limit off.</summary>
    [Range(0, 1_000_000)]
    public int AnonymousBurst { get; set; } = 1_000;

    /// <summary>Such calls per second and client address that need no token, in the long run.</summary>
    [Range(1, 1_000_000)]
    public int AnonymousRefillPerSecond { get; set; } = 200;

    /// <summary>Burst of calls per operator. 0 switches this limit off.</summary>
    [Range(0, 1_000_000)]
    public int OperatorBurst { get; set; } = 10_000;

    /// <summary>Calls per second and operator in the long run.</summary>
    [Range(1, 1_000_000)]
    public int OperatorRefillPerSecond { get; set; } = 1_000;

    /// <summary>
    /// Tokens per second that a node verifies for sessions, for all callers together; more get <c>rate_limited</c>. A signature of a
    /// public key costs many times a purchase. 0 switches this limit off.
    /// </summary>
    [Range(0, 1_000_000)]
    public int SessionsPerSecondMax { get; set; } = 2_000;

    /// <summary>How long a ticket lives, in seconds.</summary>
    [Range(10, ItemLimits.TicketLifetimeSecondsMax)]
    public int TicketLifetimeSeconds { get; set; } = 120;

    /// <summary>
    /// The largest number of a challenge; half as many hashes are its work on average. The default takes a phone half a second. Until an
    /// operator sets the switch <c>challenge-difficulty</c>.
    /// </summary>
    [Range(1, ChallengeMaxNumberMost)]
    public int ChallengeMaxNumber { get; set; } = 200_000;

    /// <summary>How long a challenge lives, in seconds; the ticket that it buys ends with it.</summary>
    [Range(60, ItemLimits.TicketLifetimeSecondsMax)]
    public int ChallengeLifetimeSeconds { get; set; } = ItemLimits.TicketLifetimeSecondsMax;

    /// <summary>
    /// How long before the start of a sale its challenges are to be had, in seconds. Long enough for a slow phone, and for whoever waits
    /// instead; longer, and bots have more time to compute for more accounts.
    /// </summary>
    [Range(0, 300)]
    public int ChallengeLeadSeconds { get; set; } = 60;

    /// <summary>How long one waits who waits instead of computing, in seconds.</summary>
    [Range(1, 300)]
    public int ChallengeWaitSeconds { get; set; } = 30;

    /// <summary>
    /// Accounts that may ask for challenges from one address in the life of a challenge before these get harder, and twice as hard with each
    /// doubling of the accounts.
    /// </summary>
    [Range(1, 100_000)]
    public int ChallengeAccountsFree { get; set; } = 20;

    /// <summary>How often they get twice as hard, at most. 0 switches it off.</summary>
    [Range(0, 6)]
    public int ChallengeStepsMax { get; set; } = 4;

    /// <summary>How long an identity provider may take to give its keys.</summary>
    [Range(100, 60_000)]
    public int IdentityTimeoutMs { get; set; } = 5_000;

    /// <summary>Shortest time between two attempts to read an identity provider's keys.</summary>
    [Range(100, 600_000)]
    public int IdentityPauseMs { get; set; } = 5_000;

    /// <summary>Age at which an identity provider's keys are read again.</summary>
    [Range(10, 86_400)]
    public int IdentityKeysSeconds { get; set; } = 600;

    /// <summary>Buyers, and addresses, whose rate a node remembers; beyond that it forgets those idle for longest.</summary>
    [Range(3, 10_000_000)]
    public int RatesRememberedMax { get; set; } = 100_000;

    /// <summary>Open connections; more are closed at once.</summary>
    [Range(1, 1_000_000)]
    public int ConnectionsMax { get; set; } = 20_000;

    /// <summary>
    /// Open connections per client address; more are closed at once. A trusted proxy is exempt, since it opens them for everybody.
    /// 0 switches this limit off.
    /// </summary>
    [Range(0, 1_000_000)]
    public int ConnectionsPerAddressMax { get; set; } = 4_096;

    /// <summary>How long a new connection may be silent before it is closed. 0: as long as a kept-alive one, 120 s.</summary>
    [Range(0, 120_000)]
    public int FirstByteTimeoutMs { get; set; } = 10_000;

    /// <summary>Open event streams of one node; more get <c>overloaded</c>.</summary>
    [Range(0, 1_000_000)]
    public int EventStreamsMax { get; set; } = 10_000;

    /// <summary>Open event streams per client address; more get <c>rate_limited</c>. 0 switches this limit off.</summary>
    [Range(0, 1_000_000)]
    public int EventStreamsPerAddressMax { get; set; } = 1_000;

    /// <summary>Shortest pause between two events of one stream; the next event includes what happened meanwhile.</summary>
    [Range(0, 10_000)]
    public int EventStreamPauseMs { get; set; } = 100;

    /// <summary>
    /// Events per second that a node sends to all its streams together, which bounds what onlookers cost the sale. With more streams, each
    /// gets events less often, in turn. The default is 1,000 per processor.
    /// </summary>
    [Range(100, 1_000_000)]
    public int EventsPerSecondMax { get; set; } = 1_000 * Environment.ProcessorCount;

    /// <summary>Whether all streams get a turn before proxies and clients take them for dead.</summary>
    internal bool HasTurns => EventStreamsMax <= 10L * EventsPerSecondMax;

    internal const string TurnsHint =
        $"{Section}:{nameof(EventStreamsMax)} is more than ten times {Section}:{nameof(EventsPerSecondMax)}, so a stream could be "
        + "silent for longer than 15 s. Lower the first or raise the second.";

    /// <summary>Whether whoever has solved a challenge before the start can still use it for as long after it.</summary>
    internal bool HasLivingChallenges => 2 * ChallengeLeadSeconds <= ChallengeLifetimeSeconds;

    internal const string ChallengesHint =
        $"{Section}:{nameof(ChallengeLeadSeconds)} is more than half of {Section}:{nameof(ChallengeLifetimeSeconds)}, so a challenge that is "
        + "solved before the start would be over soon after it. Lower the first or raise the second.";

    /// <summary>
    /// How long a stopping node goes on serving while it reports not ready and closes each connection after its answer, so that load
    /// balancers and clients leave it before it refuses connections.
    /// </summary>
    [Range(0, 60_000)]
    public int DrainMs { get; set; } = 500;

    /// <summary>When identity providers are asked for their keys.</summary>
    internal KeyReading KeyReading => new(
        TimeSpan.FromMilliseconds(IdentityTimeoutMs), TimeSpan.FromMilliseconds(IdentityPauseMs), TimeSpan.FromSeconds(IdentityKeysSeconds));

    /// <summary>The bounds of the main listener's guard.</summary>
    internal ConnectionBounds Connections => new(Section, ConnectionsMax, ConnectionsPerAddressMax, FirstByteTimeoutMs);

    /// <summary>Buckets for a limit of this section; null when the limit is off.</summary>
    internal RateBuckets<TKey>? BucketsOf<TKey>(int burst, int refillPerSecond, TimeProvider time)
        where TKey : notnull =>
        burst > 0 ? new RateBuckets<TKey>(burst, refillPerSecond, RatesRememberedMax, time) : null;
}
