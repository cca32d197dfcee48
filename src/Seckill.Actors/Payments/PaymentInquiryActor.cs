using Akka.Actor;
using Akka.Event;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Telemetry;

namespace Seckill.Actors.Payments;

/// <summary>
/// Finds out for the node's items which of their due orders were paid, in two steps with bounds of their own: the shop's own book says
/// which orders have an open payment, and only about those the provider is asked. So a provider that hangs delays nothing else. A
/// question that fails is dropped, because its item asks again.
/// </summary>
public sealed class PaymentInquiryActor : ReceiveActor
{
    private sealed record Case(PaymentQuestion Question, IActorRef Item, long AskedAt);

    private sealed record Looked(Case Case, IReadOnlyList<long>? Open, Exception? Error);

    private sealed record Heard(Case Case, IReadOnlyList<ReceivedPayment>? Paid, Exception? Error);

    /// <summary>Look-ups in the shop's own book under way at once.</summary>
    private const int LookupsMax = 4;

    /// <summary>Questions to the provider under way at once.</summary>
    private const int InquiriesMax = 8;

    /// <summary>Questions that wait for each of the two; more are dropped.</summary>
    private const int WaitingMax = 10_000;

    private readonly IPaymentInquiry _inquiry;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly ProviderPatience _patience;
    private readonly LogThrottle _throttle;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly FairQueue<Case> _toLookUp = new(WaitingMax);
    private readonly FairQueue<Case> _toAsk = new(WaitingMax);
    private readonly CancellationTokenSource _stopping = new();
    private int _lookups;
    private int _inquiries;

    /// <summary>Makes the node's clerk for such questions.</summary>
    public PaymentInquiryActor(IPaymentInquiry inquiry, IOptions<SeckillLimits> limits, TimeProvider time)
    {
        (_inquiry, _time, _timeout) = (inquiry, time, TimeSpan.FromMilliseconds(limits.Value.PaymentInquiryTimeoutMs));
        _patience = new ProviderPatience(_timeout, time);
        _throttle = new LogThrottle(time);
        Receive<PaymentQuestion>(OnQuestion);
        Receive<Looked>(OnLooked);
        Receive<Heard>(OnHeard);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private void OnQuestion(PaymentQuestion question)
    {
        if (_toLookUp.TryAdd(question.ItemId, new Case(question, Sender, _time.GetTimestamp()))) LookUp();
        else Fail("too many questions wait already");
    }

    private void OnLooked(Looked looked)
    {
        _lookups--;
        if (looked.Error is { } error) Fail(error.Message);
        else Sift(looked.Case, [.. looked.Open!]);
        LookUp();
        AskProvider();
    }

    /// <summary>Answers for the orders that nobody can have paid; the others are for the provider.</summary>
    private void Sift(Case one, HashSet<long> open)
    {
        var unpaid = one.Question.Sequences.RemoveAll(open.Contains);
        if (!unpaid.IsEmpty) one.Item.Tell(new PaymentAnswer(one.Question.Number, unpaid, []));
        var unsure = one.Question.Sequences.RemoveAll(sequence => !open.Contains(sequence));
        if (unsure.IsEmpty) return;
        var rest = one with { Question = one.Question with { Sequences = unsure } };
        if (!_toAsk.TryAdd(rest.Question.ItemId, rest)) Fail("too many questions wait already");
    }

    private void OnHeard(Heard heard)
    {
        _inquiries--;
        if (heard.Error is { } error) Fail(error.Message);
        else heard.Case.Item.Tell(new PaymentAnswer(heard.Case.Question.Number, heard.Case.Question.Sequences, [.. heard.Paid!]));
        AskProvider();
    }

    private void LookUp()
    {
        while (_lookups < LookupsMax && TryTake(_toLookUp, out var one))
        {
            _lookups++;
            LookUpAsync(one, _stopping.Token).PipeTo(Self);
        }
    }

    private void AskProvider()
    {
        while (_inquiries < InquiriesMax && TryTake(_toAsk, out var one))
        {
            _inquiries++;
            AskAsync(one, _stopping.Token).PipeTo(Self);
        }
    }

    /// <summary>Takes the next question whose item still waits for this answer; the item of an older one has asked again.</summary>
    private bool TryTake(FairQueue<Case> queue, out Case one)
    {
        while (queue.TryTake(out one!))
        {
            if (_time.GetElapsedTime(one.AskedAt) < _timeout) return true;
            Fail("it had to wait for other questions");
        }

        return false;
    }

    private void Fail(string reason)
    {
        EngineMetrics.InquiryFailures.Add(1);
        if (_throttle.IsOpen(out var untold))
            _log.Warning("Nobody can say at present which due orders were paid, so they keep their units for now: {0} ({1} more)", reason, untold);
    }

    private async Task<Looked> LookUpAsync(Case one, CancellationToken stopping)
    {
        try
        {
            var open = await _patience.WithinAsync(
                token => _inquiry.FindOpenAsync(one.Question.ItemId, one.Question.Sequences, token), stopping).ConfigureAwait(false);
            return new Looked(one, open, null);
        }
#pragma warning disable CA1031 // Whatever it throws, the item asks again.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return new Looked(one, null, error);
        }
    }

    private async Task<Heard> AskAsync(Case one, CancellationToken stopping)
    {
        try
        {
            var paid = await _patience.WithinAsync(
                token => _inquiry.FindPaidAsync(one.Question.ItemId, one.Question.Sequences, token), stopping).ConfigureAwait(false);
            return new Heard(one, paid, null);
        }
#pragma warning disable CA1031 // Whatever the provider throws, the item asks again.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return new Heard(one, null, error);
        }
    }
}
