using System.Collections.Immutable;
using Seckill.Actors.Payments;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Items;

/// <summary>
/// The due orders of one item about which the payment provider is being asked, and how often it was. Only in memory: after a restart
/// the item asks anew. It holds at most the item's pending orders.
/// </summary>
internal sealed class DeadlineInquiries(ItemId item, TimeProvider time, TimeSpan patience, int attemptsMax)
{
    private sealed class Inquiry(ImmutableArray<long> sequences)
    {
        /// <summary>Orders without an answer.</summary>
        public HashSet<long> Open { get; } = [.. sequences];

        public int Attempts { get; set; }

        public long AskedAt { get; set; }
    }

    private readonly Dictionary<long, Inquiry> _inquiries = [];
    private readonly HashSet<long> _orders = [];
    private long _lastNumber;

    /// <summary>Orders that have been asked about, until <see cref="Close"/>.</summary>
    public IReadOnlySet<long> Orders => _orders;

    /// <summary>When to look for <see cref="TakeOverdue"/>; null when nothing is open.</summary>
    public TimeSpan? NextLook
    {
        get
        {
            TimeSpan? soonest = null;
            foreach (var inquiry in _inquiries.Values)
            {
                var left = patience - time.GetElapsedTime(inquiry.AskedAt);
                if (soonest is null || left < soonest) soonest = left;
            }

            return soonest;
        }
    }

    /// <summary>Opens an inquiry about orders; what is returned has to be asked.</summary>
    public PaymentQuestion Open(ImmutableArray<long> sequences)
    {
        var (number, inquiry) = (++_lastNumber, new Inquiry(sequences));
        _inquiries.Add(number, inquiry);
        _orders.UnionWith(sequences);
        return Ask(number, inquiry);
    }

    /// <summary>Takes an answer in, and returns the orders that were waiting for it.</summary>
    public ImmutableArray<long> Take(PaymentAnswer answer)
    {
        if (!_inquiries.TryGetValue(answer.Number, out var inquiry)) return [];
        ImmutableArray<long> answered = [.. answer.Sequences.Where(inquiry.Open.Remove)];
        if (inquiry.Open.Count == 0) _inquiries.Remove(answer.Number);
        return answered;
    }

    /// <summary>
    /// Inquiries that have had no answer in time: the questions to ask again, and the orders that have been asked about often enough.
    /// </summary>
    public (IReadOnlyList<PaymentQuestion> Again, ImmutableArray<long> GivenUp) TakeOverdue()
    {
        var (again, givenUp) = (new List<PaymentQuestion>(), ImmutableArray.CreateBuilder<long>());
        foreach (var (number, inquiry) in _inquiries)
        {
            if (time.GetElapsedTime(inquiry.AskedAt) < patience) continue;
            if (inquiry.Attempts < attemptsMax)
            {
                again.Add(Ask(number, inquiry));
                continue;
            }

            givenUp.AddRange(inquiry.Open);
            _inquiries.Remove(number);
        }

        return (again, givenUp.ToImmutable());
    }

    /// <summary>Forgets orders that have been decided.</summary>
    public void Close(ImmutableArray<long> sequences) => _orders.ExceptWith(sequences);

    private PaymentQuestion Ask(long number, Inquiry inquiry)
    {
        (inquiry.Attempts, inquiry.AskedAt) = (inquiry.Attempts + 1, time.GetTimestamp());
        return new PaymentQuestion(item, number, [.. inquiry.Open]);
    }
}
