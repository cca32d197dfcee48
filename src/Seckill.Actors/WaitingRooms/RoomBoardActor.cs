using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Hosting;

namespace Seckill.Actors.WaitingRooms;

/// <summary>Feeds this node's <see cref="RoomBoard"/> with what rooms publish, and tells rooms which of their admitted people were heard of here.</summary>
public sealed class RoomBoardActor : ReceiveActor, IWithTimers
{
    /// <summary>The topic on which rooms publish to every node.</summary>
    public const string Topic = "seckill.rooms";

    private static readonly TimeSpan ClaimEvery = TimeSpan.FromMilliseconds(500);

    private sealed record Tell
    {
        public static Tell Instance { get; } = new();
    }

    /// <summary>Creates the actor that feeds a node's board.</summary>
    public RoomBoardActor(RoomBoard board, IRequiredActor<WaitingRoomActor> rooms)
    {
        ArgumentNullException.ThrowIfNull(board);
        ArgumentNullException.ThrowIfNull(rooms);
        Receive<RoomPublished>(board.Take);
        Receive<Tell>(_ =>
        {
            foreach (var claims in board.TakeClaims()) rooms.ActorRef.Tell(claims, ActorRefs.NoSender);
        });
        Receive<SubscribeAck>(_ => { });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        DistributedPubSub.Get(Context.System).Mediator.Tell(new Subscribe(Topic, Self));
        Timers.StartPeriodicTimer(Tell.Instance, Tell.Instance, ClaimEvery);
    }
}
