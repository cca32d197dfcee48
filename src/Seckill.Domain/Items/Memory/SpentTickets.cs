using System.Collections.Immutable;
using Seckill.Domain.Collections;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items.Memory;

/// <summary>
/// The used tickets of one item; immutable. They are kept in spans of the time at which they expire, and a span that is over is forgotten
/// whole, so the memory is bounded by what an item sells in the life of a ticket (about 60 bytes each). From then on every ticket of the
/// span is refused, whatever the clock says next: a ticket is never used twice, even if the item moves to a node whose clock is behind.
/// </summary>
public sealed class SpentTickets
{
    /// <summary>Length of a span, in milliseconds.</summary>
    private const long SpanMs = 30_000;

    private SpentTickets(long firstSpan, ImmutableArray<TicketSpan> spans) => (FirstSpan, Spans) = (firstSpan, spans);

    /// <summary>No tickets.</summary>
    public static SpentTickets Empty { get; } = new(0, []);

    /// <summary>Number of remembered tickets.</summary>
    public int Count => Spans.Sum(span => span.Numbers.Count);

    /// <summary>Tickets of earlier spans are forgotten; 0 as long as no span is over.</summary>
    public long FirstSpan { get; }

    /// <summary>Spans with used tickets, by number.</summary>
    public ImmutableArray<TicketSpan> Spans { get; }

    /// <summary>The tickets of a snapshot.</summary>
    /// <param name="firstSpan">Earlier spans are forgotten.</param>
    /// <param name="spans">The other spans, with the numbers of their tickets.</param>
    /// <exception cref="InvalidOperationException">They contradict each other; the snapshot is useless.</exception>
    public static SpentTickets Restore(long firstSpan, IEnumerable<(long Span, IEnumerable<ulong> Numbers)> spans)
    {
        ArgumentNullException.ThrowIfNull(spans);
        if (firstSpan < 0) throw new InvalidOperationException($"Tickets cannot be forgotten until span {firstSpan}.");
        var builder = new Builder(new SpentTickets(firstSpan, []));
        foreach (var (span, numbers) in spans)
        {
            foreach (var number in numbers) builder.Use(span, number);
        }

        var restored = builder.ToImmutable();
        return restored is { FirstSpan: 0, Spans.IsEmpty: true } ? Empty : restored;
    }

    private static long SpanOf(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds() / SpanMs;

    /// <summary>Used tickets, for one batch.</summary>
    internal sealed class Builder(SpentTickets origin)
    {
        private readonly List<(long Span, HashTrie<ulong, bool>.Builder Numbers)> _spans =
            [.. origin.Spans.Select(span => (span.Number, span.Numbers.ToBuilder()))];

        private long _firstSpan = origin.FirstSpan;
        private bool _changed;

        /// <summary>
        /// Whether a ticket may be used: it was not, its life is not over, and it is no longer than a ticket's may be. Half a minute of grace
        /// at both ends keeps nodes with different clocks from refusing each other's tickets; the edge has checked the end itself.
        /// </summary>
        public bool MayUse(Ticket ticket, DateTimeOffset now)
        {
            if (now - Moment.ClockSkewMax >= ticket.ExpiresAt) return false;
            if (ticket.ExpiresAt > now + ItemLimits.TicketLifetimeMax + Moment.ClockSkewMax) return false;
            var span = SpanOf(ticket.ExpiresAt);
            return span >= _firstSpan && !(Find(span)?.TryGetValue(ticket.Number, out _) ?? false);
        }

        /// <summary>Records that a ticket was used.</summary>
        /// <exception cref="InvalidOperationException">It was used before.</exception>
        public void Use(Ticket ticket) => Use(SpanOf(ticket.ExpiresAt), ticket.Number);

        public void Use(long span, ulong number)
        {
            var numbers = Find(span) ?? Open(span);
            if (numbers.TryGetValue(number, out _)) throw new InvalidOperationException($"Ticket {number} is used a second time.");
            numbers[number] = true;
            _changed = true;
        }

        /// <summary>Forgets the spans that are over by every node's clock.</summary>
        public void Forget(DateTimeOffset now)
        {
            // A span ends where the next begins.
            var first = SpanOf(now - Moment.ClockSkewMax);
            if (first <= _firstSpan) return;
            _firstSpan = first;
            _spans.RemoveAll(span => span.Span < first);
            _changed = true;
        }

        public SpentTickets ToImmutable() => !_changed
            ? origin
            : new SpentTickets(_firstSpan, [.. _spans.Select(span => new TicketSpan(span.Span, span.Numbers.ToImmutable()))]);

        private HashTrie<ulong, bool>.Builder? Find(long span)
        {
            foreach (var known in _spans)
            {
                if (known.Span == span) return known.Numbers;
            }

            return null;
        }

        private HashTrie<ulong, bool>.Builder Open(long span)
        {
            if (span < _firstSpan) throw new InvalidOperationException($"A ticket of span {span} is used after span {_firstSpan} has begun.");
            var numbers = HashTrie<ulong, bool>.Empty.ToBuilder();
            var place = _spans.FindIndex(known => known.Span > span);
            _spans.Insert(place < 0 ? _spans.Count : place, (span, numbers));
            return numbers;
        }
    }
}

/// <summary>Used tickets that expire in the same span of time.</summary>
/// <param name="Number">The span's number, counted from 1970.</param>
/// <param name="Numbers">The numbers of the tickets.</param>
public sealed record TicketSpan(long Number, HashTrie<ulong, bool> Numbers);
