using System.Diagnostics.CodeAnalysis;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Payments;

/// <summary>A bounded queue in which items take turns: an item with many entries does not delay one with few.</summary>
internal sealed class FairQueue<T>(int max)
{
    private readonly Dictionary<ItemId, Queue<T>> _byItem = [];
    private readonly Queue<ItemId> _turns = new();

    public int Count { get; private set; }

    /// <summary>False when the queue is full.</summary>
    public bool TryAdd(ItemId item, T value)
    {
        if (Count >= max) return false;
        if (!_byItem.TryGetValue(item, out var own))
        {
            _byItem.Add(item, own = new Queue<T>());
            _turns.Enqueue(item);
        }

        own.Enqueue(value);
        Count++;
        return true;
    }

    /// <summary>Takes the oldest value of the item whose turn it is; false when nothing waits.</summary>
    public bool TryTake([MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (!_turns.TryDequeue(out var item)) return false;
        var own = _byItem[item];
        value = own.Dequeue();
        Count--;
        if (own.Count > 0) _turns.Enqueue(item);
        else _byItem.Remove(item);
        return true;
    }
}
