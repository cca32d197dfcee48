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
        // What a region drops out of its buffer arrives as a letter within a letter.
        if (letter.Message is AllDeadLetters inner) Answer(inner);
        else if (letter.Message is CommandBatch or FindOrder) letter.Sender.Tell(NotDelivered.Instance);
    }
}
