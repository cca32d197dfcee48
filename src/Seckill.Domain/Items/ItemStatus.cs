using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Domain.Items;

/// <summary>Whether an item sells, as computed from its state and the time; never stored.</summary>
public enum Phase
{
    /// <summary>The sale has not started.</summary>
    Upcoming,

    /// <summary>The item sells.</summary>
    Open,

    /// <summary>No unit is available at the moment; held units may become available again.</summary>
    SoldOut,

    /// <summary>An operator stopped the sale for a while.</summary>
    Paused,

    /// <summary>The sale is over, by time or by an operator.</summary>
    Closed,
}

/// <summary>What phases mean for a purchase.</summary>
public static class PhaseRefusals
{
    /// <summary>The refusal of a purchase in this phase; null while the item sells.</summary>
    public static Outcome? RefusalOf(this Phase phase) => phase switch
    {
        Phase.Upcoming => Outcome.NotStarted,
        Phase.SoldOut => Outcome.SoldOut,
        Phase.Paused => Outcome.Paused,
        Phase.Closed => Outcome.Closed,
        _ => null,
    };
}

/// <summary>The public status of an item at one revision. Boards copy it and shoppers see it.</summary>
/// <param name="Id">The item.</param>
/// <param name="Revision">Number of batches committed to the item's ledger; the journal's sequence number.</param>
/// <param name="Terms">The operator's terms.</param>
/// <param name="Stock">The units.</param>
/// <param name="IsPaused">Stopped by an operator until resumed.</param>
/// <param name="IsClosed">Ended by an operator for good.</param>
/// <param name="TermsRevision">
/// Revision at which an operator last changed the terms or the total stock, or a later one. Clients see it as the terms version,
/// which sales do not change.
/// </param>
/// <param name="LastSequence">
/// Sequence of the newest order, 0 before the first; null when it is not known, because a node of an earlier version sent this status.
/// </param>
public sealed record ItemStatus(
    ItemId Id, long Revision, ItemTerms Terms, Stock Stock, bool IsPaused, bool IsClosed, long TermsRevision, long? LastSequence)
{
    /// <summary>Buyers on the waiting list.</summary>
    public int Waiting { get; init; }

    /// <summary>The newest entry's place in the hash chain. A reply is made before the entry is written, so the hash is read late.</summary>
    internal ChainLink? Link { get; init; }

    /// <summary>The hash of the ledger up to <see cref="Revision"/>; null when it is not known.</summary>
    public LedgerHash? LedgerHash
    {
        get => Link?.Hash;
        init => Link = value is null ? null : ChainLink.Stored(value);
    }

    /// <summary>The phase at an instant. An operator's switch takes precedence over the window, and the window over the stock.</summary>
    public Phase PhaseAt(DateTimeOffset now) => PhaseOf(Terms, Stock, IsPaused, IsClosed, now);

    /// <summary>
    /// Whether the item has work to do even without requests: units held, money to refund, or a sale that has not ended.
    /// </summary>
    /// <param name="now">The instant.</param>
    /// <param name="owesRefunds">Whether money must be refunded; that is not part of the public status.</param>
    public bool IsUnsettledAt(DateTimeOffset now, bool owesRefunds) => owesRefunds || Stock.Held > 0 || (!IsClosed && now < Terms.EndsAt);

    internal static Phase PhaseOf(ItemTerms terms, Stock stock, bool isPaused, bool isClosed, DateTimeOffset now) =>
        isClosed || now >= terms.EndsAt ? Phase.Closed
        : isPaused ? Phase.Paused
        : now < terms.StartsAt ? Phase.Upcoming
        : stock.Available == 0 ? Phase.SoldOut
        : Phase.Open;

    /// <summary>The lowest version of an item, and the number of versions per revision.</summary>
    public const long VersionMin = 4;

    /// <summary>
    /// The version that clients see (ETag, If-Match, event id). It grows with every committed batch, and also when the window opens or
    /// ends, because that changes the answer without an event. A revision has four versions, of which three are used.
    /// </summary>
    public long VersionAt(DateTimeOffset now) => VersionOf(Revision, Terms, now);

    internal static long VersionOf(long revision, ItemTerms terms, DateTimeOffset now) =>
        (revision * VersionMin) + (now < terms.StartsAt ? 0 : now < terms.EndsAt ? 1 : 2);
}
