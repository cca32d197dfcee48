using Google.Protobuf;
using static Seckill.Faults.Receipts.ProtoFields;

namespace Seckill.Faults.Receipts;

/// <summary>What the journal's bytes say of a waiting room, entry by entry (manifest <c>room.entry.v1</c>), read by code of our own.</summary>
/// <param name="Number">Its sequence number.</param>
/// <param name="AtMs">When it was decided, by the clock of the node that decided it.</param>
/// <param name="Events">What happened, in order.</param>
internal sealed record RoomEntry(long Number, long AtMs, IReadOnlyList<RoomEvent> Events)
{
    public static RoomEntry Read(long number, byte[] message)
    {
        var atMs = 0L;
        var events = new List<RoomEvent>();
        Each(new CodedInputStream(message), (field, input) =>
        {
            if (field == 1) atMs = input.ReadInt64();
            else if (field == 2) Each(Nested(input), (kind, inner) => events.Add(ReadEvent(kind, inner)));
            else throw Unknown("RoomCommitted", field);
        });
        return new RoomEntry(number, atMs, events);
    }

    private static RoomEvent ReadEvent(int kind, CodedInputStream input) => kind switch
    {
        1 => new RoomEvent.SeedChosen(input.ReadBytes().ToByteArray()),
        2 => ReadJoined(Nested(input)),
        3 => new RoomEvent.Left(input.ReadString()),
        4 => new RoomEvent.Returned(input.ReadString()),
        5 => ReadDrawn(Nested(input)),
        6 => ReadAdmitted(Nested(input)),
        _ => throw Unknown("RoomEvent", kind),
    };

    private static RoomEvent.Joined ReadJoined(CodedInputStream input)
    {
        var (first, buyers) = (0, new List<string>());
        Each(input, (field, each) =>
        {
            if (field == 1) first = each.ReadInt32();
            else if (field == 2) buyers.Add(each.ReadString());
            else throw Unknown("PeopleJoined", field);
        });
        return new RoomEvent.Joined(first, buyers);
    }

    private static RoomEvent.Drawn ReadDrawn(CodedInputStream input)
    {
        var (seed, count) = (Array.Empty<byte>(), 0);
        Each(input, (field, each) =>
        {
            if (field == 1) seed = each.ReadBytes().ToByteArray();
            else if (field == 2) count = each.ReadInt32();
            else throw Unknown("PlacesDrawn", field);
        });
        return new RoomEvent.Drawn(seed, count);
    }

    private static RoomEvent.Admitted ReadAdmitted(CodedInputStream input)
    {
        var (upTo, expiresAtMs) = (0, 0L);
        Each(input, (field, each) =>
        {
            if (field == 1) upTo = each.ReadInt32();
            else if (field == 2) expiresAtMs = each.ReadInt64();
            else if (field == 3) each.ReadInt64(); // the item's orders so far
            else throw Unknown("PeopleAdmitted", field);
        });
        return new RoomEvent.Admitted(upTo, expiresAtMs);
    }
}

/// <summary>Something that happened in a waiting room.</summary>
internal abstract record RoomEvent
{
    public sealed record SeedChosen(byte[] Seed) : RoomEvent;

    /// <summary>Before the draw without numbers (0), after it with the next ones.</summary>
    public sealed record Joined(int FirstNumber, IReadOnlyList<string> Buyers) : RoomEvent;

    public sealed record Left(string Buyer) : RoomEvent;

    public sealed record Returned(string Buyer) : RoomEvent;

    public sealed record Drawn(byte[] Seed, int Count) : RoomEvent;

    /// <summary>Everybody up to this number may buy; those whom this adds, until then.</summary>
    public sealed record Admitted(int UpTo, long ExpiresAtMs) : RoomEvent;
}
