using System.Collections.Concurrent;
using Seckill.Domain.Items;

namespace Seckill.Actors.Items;

/// <summary>
/// The items that live on this node, for gauges. An item leaves its newest committed state here, which costs it one write per batch; all
/// reading is done when somebody scrapes. States never change, so many threads may read them.
/// </summary>
public sealed class NodeItems
{
    /// <summary>Most orders of one item that are counted, so that a scrape stays cheap while the payment provider is silent.</summary>
    private const int OverdueMax = 10_000;

    private static readonly HashSet<long> NoOrders = [];

    private readonly ConcurrentDictionary<Place, byte> _places = new();

    /// <summary>Number of items that live on this node.</summary>
    public int Count => _places.Count;

    /// <summary>Refunds that are due.</summary>
    public long RefundsDue => States.Sum(state => state.RefundsDue.LongCount());

    private IEnumerable<ItemState> States => _places.Keys.Select(place => place.State).OfType<ItemState>();

    /// <summary>How long the oldest refund has been due; zero when none is.</summary>
    public TimeSpan RefundAgeAt(DateTimeOffset now) =>
        States.Min(state => state.OldestRefundDueAt) is { } since && since < now ? now - since : TimeSpan.Zero;

    /// <summary>Orders past their payment deadline whose units have not been sold or released; up to 10,000 of each item.</summary>
    public long OverdueHoldsAt(DateTimeOffset now) =>
        States.Sum(state => state.DueAt(now, DateTimeOffset.MinValue, NoOrders).Take(OverdueMax).LongCount());

    /// <summary>Where one incarnation of an item shows its state.</summary>
    internal sealed class Place(NodeItems items)
    {
        private volatile ItemState? _state;

        public ItemState? State => _state;

        /// <summary>Shows a committed state. Called by the item only.</summary>
        public void Show(ItemState state)
        {
            var isFirst = _state is null;
            _state = state;
            if (isFirst) items._places.TryAdd(this, 0);
        }

        /// <summary>Removes the item from the node.</summary>
        public void Leave() => items._places.TryRemove(this, out _);
    }
}
