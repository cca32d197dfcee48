using Google.Protobuf;
using static Seckill.Faults.Receipts.ProtoFields;

namespace Seckill.Faults.Receipts;

/// <summary>
/// Reads one journal entry (manifest <c>item.batch.v1</c>) by field numbers, so that neither the product's classes nor its generated
/// code can hide an error from us.
/// </summary>
internal static class LedgerBytes
{
    /// <summary>Tag, length and 32 bytes: the last field.</summary>
    private const int HashFieldSize = 34;

    public static LedgerEntry Read(long number, string writer, byte[] message)
    {
        var atMs = 0L;
        var events = new List<LedgerEvent>();
        var (startsChain, hash) = (false, (byte[]?)null);
        Each(new CodedInputStream(message), (field, input) =>
        {
            if (field == 1) atMs = input.ReadInt64();
            else if (field == 2) Each(Nested(input), (kind, inner) => events.Add(ReadEvent(kind, Nested(inner))));
            else if (field == 14) startsChain = input.ReadBool();
            else if (field == 15) hash = input.ReadBytes().ToByteArray();
            else throw Unknown("BatchCommitted", field);
        });
        return new LedgerEntry(number, writer, atMs, events)
        {
            Link = hash is null ? null : new LedgerLink(startsChain, hash, message[..^HashFieldSize]),
        };
    }

    private static LedgerEvent ReadEvent(int kind, CodedInputStream input) => kind switch
    {
        1 => ReadListed(input),
        3 => ReadAdjusted(input),
        2 => new LedgerEvent.Other(),
        4 or 5 or 6 => new LedgerEvent.Stopped(kind != 5),
        7 => ReadReserved(input),
        8 => ReadMoney(input, (sequence, payment, amount) => new LedgerEvent.Paid(sequence, payment, amount)),
        9 => ReadReleased(input),
        10 => ReadMoney(input, (sequence, payment, amount) => new LedgerEvent.RefundDue(sequence, payment, amount)),
        11 => ReadMoney(input, (sequence, payment, _) => new LedgerEvent.RefundSettled(sequence, payment)),
        12 => ReadKeyAnswered(input),
        13 => ReadRevoked(input),
        14 => ReadTicketsUsed(input),
        15 => ReadJoined(input),
        16 => ReadLeft(input),
        17 => ReadOffered(input),
        _ => throw Unknown("Event", kind),
    };

    private static LedgerEvent.Listed ReadListed(CodedInputStream input)
    {
        var listed = new LedgerEvent.Listed(0);
        Each(input, (field, each) =>
        {
            if (field == 1) listed = ReadTerms(listed, Nested(each));
            else if (field == 2) listed = listed with { Stock = each.ReadInt64() };
            else each.ReadBytes(); // the operator
        });
        return listed;
    }

    private static LedgerEvent.Listed ReadTerms(LedgerEvent.Listed listed, CodedInputStream terms)
    {
        Each(terms, (field, each) =>
        {
            if (field == 8) listed = listed with { TicketRequired = each.ReadBool() };
            else if (field == 12) listed = listed with { WaitingList = each.ReadBool() };
            else if (field == 14) listed = listed with { SeedHash = Convert.ToHexStringLower(each.ReadBytes().Span) };
            else if (field is <= 3 or 9) each.ReadBytes(); // title, campaign, price, what pages show
            else if (field is <= 7 or 10 or 11 or 13) each.ReadInt64(); // start, end, limit, payment window, challenge, queue, limit over the campaign
            else throw Unknown("ItemTerms", field);
        });
        return listed;
    }

    private static LedgerEvent.Joined ReadJoined(CodedInputStream input)
    {
        var (buyers, tickets) = (new List<string>(), new List<ulong>());
        Each(input, (field, each) =>
        {
            if (field == 1) buyers.Add(each.ReadString());
            else if (field == 2) Packed(each, packed => tickets.Add(packed.ReadFixed64()));
            else if (field == 3) each.ReadBytes(); // their ends
            else throw Unknown("WaitingListJoined", field);
        });
        return new LedgerEvent.Joined(buyers, tickets);
    }

    private static LedgerEvent.Left ReadLeft(CodedInputStream input)
    {
        var buyers = new List<string>();
        Each(input, (field, each) =>
        {
            if (field == 1) each.ReadInt32(); // why
            else if (field == 2) buyers.Add(each.ReadString());
            else throw Unknown("WaitingListLeft", field);
        });
        return new LedgerEvent.Left(buyers);
    }

    private static LedgerEvent.Offered ReadOffered(CodedInputStream input)
    {
        var (first, count) = (0L, 0);
        Each(input, (field, each) =>
        {
            if (field == 1) first = each.ReadInt64();
            else if (field == 2) count = each.ReadInt32();
            else throw Unknown("UnitsOffered", field);
        });
        return new LedgerEvent.Offered(first, count);
    }

    private static LedgerEvent.TicketsUsed ReadTicketsUsed(CodedInputStream input)
    {
        var first = 0L;
        var numbers = new List<ulong>();
        Each(input, (field, each) =>
        {
            if (field == 1) first = each.ReadInt64();
            else if (field == 2) Packed(each, packed => numbers.Add(packed.ReadFixed64()));
            else if (field == 3) each.ReadBytes(); // their ends
            else throw Unknown("TicketsUsed", field);
        });
        return new LedgerEvent.TicketsUsed(first, numbers);
    }

    private static LedgerEvent.Adjusted ReadAdjusted(CodedInputStream input)
    {
        var (delta, key) = (0L, "");
        Each(input, (field, each) =>
        {
            if (field == 1) delta = each.ReadSInt64();
            else if (field == 3) key = each.ReadString();
            else each.ReadBytes(); // the reason, the operator, the trace, the node
        });
        return new LedgerEvent.Adjusted(delta, key);
    }

    private static LedgerEvent.KeyAnswered ReadKeyAnswered(CodedInputStream input)
    {
        var (sequence, key) = (0L, "");
        Each(input, (field, each) =>
        {
            if (field == 1) sequence = each.ReadInt64();
            else if (field == 2) key = each.ReadString();
            else throw Unknown("KeyAnswered", field);
        });
        return new LedgerEvent.KeyAnswered(sequence, key);
    }

    private static LedgerEvent.Reserved ReadReserved(CodedInputStream input)
    {
        var (price, first) = (0L, 0L);
        List<string> buyers = [], keys = [];
        var quantities = new List<int>();
        Each(input, (field, each) =>
        {
            if (field == 1) price = ReadAmount(Nested(each));
            else if (field == 2) each.ReadInt64(); // the deadline
            else if (field == 3) first = each.ReadInt64();
            else if (field == 4) buyers.Add(each.ReadString());
            else if (field == 5) Packed(each, packed => quantities.Add(packed.ReadInt32()));
            else if (field == 6) keys.Add(each.ReadString());
            else throw Unknown("StockReserved", field);
        });
        if (quantities.Count == 0) quantities.AddRange(buyers.Select(_ => 1));
        if (keys.Count == 0) keys.AddRange(buyers.Select(_ => ""));
        if (quantities.Count != buyers.Count || keys.Count != buyers.Count)
            throw new InvalidDataException($"{buyers.Count} buyers, {quantities.Count} quantities, {keys.Count} keys.");
        return new LedgerEvent.Reserved(price, first, buyers, quantities, keys);
    }

    private static LedgerEvent.Released ReadReleased(CodedInputStream input)
    {
        var isCancelled = false;
        var (sequence, sequences) = (0L, new List<long>());
        Each(input, (field, each) =>
        {
            if (field == 1) isCancelled = each.ReadInt32() == 2;
            else if (field == 2) Packed(each, packed => sequences.Add(sequence += packed.ReadSInt64()));
            else if (field == 3) each.ReadBytes(); // the operator
            else throw Unknown("StockReleased", field);
        });
        return new LedgerEvent.Released(isCancelled, sequences);
    }

    private static LedgerEvent.Revoked ReadRevoked(CodedInputStream input)
    {
        var sequence = 0L;
        Each(input, (field, each) =>
        {
            if (field == 1) sequence = each.ReadInt64();
            else each.ReadBytes(); // the operator
        });
        return new LedgerEvent.Revoked(sequence);
    }

    private static LedgerEvent ReadMoney(CodedInputStream input, Func<long, string, long, LedgerEvent> make)
    {
        var (sequence, payment, amount) = (0L, "", 0L);
        Each(input, (field, each) =>
        {
            if (field == 1) sequence = each.ReadInt64();
            else if (field == 2) payment = each.ReadString();
            else amount = ReadAmount(Nested(each));
        });
        return make(sequence, payment, amount);
    }

    private static long ReadAmount(CodedInputStream input)
    {
        var amount = 0L;
        Each(input, (field, each) =>
        {
            if (field == 1) amount = each.ReadInt64();
            else each.ReadString(); // the currency
        });
        return amount;
    }
}
