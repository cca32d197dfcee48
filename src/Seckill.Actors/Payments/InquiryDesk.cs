using Akka.Actor;
using Seckill.Actors.Hosting;

namespace Seckill.Actors.Payments;

/// <summary>
/// Makes one kind of call about due orders, a limited number at once. A call has only the time that its questions have left. The owner
/// gets an <see cref="Ended"/> for each call, and, if the call itself ends late, an <see cref="EndedLate"/> after that.
/// </summary>
/// <typeparam name="T">The result of a call.</typeparam>
internal sealed class InquiryDesk<T>(
    Func<InquiryCall, CancellationToken, Task<T>> ask, int callsMax, SeckillLimits limits, TimeProvider time, IActorRef owner,
    Action<int> onOverdue)
    where T : class
{
    /// <summary>A call is over, with an answer or an error.</summary>
    public sealed record Ended(InquiryCall Call, T? Answer, Exception? Error);

    /// <summary>A call that had timed out has ended after all, with an answer unless it failed.</summary>
    public sealed record EndedLate(InquiryCall Call, T? Answer);

    /// <summary>Most questions that wait for a call, at about 200 bytes each. An item under load asks a hundred a second.</summary>
    private const int WaitingMax = 100_000;

    private readonly TimeSpan _patience = TimeSpan.FromMilliseconds(limits.PaymentInquiryPatienceMs);
    private readonly ProviderPatience _calling = new(TimeSpan.FromMilliseconds(limits.PaymentInquiryTimeoutMs), time);
    private readonly InquiryQueue _queue = new(WaitingMax);
    private readonly HashSet<InquiryCall> _calls = [];

    /// <summary>All questions without an answer yet.</summary>
    public IEnumerable<PendingQuestion> Waiting => _queue.All.Concat(_calls.SelectMany(call => call.Questions));

    /// <summary>Whether timed-out calls that still run block new ones.</summary>
    public bool IsBlocked => !_calling.MayCall;

    /// <summary>False when too many already wait.</summary>
    public bool TryAdd(PendingQuestion question) => _queue.TryAdd(question);

    /// <summary>Starts the calls that are allowed now.</summary>
    public void Begin(CancellationToken stopping)
    {
        while (_calls.Count < callsMax && _calling.MayCall && _queue.TryTake(out var taken))
        {
            // If a question's time is up, its item has decided without an answer.
            var call = new InquiryCall(taken.Item, [.. taken.Questions.Where(one => LeftOf(one) > TimeSpan.Zero)]);
            if (call.Questions.Count < taken.Questions.Count) onOverdue(taken.Questions.Count - call.Questions.Count);
            if (call.Questions.Count == 0)
            {
                _queue.End(taken.Item);
                continue;
            }

            _calls.Add(call);
            var left = call.Questions.Max(LeftOf);
            AskAsync(call, left > TimeSpan.Zero ? left : TimeSpan.Zero, stopping).PipeTo(owner);
        }
    }

    /// <summary>Records that a call is over. False when the call does not belong to this desk.</summary>
    public bool TryEnd(InquiryCall call)
    {
        if (!_calls.Remove(call)) return false;
        _queue.End(call.Item);
        return true;
    }

    private TimeSpan LeftOf(PendingQuestion one) => _patience - time.GetElapsedTime(one.Question.Since);

    private async Task<Ended> AskAsync(InquiryCall call, TimeSpan left, CancellationToken stopping)
    {
        try
        {
            var answer = await _calling.WithinAsync(
                token => ask(call, token),
                left,
                late => owner.Tell(new EndedLate(call, late.IsCompletedSuccessfully ? late.Result : null), ActorRefs.NoSender),
                stopping).ConfigureAwait(false);
            return new Ended(call, answer, null);
        }
#pragma warning disable CA1031 // After any error, the items may ask again.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return new Ended(call, null, error);
        }
    }
}
