using System.Collections.Immutable;
using Akka.Actor;
using Seckill.Actors.Items;
using Seckill.Actors.Ledger;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Payments;

/// <summary>
/// Money that the provider reported when its item no longer waited for the answer. Nobody will ask about it again, so this actor tells
/// the item, wherever it lives by then, again and again until the item has recorded the money as a sale or as a refund due. Then it ends.
/// </summary>
public sealed class LateMoneyActor : ReceiveActor, IWithTimers
{
    private sealed record Tick
    {
        public static Tick Instance { get; } = new();
    }

    /// <summary>Longer than an item needs for an answer.</summary>
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(5);

    private readonly IActorRef _items;
    private readonly CommandBatch _wish;

    /// <summary>Creates the messenger for some money.</summary>
    /// <param name="items">The shard region of the items.</param>
    /// <param name="item">The item of the orders that were paid.</param>
    /// <param name="paid">The money.</param>
    public LateMoneyActor(IActorRef items, ItemId item, ImmutableArray<ReceivedPayment> paid)
    {
        _items = items;
        _wish = new CommandBatch(item, [.. ReceivedPayment.ConfirmationsOf(paid)]);
        Receive<Tick>(_ => _items.Tell(_wish));
        Receive<BatchReply>(OnReply);
        Receive<WriterUnavailable>(_ => { });
        Receive<NotDelivered>(_ => { });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, TellEvery);
        _items.Tell(_wish);
    }

    private void OnReply(BatchReply reply)
    {
        if (reply.Replies.All(one => one.Outcome is Outcome.Paid or Outcome.RefundDue)) Context.Stop(Self);
    }
}
