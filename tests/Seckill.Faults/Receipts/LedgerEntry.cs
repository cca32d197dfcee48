namespace Seckill.Faults.Receipts;

/// <summary>What the journal's bytes say, entry by entry, read by code of our own.</summary>
/// <param name="Number">Its sequence number.</param>
/// <param name="Writer">The incarnation that wrote it, as the journal names it.</param>
/// <param name="AtMs">When it was decided, by the clock of the node that decided it.</param>
/// <param name="Events">What happened, in order.</param>
internal sealed record LedgerEntry(long Number, string Writer, long AtMs, IReadOnlyList<LedgerEvent> Events)
{
    /// <summary>Its place in the hash chain; null when it has none.</summary>
    public LedgerLink? Link { get; init; }
}

/// <summary>An entry's place in the hash chain.</summary>
/// <param name="StartsChain">Whether the hash before counts as zeros.</param>
/// <param name="Hash">The stored hash.</param>
/// <param name="Hashed">The bytes that it covers.</param>
internal sealed record LedgerLink(bool StartsChain, byte[] Hash, byte[] Hashed);

/// <summary>Something that happened to an item.</summary>
internal abstract record LedgerEvent
{
    /// <summary>The item was put on sale; the hash of the seed, in hex, is there if it has a waiting room.</summary>
    public sealed record Listed(long Stock, bool TicketRequired = false, bool WaitingList = false, string? SeedHash = null) : LedgerEvent;

    public sealed record Adjusted(long Delta, string Key) : LedgerEvent;

    public sealed record Reserved(
        long UnitPrice, long FirstSequence, IReadOnlyList<string> Buyers, IReadOnlyList<int> Quantities, IReadOnlyList<string> Keys)
        : LedgerEvent;

    /// <summary>The n-th ticket was used for the order <paramref name="FirstSequence"/> + n.</summary>
    public sealed record TicketsUsed(long FirstSequence, IReadOnlyList<ulong> Numbers) : LedgerEvent;

    /// <summary>They joined the waiting list one behind the other, with a ticket each or without any.</summary>
    public sealed record Joined(IReadOnlyList<string> Buyers, IReadOnlyList<ulong> Tickets) : LedgerEvent;

    public sealed record Left(IReadOnlyList<string> Buyers) : LedgerEvent;

    /// <summary>So many orders from the first on are offers to the waiting list.</summary>
    public sealed record Offered(long FirstSequence, int Count) : LedgerEvent;

    public sealed record KeyAnswered(long Sequence, string Key) : LedgerEvent;

    public sealed record Paid(long Sequence, string PaymentId, long Amount) : LedgerEvent;

    public sealed record Released(bool IsCancelled, IReadOnlyList<long> Sequences) : LedgerEvent;

    public sealed record RefundDue(long Sequence, string PaymentId, long Amount) : LedgerEvent;

    public sealed record RefundSettled(long Sequence, string PaymentId) : LedgerEvent;

    public sealed record Revoked(long Sequence) : LedgerEvent;

    /// <summary>The sale goes on or stops: true while it is paused or closed.</summary>
    public sealed record Stopped(bool IsStopped) : LedgerEvent;

    /// <summary>Something that moves neither units nor money: other terms.</summary>
    public sealed record Other : LedgerEvent;
}
