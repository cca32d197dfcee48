using Seckill.Domain.Shared;

namespace Seckill.Actors.Board;

/// <summary>
/// Whom a node that joins wants to hear before it calls its board complete. Items that only the ledger knows (listed a moment before
/// a crash) it must hear, for nobody else can tell what they are. Items that are selling it would like to hear, since rows may lag
/// behind; one that does not answer soon must not keep the node out, and its face is not believed until it does.
/// </summary>
internal sealed class RollCall(Board board, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HashSet<ItemId> _required = [];
    private readonly HashSet<ItemId> _wanted = [];
    private long _startedAt;

    /// <summary>Whether nobody is missing any more, or not for long enough.</summary>
    public bool IsOver => _required.Count == 0 && (_wanted.Count == 0 || time.GetElapsedTime(_startedAt) > Patience);

    /// <summary>Begins with the items that the ledger knows, and those that ought to be alive.</summary>
    public void Start(IEnumerable<ItemId> ledger, IEnumerable<ItemId> alive)
    {
        _startedAt = time.GetTimestamp();
        _required.UnionWith(ledger.Where(item => board.Find(item) is null));
        _wanted.UnionWith(alive.Where(item => !board.IsFresh(item)));
    }

    /// <summary>Whom to call (again).</summary>
    public IEnumerable<ItemId> Missing() => _required.Concat(_wanted);

    /// <summary>Notes that an item was heard. True when the call is over by that.</summary>
    public bool Heard(ItemId item) => (_required.Remove(item) | _wanted.Remove(item)) && IsOver;
}
