using System.Collections.Immutable;
using Seckill.Domain.Items;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Items;

/// <summary>
/// Decides when an item's new status goes out to the boards: at once when shoppers must know (sold out, back in stock, paused,
/// changed terms) or when there are many new holders, otherwise at most once per <paramref name="throttle"/>. Owned by one
/// <see cref="ItemActor"/>.
/// </summary>
internal sealed class StatusPublisher(TimeProvider time, TimeSpan throttle, Action<StatusPublished> publish)
{
    /// <summary>Most holders in one publication, to keep it far below the remote frame size; more make boards ask for the set.</summary>
    private const int NewHoldersMax = 4_000;

    /// <summary>This many holders go out without waiting, because the next batch may bring as many again.</summary>
    private const int NewHoldersWanted = NewHoldersMax / 2;

    private readonly ImmutableArray<ulong>.Builder _newHolders = ImmutableArray.CreateBuilder<ulong>();
    private ItemStatus? _published;
    private long? _publishedRevision;
    private long _publishedAt;

    /// <summary>Records a commit. True when the throttle makes the new status wait for <see cref="Publish"/>.</summary>
    public bool Changed(ItemState before, ItemState after, BatchCommitted batch)
    {
        if (!before.IsListed) _publishedRevision = 0;
        CollectNewHolders(before, batch);
        var status = after.Status!;
        if (!IsUrgent(status) && _newHolders.Count < NewHoldersWanted && time.GetElapsedTime(_publishedAt) < throttle) return true;
        Publish(status);
        return false;
    }

    /// <summary>Publishes the status now, changed or not.</summary>
    public void Publish(ItemStatus status)
    {
        // With too many holders, or just after recovery, the item's own revision makes every board that is behind ask for the set.
        var previous = _newHolders.Count <= NewHoldersMax ? _publishedRevision : null;
        publish(new StatusPublished(status, previous ?? status.Revision, previous is null ? [] : _newHolders.ToImmutable()));
        _newHolders.Clear();
        (_published, _publishedRevision) = (status, status.Revision);
        _publishedAt = time.GetTimestamp();
    }

    private bool IsUrgent(ItemStatus status) =>
        _published is not { } last
        || last.IsClosed != status.IsClosed
        || last.IsPaused != status.IsPaused
        || (last.Stock.Available == 0) != (status.Stock.Available == 0)
        || last.Terms != status.Terms;

    private void CollectNewHolders(ItemState before, BatchCommitted batch)
    {
        if (_newHolders.Count > NewHoldersMax) return;
        foreach (var change in batch.Events)
        {
            if (change is not StockReserved reserved) continue;
            foreach (var reservation in reserved.Reservations)
            {
                if (!before.Buyers.ContainsKey(reservation.Buyer)) _newHolders.Add(reservation.Buyer.StableHash);
            }
        }
    }
}
