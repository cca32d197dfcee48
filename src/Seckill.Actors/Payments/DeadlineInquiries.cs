using System.Collections.Immutable;
using Seckill.Actors.Hosting;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Payments;

/// <summary>
/// The due orders of one item about which the payment provider is being asked. An order waits until it is answered for, until
/// <see cref="SeckillLimits.PaymentInquiriesMax"/> calls have failed, or until <see cref="SeckillLimits.PaymentInquiryPatienceMs"/>
/// have passed, whichever comes first. It exists only in memory: after a restart the item asks anew. It holds at most the item's pending
/// orders.
/// </summary>
internal sealed class DeadlineInquiries(ItemId item, TimeProvider time, SeckillLimits limits)
{
    /// <summary>Orders asked about together.</summary>
    private sealed class Inquiry(ImmutableArray<long> sequences, long since)
    {
        /// <summary>Orders without an answer.</summary>
        public HashSet<long> Open { get; } = [.. sequences];

        public long Since { get; } = since;

        public long AskedAt { get; set; }

        public int Failures { get; set; }

        /// <summary>Whether an answer is on its way; otherwise the item must ask again.</summary>
        public bool IsAsked { get; set; }
    }

    private readonly TimeSpan _pause = TimeSpan.FromMilliseconds(limits.PaymentInquiryTimeoutMs);
    private readonly TimeSpan _patience = TimeSpan.FromMilliseconds(limits.PaymentInquiryPatienceMs);
    private readonly HashSet<Inquiry> _inquiries = [];
    private readonly Dictionary<long, Inquiry> _inquiryOf = [];
    private readonly HashSet<long> _orders = [];

    /// <summary>All orders asked about, until <see cref="Close"/>.</summary>
    public IReadOnlySet<long> Orders => _orders;

    /// <summary>Time until <see cref="TakeOverdue"/> is due; null when nothing is open. Only a silence makes it shorter.</summary>
    public TimeSpan? NextLook
    {
        get
        {
            TimeSpan? soonest = null;
            foreach (var inquiry in _inquiries)
            {
                var left = LeftOf(inquiry);
                if (soonest is null || left < soonest) soonest = left;
            }

            return soonest;
        }
    }

    /// <summary>Opens an inquiry about orders, and returns the question to ask.</summary>
    public PaymentQuestion Open(ImmutableArray<long> sequences)
    {
        var inquiry = new Inquiry(sequences, time.GetTimestamp());
        _inquiries.Add(inquiry);
        foreach (var sequence in sequences) _inquiryOf[sequence] = inquiry;
        _orders.UnionWith(sequences);
        return Ask(inquiry);
    }

    /// <summary>Records an answer, and returns the orders that were waiting for it.</summary>
    public ImmutableArray<long> Take(PaymentAnswer answer) => [.. answer.Sequences.Where(TryEnd)];

    /// <summary>Records that there was no answer. Only a call that was made counts.</summary>
    public void Take(PaymentSilence silence)
    {
        foreach (var sequence in silence.Sequences)
        {
            if (!_inquiryOf.TryGetValue(sequence, out var inquiry) || !inquiry.IsAsked) continue;
            inquiry.IsAsked = false;
            if (silence.WasAsked) inquiry.Failures++;
        }
    }

    /// <summary>The questions to ask again, and the orders whose time or number of calls is used up.</summary>
    public (IReadOnlyList<PaymentQuestion> Again, ImmutableArray<long> GivenUp) TakeOverdue()
    {
        var (again, givenUp) = (new List<PaymentQuestion>(), ImmutableArray.CreateBuilder<long>());
        foreach (var inquiry in _inquiries)
        {
            if (LeftOf(inquiry) > TimeSpan.Zero) continue;
            if (inquiry.Failures < limits.PaymentInquiriesMax && time.GetElapsedTime(inquiry.Since) < _patience)
            {
                again.Add(Ask(inquiry));
                continue;
            }

            givenUp.AddRange(inquiry.Open);
            foreach (var sequence in inquiry.Open) _inquiryOf.Remove(sequence);
            _inquiries.Remove(inquiry);
        }

        return (again, givenUp.ToImmutable());
    }

    /// <summary>Forgets orders that have been decided.</summary>
    public void Close(ImmutableArray<long> sequences) => _orders.ExceptWith(sequences);

    private bool TryEnd(long sequence)
    {
        if (!_inquiryOf.Remove(sequence, out var inquiry)) return false;
        inquiry.Open.Remove(sequence);
        if (inquiry.Open.Count == 0) _inquiries.Remove(inquiry);
        return true;
    }

    /// <summary>Time until an inquiry needs action, unless an answer comes first.</summary>
    private TimeSpan LeftOf(Inquiry inquiry)
    {
        var toGiveUp = _patience - time.GetElapsedTime(inquiry.Since);
        var toAsk = inquiry.IsAsked ? toGiveUp : _pause - time.GetElapsedTime(inquiry.AskedAt);
        return toAsk < toGiveUp ? toAsk : toGiveUp;
    }

    private PaymentQuestion Ask(Inquiry inquiry)
    {
        (inquiry.IsAsked, inquiry.AskedAt) = (true, time.GetTimestamp());
        return new PaymentQuestion(item, [.. inquiry.Open], inquiry.Since);
    }
}
