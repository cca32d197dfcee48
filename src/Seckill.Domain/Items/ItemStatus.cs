using Seckill.Domain.Shared;

namespace Seckill.Domain.Items;

/// <summary>Whether an item sells, as computed from its state and the time; never stored.</summary>
public enum Phase
{
    /// <summary>The sale has not started.</summary>
    Upcoming,

    /// <summary>The item sells.</summary>
    Open,

    /// <summary>No unit is available at the moment; held ones may come back.</summary>
    SoldOut,

    /// <summary>An operator stopped the sale for a while.</summary>
    Paused,

    /// <summary>The sale is over, by time or by an operator.</summary>
    Closed,
}

/// <summary>The public face of an item at one revision: what boards copy and shoppers see.</summary>
/// <param name="Id">The item.</param>
/// <param name="Revision">Number of batches committed to the item's ledger; the journal's sequence number.</param>
/// <param name="Terms">What the operator promised.</param>
/// <param name="Stock">The units.</param>
/// <param name="IsPaused">Stopped by an operator until resumed.</param>
/// <param name="IsClosed">Ended by an operator for good.</param>
/// <param name="TermsRevision">
/// Revision at which an operator last changed the terms or the total stock; never lower than it was. Clients see it as the terms version,
/// which sales do not move.
/// </param>
/// <param name="LastSequence">
/// Sequence of the newest order, 0 before the first; null when it is not known, because a node of an earlier version sent this face.
/// </param>
public sealed record ItemStatus(
    ItemId Id, long Revision, ItemTerms Terms, Stock Stock, bool IsPaused, bool IsClosed, long TermsRevision, long? LastSequence)
{
    /// <summary>The phase at an instant. An operator's word goes before the window, the window before the stock.</summary>
    public Phase PhaseAt(DateTimeOffset now) => PhaseOf(Terms, Stock, IsPaused, IsClosed, now);

    internal static Phase PhaseOf(ItemTerms terms, Stock stock, bool isPaused, bool isClosed, DateTimeOffset now) =>
        isClosed || now >= terms.EndsAt ? Phase.Closed
        : isPaused ? Phase.Paused
        : now < terms.StartsAt ? Phase.Upcoming
        : stock.Available == 0 ? Phase.SoldOut
        : Phase.Open;

    /// <summary>The lowest version that an item can have, and the versions that each revision takes up.</summary>
    public const long VersionMin = 4;

    /// <summary>
    /// The version that clients see (ETag, If-Match, event id): it grows with every committed batch and also when the window
    /// opens or ends, because that changes the answer without an event. Four versions per revision, of which three are used.
    /// </summary>
    public long VersionAt(DateTimeOffset now) => VersionOf(Revision, Terms, now);

    internal static long VersionOf(long revision, ItemTerms terms, DateTimeOffset now) =>
        (revision * VersionMin) + (now < terms.StartsAt ? 0 : now < terms.EndsAt ? 1 : 2);
}
