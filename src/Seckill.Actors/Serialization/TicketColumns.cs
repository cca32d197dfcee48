using System.Runtime.InteropServices;
using System.Runtime.Serialization;
using Seckill.Domain.Items;
using Seckill.Domain.Items.Memory;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Serialization;

/// <summary>
/// Tickets as columns. Their numbers are random and cannot be made smaller; tickets of one batch expire within seconds of each other, so the
/// end of each costs two or three bytes.
/// </summary>
internal static class TicketColumns
{
    public static Protos.TicketsUsed ToProto(TicketsUsed used)
    {
        var tickets = used.Tickets.AsSpan();
        if (tickets.IsEmpty) throw new SerializationException("A TicketsUsed without tickets.");
        var proto = new Protos.TicketsUsed { FirstSequence = used.FirstSequence };
        proto.Numbers.Capacity = tickets.Length;
        var ends = new long[tickets.Length];
        for (var i = 0; i < tickets.Length; i++)
        {
            proto.Numbers.Add(tickets[i].Number);
            ends[i] = tickets[i].ExpiresAt.ToUnixTimeMilliseconds();
        }

        DeltaCoding.Add(proto.ExpirySteps, ends);
        return proto;
    }

    public static TicketsUsed FromProto(Protos.TicketsUsed proto)
    {
        if (proto.Numbers.Count == 0 || proto.Numbers.Count != proto.ExpirySteps.Count)
            throw new SerializationException("The columns of a TicketsUsed are empty or differ in length.");
        var ends = DeltaCoding.Sum(proto.ExpirySteps);
        var tickets = new Ticket[ends.Length];
        for (var i = 0; i < tickets.Length; i++) tickets[i] = new Ticket(proto.Numbers[i], Moment.FromUnixMs(ends[i]));
        return new TicketsUsed(proto.FirstSequence, ImmutableCollectionsMarshal.AsImmutableArray(tickets));
    }

    /// <summary>The used tickets of a snapshot; null when there are none, so that most snapshots do not have the field.</summary>
    public static Protos.SpentTickets? ToProto(SpentTickets tickets)
    {
        if (ReferenceEquals(tickets, SpentTickets.Empty)) return null;
        var proto = new Protos.SpentTickets { FirstSpan = tickets.FirstSpan };
        foreach (var span in tickets.Spans)
            proto.Spans.Add(new Protos.TicketSpan { Number = span.Number, Numbers = { span.Numbers.Keys.Order() } });
        return proto;
    }

    public static SpentTickets FromProto(Protos.SpentTickets? proto) => proto is null
        ? SpentTickets.Empty
        : SpentTickets.Restore(proto.FirstSpan, proto.Spans.Select(span => (span.Number, span.Numbers.AsEnumerable())));
}
