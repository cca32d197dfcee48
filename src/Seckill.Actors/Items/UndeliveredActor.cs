using Akka.Actor;
using Akka.Event;

namespace Seckill.Actors.Items;

/// <summary>
/// Answers for items that messages did not reach: the item has just stopped, its shard is on the move, the connection to its node is
/// gone. Without it the sender would find out by time-out only. A dead letter was never processed, so sending it again is safe.
/// </summary>
public sealed class UndeliveredActor : ReceiveActor
{
    /// <summary>Makes the node's postman.</summary>
    public UndeliveredActor()
    {
        Receive<AllDeadLetters>(letter =>
        {
            if (letter.Message is CommandBatch or FindOrder) letter.Sender.Tell(NotDelivered.Instance);
        });
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(DeadLetter));
        Context.System.EventStream.Subscribe(Self, typeof(Dropped));
    }
}
