using System.Collections.Immutable;
using Akka.Actor;
using Seckill.Actors.Hosting;
using Seckill.Actors.Ledger;
using Seckill.Actors.Payments;
using Seckill.Actors.Projections;
using Seckill.Domain.Items;
using Seckill.Domain.Settings;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Items;

/// <summary>What an item needs from its node.</summary>
/// <param name="Time">The item's clock.</param>
/// <param name="Limits">Bounds of its buffer, batches and timers.</param>
/// <param name="Projection">Passes committed entries on to the orders table; never blocks.</param>
/// <param name="Publish">Passes publications on to every node's board.</param>
/// <param name="Show">Shows the committed status on this node's own board at once, so that buyers on this node see their purchases.</param>
/// <param name="OweRefunds">Passes money that buys nothing on to the payment provider.</param>
/// <param name="AskProvider">Passes a question about due orders on to the payment provider. See <see cref="PaymentQuestion"/>.</param>
/// <param name="Node">Unique id of the cluster node; 0 when there is no cluster.</param>
public sealed record ItemEnvironment(
    TimeProvider Time, SeckillLimits Limits, ProjectionFeed Projection, Action<StatusPublished> Publish, Action<ItemStatus> Show,
    Action<RefundsOwed> OweRefunds, Action<PaymentQuestion, IActorRef> AskProvider, int Node = 0)
{
    /// <summary>
    /// Whether new purchases are switched off on this node. The edge refuses them already; this stops those that were on their way.
    /// </summary>
    public Func<bool> ArePurchasesOff { get; init; } = static () => false;

    /// <summary>Keeps an item's waiting room alive.</summary>
    public Action<ItemId> WakeRoom { get; init; } = static _ => { };

    /// <summary>How often one buyer may let reservations go.</summary>
    public ChurnRule Churn { get; } =
        new(Limits.EndedReservationsFree, Limits.EndedReservationsMax, TimeSpan.FromSeconds(Limits.CoolDownSeconds));

    /// <summary>The buyers on the block list, as this node knows it now.</summary>
    public Func<ImmutableDictionary<BuyerId, Block>> BlockedBuyers { get; init; } = static () => ImmutableDictionary<BuyerId, Block>.Empty;

    /// <summary>What an item's waiting list may do at present.</summary>
    public WaitingRule WaitingNow(bool arePurchasesOff) =>
        new(Limits.WaitingListMax, IsOpen: !arePurchasesOff) { Blocks = BlockedBuyers() };

    /// <summary>Where the node's gauges find the item.</summary>
    public NodeItems Items { get; init; } = new();

    /// <summary>Which snapshots the node's items may start from.</summary>
    public SnapshotTrust Snapshots { get; } = new();
}
