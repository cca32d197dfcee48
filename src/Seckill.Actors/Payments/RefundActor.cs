using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Items;
using Seckill.Actors.Ledger;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Payments;

/// <summary>
/// Refunds money that buys nothing through the payment provider, and tells the item when it is done. Items take turns. A refund that
/// fails steps back behind the others, for longer each time. Items repeat what they owe until it is settled, so a refund that exceeds a
/// bound here is not lost: it is taken when the item repeats it.
/// </summary>
public sealed class RefundActor : ReceiveActor
{
    private sealed record Finished(ItemId ItemId, PaymentId Payment, Exception? Error);

    /// <summary>A call that had timed out has ended after all.</summary>
    private sealed record FinishedLate(ItemId ItemId, PaymentId Payment, bool IsRefunded);

    private readonly record struct Setback(int Failures, long At, TimeSpan Pause);

    /// <summary>Most concurrent refunds.</summary>
    private const int InFlightMax = 8;

    /// <summary>Most refunds that wait for their turn, and most failed ones whose pause is remembered.</summary>
    private const int RememberedMax = 10_000;

    private static readonly TimeSpan BackoffMin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BackoffMax = TimeSpan.FromMinutes(10);

    private readonly IRefunds _refunds;
    private readonly IActorRef _items;
    private readonly TimeProvider _time;
    private readonly ProviderPatience _patience;
    private readonly LogThrottle _throttle;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly FairQueue<(ItemId Item, OwedRefund Refund)> _waiting = new(RememberedMax);
    private readonly HashSet<PaymentId> _taken = [];
    private readonly HashSet<PaymentId> _underWay = [];
    private readonly Dictionary<PaymentId, Setback> _setbacks = [];
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Creates the node's actor.</summary>
    public RefundActor(IRefunds refunds, IRequiredActor<ItemActor> items, IOptions<SeckillLimits> limits, TimeProvider time)
    {
        (_refunds, _items, _time) = (refunds, items.ActorRef, time);
        _patience = new ProviderPatience(TimeSpan.FromMilliseconds(limits.Value.RefundTimeoutMs), time);
        _throttle = new LogThrottle(time, TimeSpan.FromSeconds(5));
        Receive<RefundsOwed>(OnOwed);
        Receive<Finished>(OnFinished);
        Receive<FinishedLate>(OnFinishedLate);
        Receive<BatchReply>(_ => { });
        Receive<WriterUnavailable>(_ => { });
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
            if (_taken.Contains(refund.Payment) || IsPausing(refund.Payment)) continue;
            if (!_waiting.TryAdd(owed.ItemId, (owed.ItemId, refund))) break;
            _taken.Add(refund.Payment);
        }

        Begin();
    }

    private void Begin()
    {
        while (_underWay.Count < InFlightMax && _patience.MayCall && _waiting.TryTake(out var next))
        {
            _underWay.Add(next.Refund.Payment);
            RefundAsync(next.Item, next.Refund, Self, _stopping.Token).PipeTo(Self);
        }
    }

    private async Task<Finished> RefundAsync(ItemId item, OwedRefund refund, IActorRef self, CancellationToken stopping)
    {
        try
        {
            var order = new OrderId(item, refund.Sequence);
            await _patience.WithinAsync(
                async token =>
                {
                    await _refunds.RefundAsync(order, refund.Payment, refund.Amount, token).ConfigureAwait(false);
                    return true;
                },
                TimeSpan.MaxValue,
                late => self.Tell(new FinishedLate(item, refund.Payment, late.IsCompletedSuccessfully), ActorRefs.NoSender),
                stopping).ConfigureAwait(false);
            return new Finished(item, refund.Payment, null);
        }
#pragma warning disable CA1031 // After any error of the provider the money is still owed, and the item repeats it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return new Finished(item, refund.Payment, error);
        }
    }

    private void OnFinished(Finished finished)
    {
        // A call made before this actor restarted does not free a slot.
        if (_underWay.Remove(finished.Payment)) _taken.Remove(finished.Payment);
        if (finished.Error is { } error) StepBack(finished.Payment, error);
        else Settle(finished.ItemId, finished.Payment);
        Begin();
    }

    private void OnFinishedLate(FinishedLate finished)
    {
        if (finished.IsRefunded) Settle(finished.ItemId, finished.Payment);
        Begin();
    }

    private void Settle(ItemId item, PaymentId payment)
    {
        _setbacks.Remove(payment);
        _items.Tell(new CommandBatch(item, [new SettleRefund(payment)]));
    }

    private void StepBack(PaymentId payment, Exception error)
    {
        var failures = _setbacks.GetValueOrDefault(payment).Failures + 1;
        var pause = BackoffMin * Math.Pow(2, Math.Min(failures - 1, 30));
        if (pause > BackoffMax) pause = BackoffMax;
        if (_setbacks.Count >= RememberedMax) ForgetPast();
        // If even that makes no room, this refund is simply retried sooner.
        if (_setbacks.Count < RememberedMax || _setbacks.ContainsKey(payment)) _setbacks[payment] = new Setback(failures, _time.GetTimestamp(), pause);
        if (_throttle.IsOpen(out var untold))
            _log.Warning("Refund of {0} failed and is tried again in {1}: {2} ({3} more)", payment, pause, error.Message, untold);
        EngineMetrics.RefundFailures.Add(1);
    }

    private bool IsPausing(PaymentId payment) => _setbacks.TryGetValue(payment, out var setback) && IsPausing(setback);

    private bool IsPausing(Setback setback) => _time.GetElapsedTime(setback.At) < setback.Pause;

    private void ForgetPast()
    {
        foreach (var (payment, setback) in _setbacks)
        {
            if (!IsPausing(setback)) _setbacks.Remove(payment);
        }
    }
}
