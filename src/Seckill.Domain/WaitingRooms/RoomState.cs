using System.Collections.Immutable;
using Seckill.Domain.Collections;
using Seckill.Domain.Shared;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Domain.WaitingRooms;

/// <summary>One buyer's place.</summary>
/// <param name="Number">From 1; 0 before the draw.</param>
/// <param name="LeftAtMs">When the buyer gave it up, in milliseconds since 1970; 0 while it is kept.</param>
public readonly record struct RoomPlace(int Number, long LeftAtMs)
{
    /// <summary>Whether the buyer has given it up.</summary>
    public bool IsLeft => LeftAtMs != 0;
}

/// <summary>
/// The committed state of one waiting room: the sum of its ledger. Immutable; only <see cref="Apply"/> leads to the next state. It is
/// bounded by <see cref="RoomRule.PeopleMax"/>, and by the steps of the last minutes.
/// </summary>
public sealed record RoomState : ILedgerState<RoomState, RoomCommitted>
{
    private RoomState(ItemId id) => Id = id;

    /// <summary>How long a step is remembered at least: estimates look back on them.</summary>
    public static readonly TimeSpan StepMemory = TimeSpan.FromSeconds(60);

    /// <summary>The item.</summary>
    public ItemId Id { get; }

    /// <summary>Entries committed so far; the journal's sequence number.</summary>
    public long Revision { get; init; }

    /// <summary>The seed; null until the room is opened. Secret until <see cref="DrawnAt"/>.</summary>
    public RoomSeed? Seed { get; init; }

    /// <summary>When the places were drawn; null before.</summary>
    public DateTimeOffset? DrawnAt { get; init; }

    /// <summary>How many were drawn: the numbers up to this one were.</summary>
    public int DrawnCount { get; init; }

    /// <summary>The newest number; 0 before the draw.</summary>
    public int LastNumber { get; init; }

    /// <summary>Everybody up to this number was admitted.</summary>
    public int Cursor { get; init; }

    /// <summary>When the first people were admitted; null before.</summary>
    public DateTimeOffset? FirstStepAt { get; init; }

    /// <summary>Remembered steps, oldest first.</summary>
    public ImmutableArray<AdmissionStep> Steps { get; init; } = [];

    /// <summary>The last number of the steps that are forgotten: their tickets are over.</summary>
    public int ForgottenUpTo { get; init; }

    /// <summary>Who has, or had, a place.</summary>
    public HashTrie<BuyerId, RoomPlace> People { get; init; } = HashTrie<BuyerId, RoomPlace>.Empty;

    /// <summary>Numbers above <see cref="ForgottenUpTo"/> that were given up.</summary>
    public ImmutableSortedSet<int> Left { get; init; } = [];

    /// <summary>Whether the places are drawn.</summary>
    public bool IsDrawn => DrawnAt is not null;

    /// <summary>How many wait, before the draw or after it.</summary>
    public int Waiting => IsDrawn ? LastNumber - Cursor - LeftWaiting : People.Count;

    /// <summary>How many numbers after the cursor were given up.</summary>
    public int LeftWaiting => Left.Count - CountLeft(0, Cursor);

    /// <summary>What every node may know.</summary>
    public RoomFace Face => new(Id, Revision, Seed?.Hash, IsDrawn ? Seed : null, DrawnAt)
    {
        DrawnCount = DrawnCount,
        LastNumber = LastNumber,
        Cursor = Cursor,
        FirstStepAt = FirstStepAt,
        Steps = Steps,
        ForgottenUpTo = ForgottenUpTo,
        Waiting = Waiting,
        LeftWaiting = LeftWaiting,
    };

    /// <summary>The state of a room of which nothing is known.</summary>
    public static RoomState Empty(ItemId id) => new(id);

    /// <summary>The state after one more entry. Pure: time comes from the entry.</summary>
    /// <exception cref="InvalidOperationException">The ledger contradicts itself, or holds an unknown event.</exception>
    public RoomState Apply(RoomCommitted entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Events.IsEmpty) throw new InvalidOperationException($"The ledger of the waiting room of {Id} holds an entry without events.");
        var draft = new RoomDraft(this);
        foreach (var change in entry.Events) draft.Apply(change, entry.At);
        return draft.Commit(entry.At);
    }

    /// <summary>Numbers that were given up, after one number and up to another.</summary>
    internal int CountLeft(int after, int upTo) => CountUntil(Left, upTo) - CountUntil(Left, after);

    private static int CountUntil(ImmutableSortedSet<int> numbers, int upTo)
    {
        var (from, to) = (0, numbers.Count);
        while (from < to)
        {
            var middle = from + ((to - from) / 2);
            if (numbers[middle] <= upTo) from = middle + 1;
            else to = middle;
        }

        return from;
    }
}
