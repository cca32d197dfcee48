using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Seckill.Actors.Payments;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Items;
using static Seckill.Domain.Items.ItemProtocol;
using Waiting = Seckill.Actors.Ledger.Waiting<Seckill.Domain.Items.ItemProtocol.ICommand>;

namespace Seckill.Actors.Items;

/// <content>
/// What happens at a deadline. The item asks the payment provider about an order before it releases the units, because a report may be
/// under way or lost. Selling goes on meanwhile. An order that cannot have been paid is released at once, any other after the provider's
/// answer, or after a bounded number of calls and a bounded time without one.
/// </content>
public sealed partial class ItemActor
{
    private static readonly Tick InquiryTick = new("inquiry");

    private readonly DeadlineInquiries _inquiries;

    /// <summary>The item has asked about every order that fell due by then.</summary>
    private DateTimeOffset _askedUntil;

    private void OnDeadline()
    {
        _deadline.Ticked();
        if (IsStopping) return;
        var now = Now;
        // "Asked until" is meaningless while no order is being asked about, or after the clock was set back.
        var after = _inquiries.Orders.Count == 0 || now < _askedUntil ? DateTimeOffset.MinValue : _askedUntil;
        var due = State.DueAt(now, after, _inquiries.Orders).Take(ItemLimits.ExpiriesPerBatchMax).ToArray();
        foreach (var part in due.Chunk(PaymentQuestion.OrdersMax)) AskProvider(_inquiries.Open([.. part]));
        // If there may be more due orders, the timer fires again at once.
        _askedUntil = due.Length < ItemLimits.ExpiriesPerBatchMax ? now : DateTimeOffset.MinValue;
        if (!Timers.IsTimerActive(InquiryTick.Name)) ArmInquiry();
        ArmDeadline();
    }

    /// <summary>A write can take longer than the payment window, so a new order may be due before the last look.</summary>
    private void LookAgainAt(BatchCommitted batch)
    {
        foreach (var change in batch.Events)
        {
            if (change is StockReserved reserved && reserved.PayBefore <= _askedUntil) _askedUntil = DateTimeOffset.MinValue;
        }
    }

    private void LookAtAllDeadlines()
    {
        _askedUntil = DateTimeOffset.MinValue;
        OnDeadline();
    }

    private void OnPaymentAnswer(PaymentAnswer answer)
    {
        var answered = _inquiries.Take(answer);
        if (!IsStopping) Decide(answered, answer.Paid);
        // The next incarnation asks about held orders, but not about orders that were given up.
        else if (!answer.Paid.IsEmpty) Sender.Tell(new PaymentUnheard(State.Id, answer.Paid));
    }

    private void OnPaymentSilence(PaymentSilence silence)
    {
        _inquiries.Take(silence);
        if (!IsStopping) ArmInquiry();
    }

    private void OnInquiryTick()
    {
        if (IsStopping) return;
        var (again, givenUp) = _inquiries.TakeOverdue();
        foreach (var question in again) AskProvider(question);
        ArmInquiry();
        if (givenUp.IsEmpty) return;
        EngineMetrics.UnheardReleases.Add(givenUp.Length);
        Log.Warning(
            "{0}: the units of {1} unpaid orders go back although nobody could say whether they were paid, in {2} calls to the payment provider "
            + "or {3} ms. Money that turns up for them will be refunded",
            PersistenceId, givenUp.Length, _environment.Limits.PaymentInquiriesMax, _environment.Limits.PaymentInquiryPatienceMs);
        // One command releases a bounded number. The item would ask the provider about the rest again, so each part gets its own command.
        foreach (var part in givenUp.Chunk(ItemLimits.ExpiriesPerBatchMax)) Decide([.. part], []);
    }

    /// <summary>
    /// Sells what was paid in time, and releases all other orders that were asked about. Money counts even if its order was given up
    /// meanwhile, or another answer came first: then the item knows it already, or must refund it.
    /// </summary>
    private void Decide(ImmutableArray<long> orders, ImmutableArray<ReceivedPayment> paid)
    {
        ImmutableArray<ICommand> wishes = [.. ReceivedPayment.ConfirmationsOf(paid)];
        if (!orders.IsEmpty) wishes = wishes.Add(new ExpireReservations { Only = orders });
        if (wishes.IsEmpty) return;
        TryQueue(new Waiting(wishes, Caller: null));
        DecideIfIdle();
    }

    /// <inheritdoc/>
    /// <remarks>They need no reply, but may leave more to do.</remarks>
    protected override void OnOwnDecided(ImmutableArray<ICommand> commands)
    {
        foreach (var wish in commands)
        {
            if (wish is ExpireReservations { Only: { } orders }) _inquiries.Close(orders);
        }

        ArmDeadline();
    }

    private void AskProvider(PaymentQuestion question) => _environment.AskProvider(question, Self);

    private void ArmInquiry()
    {
        if (_inquiries.NextLook is not { } delay) return;
        Timers.StartSingleTimer(InquiryTick.Name, InquiryTick, delay > TimeSpan.Zero ? delay : TimeSpan.FromMilliseconds(1));
    }

    private void ArmDeadline() =>
        _deadline.Arm(Timers, _inquiries.Orders.Count == 0 ? State.NextDeadline : State.DeadlineAfter(_askedUntil));
}
