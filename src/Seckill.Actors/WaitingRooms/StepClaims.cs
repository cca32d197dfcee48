using Seckill.Domain.WaitingRooms;

namespace Seckill.Actors.WaitingRooms;

/// <summary>
/// Which admitted people were heard of. It is not in the ledger: after a restart, steps from before count in full, so nobody is admitted
/// too early for it.
/// </summary>
internal sealed class StepClaims
{
    private readonly Dictionary<int, HashSet<int>> _heard = [];
    private readonly Dictionary<int, int> _counts = [];

    /// <summary>By a step's last number, how many of its people were heard of. Steps made before the start are not in it.</summary>
    public IReadOnlyDictionary<int, int> Counts => _counts;

    /// <summary>Records a step of this incarnation.</summary>
    public void Begin(int upTo) => (_heard[upTo], _counts[upTo]) = ([], 0);

    /// <summary>Forgets steps that the room has forgotten.</summary>
    public void Forget(int upTo)
    {
        foreach (var old in _counts.Keys.Where(step => step <= upTo).ToArray())
        {
            _heard.Remove(old);
            _counts.Remove(old);
        }
    }

    /// <summary>Records somebody who was heard of; made-up numbers, and repeats, change nothing.</summary>
    public void Hear(RoomState room, int number)
    {
        if (number <= room.ForgottenUpTo || number > room.Cursor || room.Left.Contains(number)) return;
        var (from, to) = (0, room.Steps.Length);
        while (from < to)
        {
            var middle = from + ((to - from) / 2);
            if (room.Steps[middle].UpTo < number) from = middle + 1;
            else to = middle;
        }

        if (from == room.Steps.Length || !_heard.TryGetValue(room.Steps[from].UpTo, out var heard)) return;
        if (heard.Add(number)) _counts[room.Steps[from].UpTo] = heard.Count;
    }
}
