using System.Collections.Immutable;
using Seckill.Domain.WaitingRooms;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Actors.WaitingRooms;

/// <summary>Gathers what boards must hear of a room until it is published. Owned by one <see cref="WaitingRoomActor"/>.</summary>
internal sealed class RoomPublisher(Action<RoomPublished> publish)
{
    /// <summary>Most buyers in one publication, to keep it far below the remote frame size; more make boards forget all numbers.</summary>
    private const int GoneMax = 4_000;

    private readonly ImmutableArray<ulong>.Builder _gone = ImmutableArray.CreateBuilder<ulong>();
    private long? _published;

    /// <summary>Records whose place a commit has changed.</summary>
    public void Changed(RoomState before, RoomCommitted entry)
    {
        foreach (var change in entry.Events)
        {
            switch (change)
            {
                case PersonLeft left:
                    _gone.Add(left.Buyer.StableHash);
                    break;
                case PeopleJoined joined:
                    // Who had a number before has another one now.
                    _gone.AddRange(joined.Buyers.Where(before.People.ContainsKey).Select(buyer => buyer.StableHash));
                    break;
            }
        }
    }

    /// <summary>Publishes the room now.</summary>
    public void Publish(RoomFace face, DateTimeOffset now)
    {
        // After recovery, or with too many, the room's own revision makes every board that is behind forget what it remembers.
        var previous = _gone.Count <= GoneMax ? _published : null;
        publish(new RoomPublished(face, previous ?? face.Revision, previous is null ? [] : _gone.ToImmutable()) { At = now });
        _gone.Clear();
        _published = face.Revision;
    }
}
