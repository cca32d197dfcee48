using Seckill.Domain.Shared;

namespace Seckill.Actors.Board;

/// <summary>
/// The items that a joining node wants to hear from before it calls its board complete. It must hear from items that only the ledger
/// knows (listed a moment before a crash), because nothing else tells their status. It would like to hear from selling items, because
/// their rows may lag behind. One that does not answer soon must not keep the node out; its status is not relied on until it answers.
/// </summary>
internal sealed class RollCall(Board board, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HashSet<ItemId> _required = [];
    private readonly HashSet<ItemId> _wanted = [];
    private long _startedAt;

    /// <summary>Whether no required item is missing, and the wanted ones have answered or had enough time.</summary>
    public bool IsOver => _required.Count == 0 && (_wanted.Count == 0 || time.GetElapsedTime(_startedAt) > Patience);

    /// <summary>Starts with the items in the ledger, and those that should be alive.</summary>
    public void Start(IEnumerable<ItemId> ledger, IEnumerable<ItemId> alive)
    {
        _startedAt = time.GetTimestamp();
        _required.UnionWith(ledger.Where(item => board.Find(item) is null));
        _wanted.UnionWith(alive.Where(item => !board.IsFresh(item)));
    }

    /// <summary>The items to ask (again).</summary>
    public IEnumerable<ItemId> Missing() => _required.Concat(_wanted);

    /// <summary>Records that an item has answered. True when that ends the roll call.</summary>
    public bool Heard(ItemId item) => (_required.Remove(item) | _wanted.Remove(item)) && IsOver;
}
