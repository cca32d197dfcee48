using Akka.Actor;
using Seckill.Actors.Hosting;

namespace Seckill.Actors.Payments;

/// <summary>
/// Makes one kind of call about due orders, so many at once. A call has only the time that its questions have left. How each ends is
/// told to the owner as an <see cref="Ended"/>, and, when it comes too late, as an <see cref="EndedLate"/> after that.
/// </summary>
/// <typeparam name="T">What a call brings.</typeparam>
internal sealed class InquiryDesk<T>(
    Func<InquiryCall, CancellationToken, Task<T>> ask, int callsMax, SeckillLimits limits, TimeProvider time, IActorRef owner,
    Action<int> onOverdue)
    where T : class
{
    /// <summary>A call is over: with an answer, or an error.</summary>
    public sealed record Ended(InquiryCall Call, T? Answer, Exception? Error);

    /// <summary>A call whose time was up has come to its own end after all; with an answer, unless it failed.</summary>
    public sealed record EndedLate(InquiryCall Call, T? Answer);

    /// <summary>Questions that wait for a call, at about 200 bytes; more are not taken. An item under load asks a hundred in a second.</summary>
    private const int WaitingMax = 100_000;

    private readonly TimeSpan _patience = TimeSpan.FromMilliseconds(limits.PaymentInquiryPatienceMs);
    private readonly ProviderPatience _calling = new(TimeSpan.FromMilliseconds(limits.PaymentInquiryTimeoutMs), time);
    private readonly InquiryQueue _queue = new(WaitingMax);
    private readonly HashSet<InquiryCall> _calls = [];

    /// <summary>Whoever waits for an answer.</summary>
    public IEnumerable<PendingQuestion> Waiting => _queue.All.Concat(_calls.SelectMany(call => call.Questions));

    /// <summary>Whether calls that nobody waits for any more keep new ones from being made.</summary>
    public bool IsBlocked => !_calling.MayCall;

    /// <summary>False when too many wait already.</summary>
    public bool TryAdd(PendingQuestion question) => _queue.TryAdd(question);

    /// <summary>Makes the calls that may be made now.</summary>
    public void Begin(CancellationToken stopping)
    {
        while (_calls.Count < callsMax && _calling.MayCall && _queue.TryTake(out var taken))
        {
            // The item of a question whose time is up has decided without an answer.
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

    /// <summary>Notes that a call is over. False when it is not one of this desk.</summary>
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
#pragma warning disable CA1031 // Whatever it throws, the items may ask again.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return new Ended(call, null, error);
        }
    }
}
