using System.Buffers.Binary;
using System.Buffers.Text;

namespace Seckill.Faults.Receipts;

/// <summary>What a node said of somebody's place in a waiting room.</summary>
/// <param name="State">As the contract spells it.</param>
/// <param name="Position">The number; null before the draw.</param>
/// <param name="Ticket">While admitted.</param>
/// <param name="SeedHash">Published with the listing.</param>
/// <param name="Seed">Revealed by the draw; null before.</param>
internal sealed record ToldPlace(string State, int? Position, string? Ticket, string SeedHash, string? Seed);

/// <summary>Somebody's stay in a waiting room, from joining to leaving, and everything different that nodes said of the place, with when.</summary>
internal sealed class Visit(string item, string buyer)
{
    private readonly Lock _gate = new();
    private readonly List<(DateTime At, ToldPlace Place)> _told = [];

    public string Item => item;

    public string Buyer => buyer;

    public IReadOnlyList<(DateTime At, ToldPlace Place)> Told
    {
        get
        {
            lock (_gate) return [.. _told];
        }
    }

    /// <summary>The newest number that the buyer was told; null before the draw.</summary>
    public int? Position => Told.LastOrDefault(told => told.Place.Position is not null).Place?.Position;

    /// <summary>Whether the buyer is still there: neither left nor was told that the place is gone.</summary>
    public bool IsOpen { get; set; } = true;

    public void Tell(ToldPlace place)
    {
        lock (_gate)
        {
            if (_told.Count == 0 || _told[^1].Place != place) _told.Add((DateTime.UtcNow, place));
        }
    }

    /// <summary>The number in a ticket: its first eight bytes.</summary>
    public static ulong NumberOf(string ticket) => BinaryPrimitives.ReadUInt64BigEndian(Base64Url.DecodeFromChars(ticket));
}
