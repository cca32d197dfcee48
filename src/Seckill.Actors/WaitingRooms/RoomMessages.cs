using System.Collections.Immutable;
using Akka.Actor;
using Seckill.Domain.Shared;
using Seckill.Domain.WaitingRooms;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Actors.WaitingRooms;

/// <summary>Marks what waiting rooms send and are sent. Bound to <c>RoomSerializer</c>.</summary>
public interface IRoomMessage;

/// <summary>A message to the waiting room of an item.</summary>
public interface IWithRoom : IRoomMessage
{
    /// <summary>The item.</summary>
    ItemId Item { get; }
}

/// <summary>Commands that one node gathered for one waiting room. The answer is one <see cref="RoomBatchReply"/>.</summary>
public sealed record RoomBatch(ItemId Item, ImmutableArray<IRoomCommand> Commands) : IWithRoom;

/// <summary>Makes sure that a waiting room is alive, so that it draws and admits without traffic.</summary>
public sealed record WakeRoom(ItemId Item) : IWithRoom, INotInfluenceReceiveTimeout;

/// <summary>Tells a waiting room which admitted people were heard of: their tickets are in use. Lost ones cost nobody a place.</summary>
public sealed record ClaimPlaces(ItemId Item, ImmutableArray<int> Numbers) : IWithRoom;

/// <summary>Answers to a batch, in the order of its commands.</summary>
/// <param name="Face">The room as the batch left it.</param>
/// <param name="Replies">One per command.</param>
/// <param name="Node">Unique id of the cluster node that the room lives on; 0 when it is not in a cluster.</param>
public sealed record RoomBatchReply(RoomFace Face, ImmutableArray<RoomReply> Replies, int Node = 0) : IRoomMessage;

/// <summary>A room's news for the boards of all nodes.</summary>
/// <param name="Face">The room.</param>
/// <param name="PreviousRevision">The revision of the publication before; a board that has not seen it forgets the numbers that it remembers.</param>
/// <param name="Gone">Hashes (<see cref="BuyerId.StableHash"/>) of buyers whose place has changed since.</param>
public sealed record RoomPublished(RoomFace Face, long PreviousRevision, ImmutableArray<ulong> Gone) : IRoomMessage
{
    /// <summary>The room's clock; null from a node of the previous version.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>Asks a waiting room to finish its write, save a snapshot and stop.</summary>
public sealed record StopRoom
{
    /// <summary>The only value.</summary>
    public static StopRoom Instance { get; } = new();
}
