using Seckill.Domain.Shared;

namespace Seckill.Actors.Ledger.Chain;

/// <summary>
/// Reads the ledger's rows as they are stored, past the journal and the serializer: a proof must see the bytes and not what our own code
/// makes of them.
/// </summary>
public interface ILedgerRows
{
    /// <summary>
    /// Rows of one item with numbers above <paramref name="after"/> and up to <paramref name="until"/>, by number, at most so many.
    /// </summary>
    Task<IReadOnlyList<LedgerRow>> ReadAsync(ItemId item, long after, long until, int limit, CancellationToken cancellation);

    /// <summary>How many rows one item has, and the highest number among them; 0 when there are none.</summary>
    Task<(long Rows, long Head)> MeasureAsync(ItemId item, CancellationToken cancellation);

    /// <summary>The heads that the item's snapshots have kept, oldest first.</summary>
    Task<IReadOnlyList<KnownHead>> ReadSnapshotHeadsAsync(ItemId item, CancellationToken cancellation);
}

/// <summary>A row of the ledger.</summary>
/// <param name="Revision">Its number.</param>
/// <param name="Message">Its bytes.</param>
/// <param name="Manifest">What the bytes claim to be.</param>
/// <param name="Serializer">Who wrote the bytes.</param>
/// <param name="IsDeleted">Whether it is marked as deleted; the product never does that.</param>
public sealed record LedgerRow(long Revision, byte[] Message, string? Manifest, int? Serializer, bool IsDeleted);
