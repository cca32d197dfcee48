using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using Seckill.Actors.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Payments;

/// <summary>
/// Sends late money back through the payment provider and tells the item when it went. Items repeat what they owe until it is
/// settled, so a failure here needs no retry of its own, and what exceeds the bound is simply taken next time.
/// </summary>
public sealed class RefundActor : ReceiveActor
{
    private sealed record Finished(ItemId ItemId, PaymentId Payment, Exception? Error);

    /// <summary>Refunds under way at once.</summary>
    private const int InFlightMax = 8;

    private readonly IRefunds _refunds;
    private readonly IActorRef _items;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly HashSet<PaymentId> _inFlight = [];
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Makes the node's refund clerk.</summary>
    public RefundActor(IRefunds refunds, IRequiredActor<ItemActor> items)
    {
        (_refunds, _items) = (refunds, items.ActorRef);
        Receive<RefundsOwed>(OnOwed);
        Receive<Finished>(OnFinished);
        Receive<BatchReply>(_ => { });
        Receive<ItemUnavailable>(_ => { });
        Receive<NotDelivered>(_ => { });
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private void OnOwed(RefundsOwed owed)
    {
        foreach (var refund in owed.Refunds)
        {
            if (_inFlight.Count >= InFlightMax) return;
            if (_inFlight.Add(refund.Payment)) RefundAsync(_refunds, owed.ItemId, refund, _stopping.Token).PipeTo(Self);
        }
    }

    private static async Task<Finished> RefundAsync(IRefunds refunds, ItemId item, OwedRefund refund, CancellationToken cancellation)
    {
        try
        {
            await refunds.RefundAsync(new OrderId(item, refund.Sequence), refund.Payment, refund.Amount, cancellation).ConfigureAwait(false);
            return new Finished(item, refund.Payment, null);
        }
#pragma warning disable CA1031 // Whatever the provider throws, the money is still owed and the item says so again.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return new Finished(item, refund.Payment, error);
        }
    }

    private void OnFinished(Finished finished)
    {
        _inFlight.Remove(finished.Payment);
        if (finished.Error is { } error) _log.Warning("Refund of {0} failed and is tried again: {1}", finished.Payment, error.Message);
        else _items.Tell(new CommandBatch(finished.ItemId, [new SettleRefund(finished.Payment)]));
    }
}
