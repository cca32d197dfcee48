using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Host.Access.Tickets;

/// <summary>What a node can tell of a ticket by itself. Whether it was used already, only the item knows.</summary>
internal enum TicketVerdict
{
    /// <summary>No node gave it to this buyer for this item.</summary>
    Forged,

    /// <summary>It was this buyer's for this item, and its life is over.</summary>
    Expired,

    /// <summary>It is this buyer's for this item, and alive.</summary>
    Genuine,
}

/// <summary>Issues and checks tickets. Nothing is remembered: each node knows another's tickets by their seal.</summary>
internal sealed class TicketDesk(IOptions<AuthSettings> auth, IOptions<HttpLimits> limits, TimeProvider time)
{
    /// <summary>Frozen: nodes of different versions check each other's tickets.</summary>
    private const string Purpose = "seckill ticket v1";

    /// <summary>The head, the item's length and name, and the buyer, whose name needs no length because it ends the statement.</summary>
    private const int StatementSizeMax = TicketText.HeadSize + 1 + ItemId.LengthMax + BuyerId.LengthMax;

    private readonly StatementSeal _seal = new(auth.Value, Purpose);
    private readonly TimeSpan _lifetime = TimeSpan.FromSeconds(limits.Value.TicketLifetimeSeconds);

    /// <summary>A new ticket for a buyer and an item.</summary>
    public TicketResource Issue(BuyerId buyer, ItemId item)
    {
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(number);
        return Issue(buyer, item, new Ticket(BitConverter.ToUInt64(number), Moment.Floor(time.GetUtcNow() + _lifetime)));
    }

    /// <summary>A ticket whose number and end are given: whoever gives the same ones again gets a ticket that is used up with the first.</summary>
    public TicketResource Issue(BuyerId buyer, ItemId item, Ticket ticket)
    {
        Span<byte> statement = stackalloc byte[StatementSizeMax];
        TicketText.WriteHead(statement, ticket.Number, ticket.ExpiresAt.ToUnixTimeMilliseconds());
        Span<byte> seal = stackalloc byte[StatementSeal.Size];
        _seal.Sign(Complete(statement, buyer, item), seal);
        return new TicketResource { Ticket = TicketText.Format(statement[..TicketText.HeadSize], seal), ExpiresAt = ticket.ExpiresAt };
    }

    /// <summary>Checks a text that a buyer presents for an item.</summary>
    /// <param name="text">The text; any.</param>
    /// <param name="buyer">Who presents it.</param>
    /// <param name="item">For what.</param>
    /// <param name="ticket">The ticket, if it is genuine.</param>
    public TicketVerdict Check(ReadOnlySpan<char> text, BuyerId buyer, ItemId item, out Ticket ticket)
    {
        ticket = default;
        Span<byte> bytes = stackalloc byte[TicketText.BufferSize];
        if (!TicketText.TryRead(text, bytes)) return TicketVerdict.Forged;
        Span<byte> statement = stackalloc byte[StatementSizeMax];
        bytes[..TicketText.HeadSize].CopyTo(statement);
        if (!_seal.IsValid(Complete(statement, buyer, item), bytes[TicketText.HeadSize..])) return TicketVerdict.Forged;
        // Only now: a forged end may be no time at all.
        var (number, expiresAtMs) = TicketText.ReadHead(bytes);
        ticket = new Ticket(number, Moment.FromUnixMs(expiresAtMs));
        return time.GetUtcNow() < ticket.ExpiresAt ? TicketVerdict.Genuine : TicketVerdict.Expired;
    }

    /// <summary>Writes item and buyer behind the head.</summary>
    private static ReadOnlySpan<byte> Complete(Span<byte> statement, BuyerId buyer, ItemId item)
    {
        var size = TicketText.HeadSize;
        statement[size++] = (byte)item.Value.Length;
        size += Encoding.ASCII.GetBytes(item.Value, statement[size..]);
        size += Encoding.ASCII.GetBytes(buyer.Value, statement[size..]);
        return statement[..size];
    }
}
