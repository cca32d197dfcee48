using System.Security.Cryptography;
using Akka.Actor;
using Seckill.Actors.Hosting;
using Seckill.Actors.Ledger;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Domain.WaitingRooms;

namespace Seckill.Actors.WaitingRooms;

/// <summary>What a waiting room needs from its node.</summary>
/// <param name="Time">The room's clock.</param>
/// <param name="Limits">Bounds of buffers and batches: those of items.</param>
/// <param name="Room">How it admits people.</param>
/// <param name="FindItem">The item as this node's board has it, and whether the board has heard from the item recently.</param>
/// <param name="AskItem">Asks the item itself for its status; it answers the given actor.</param>
/// <param name="Publish">Passes publications on to every node's board.</param>
/// <param name="Node">Unique id of the cluster node; 0 when there is no cluster.</param>
public sealed record RoomEnvironment(
    TimeProvider Time, SeckillLimits Limits, RoomLimits Room, Func<ItemId, (ItemStatus? Status, bool IsFresh)> FindItem,
    Action<ItemId, IActorRef> AskItem, Action<RoomPublished> Publish, int Node = 0)
{
    /// <summary>Which snapshots the node's rooms may start from.</summary>
    public SnapshotTrust Snapshots { get; } = new();

    /// <summary>Makes a seed that nobody can guess.</summary>
    public Func<RoomSeed> NewSeed { get; init; } = static () => RoomSeed.From(RandomNumberGenerator.GetBytes(RoomSeed.Size));
}
