using System.Collections.Immutable;
using Akka.Actor;
using Seckill.Actors.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Payments;

/// <summary>
/// Money that the provider told of when its item did not wait for the answer any more. Nobody will ask about it again, so this tells the
/// item, wherever that lives by now, again and again until it has taken the money in: as a sale, or as a refund that is due. Then it ends.
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

    /// <summary>Makes the messenger of some money.</summary>
    /// <param name="items">Where items are reached.</param>
    /// <param name="item">The item of the orders that were paid.</param>
    /// <param name="paid">The money.</param>
    public LateMoneyActor(IActorRef items, ItemId item, ImmutableArray<ReceivedPayment> paid)
    {
        _items = items;
        _wish = new CommandBatch(item, [.. ReceivedPayment.ConfirmationsOf(paid)]);
        Receive<Tick>(_ => _items.Tell(_wish));
        Receive<BatchReply>(OnReply);
        Receive<ItemUnavailable>(_ => { });
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
