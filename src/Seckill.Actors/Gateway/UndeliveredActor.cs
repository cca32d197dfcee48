using Akka.Actor;
using Akka.Event;
using Seckill.Actors.Campaigns;
using Seckill.Actors.Items;
using Seckill.Actors.Ledger;
using Seckill.Actors.WaitingRooms;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Gateway;

/// <summary>
/// Answers for items and waiting rooms that messages did not reach: the item has just stopped, its shard is moving, or the connection to its node is
/// broken. Without it the sender would notice only by time-out. A dead letter was never processed, so sending it again is safe.
/// </summary>
public sealed class UndeliveredActor : ReceiveActor
{
    /// <summary>Creates the node's actor for dead letters.</summary>
    public UndeliveredActor()
    {
        Receive<AllDeadLetters>(Answer);
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(DeadLetter));
        Context.System.EventStream.Subscribe(Self, typeof(Dropped));
    }

    private static void Answer(AllDeadLetters letter)
    {
        // A message dropped from a region's buffer arrives as a dead letter within a dead letter.
        if (letter.Message is AllDeadLetters inner) Answer(inner);
        else if (letter.Message is CommandBatch or FindOrder or CampaignBatch or RoomBatch) letter.Sender.Tell(NotDelivered.Instance);
    }
}
