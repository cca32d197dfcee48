using Akka.Actor;
using Seckill.Actors.Hosting;
using Seckill.Actors.Payments;
using Seckill.Actors.Projections;
using Seckill.Domain.Items;

namespace Seckill.Actors.Items;

/// <summary>What an item needs of its node.</summary>
/// <param name="Time">The item's clock.</param>
/// <param name="Limits">Bounds of its buffer, batches and timers.</param>
/// <param name="Projection">Takes committed entries towards the orders table; never blocks.</param>
/// <param name="Publish">Takes publications towards every node's board.</param>
/// <param name="Show">Shows the committed face on this node's own board at once, so that whoever buys through it reads what was sold.</param>
/// <param name="OweRefunds">Takes money that buys nothing towards the payment provider.</param>
/// <param name="AskProvider">Takes a question about due orders towards the payment provider. See <see cref="PaymentQuestion"/>.</param>
/// <param name="Node">Unique id of the cluster node; 0 when there is no cluster.</param>
public sealed record ItemEnvironment(
    TimeProvider Time, SeckillLimits Limits, ProjectionFeed Projection, Action<StatusPublished> Publish, Action<ItemStatus> Show,
    Action<RefundsOwed> OweRefunds, Action<PaymentQuestion, IActorRef> AskProvider, int Node = 0)
{
    /// <summary>Which snapshots the node's items may start from.</summary>
    public SnapshotTrust Snapshots { get; } = new();
}
