using System.Buffers.Binary;
using System.Buffers.Text;
using Seckill.Faults.Receipts;

namespace Seckill.Cluster.Tests.Receipts;

/// <summary>Receipts and books of a small sale, in order until a test forges something: two orders, one of them paid, and a delivery.</summary>
public abstract class ForgedBooks
{
    internal const long Price = 9_900;

    private protected ForgedBooks()
    {
        First = Receipts.NewIntent("phone", _ => "ann", 1);
        First.Tell("phone-1");
        Second = Receipts.NewIntent("phone", _ => "bob", 1);
        Second.Tell("phone-2");
        Receipts.NewMoney("phone-1", "pay-1", Price).IsAcknowledged = true;
        var delivery = Receipts.NewChange("phone", 2);
        delivery.IsAcknowledged = true;
        Write(new LedgerEvent.Listed(10));
        Write(new LedgerEvent.Reserved(Price, 1, ["ann", "bob"], [1, 1], [First.Key, Second.Key]));
        Write(new LedgerEvent.Paid(1, "pay-1", Price));
        Write(new LedgerEvent.Adjusted(2, delivery.Key));
        Rows.Add(new OrderRow("phone-1", "phone", "ann", 1, "paid", "pay-1"));
        Rows.Add(new OrderRow("phone-2", "phone", "bob", 1, "pending", null));
    }

    private protected ReceiptBook Receipts { get; } = new();

    private protected List<LedgerEntry> Ledger { get; } = [];

    /// <summary>The waiting room; it has none as long as nothing is in it.</summary>
    private protected List<RoomEntry> Room { get; } = [];

    private protected List<OrderRow> Rows { get; } = [];

    private protected Intent First { get; }

    private protected Intent Second { get; }

    private protected ItemRow Item { get; set; } = new("phone", Total: 12, Available: 10, Held: 1, Sold: 1, Revision: 4);

    /// <summary>A ticket as clients carry it; only its number matters here.</summary>
    private protected static string TicketOf(ulong number)
    {
        var bytes = new byte[32];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        return Base64Url.EncodeToString(bytes);
    }

    private protected void Write(params LedgerEvent[] happened) => Ledger.Add(new LedgerEntry(Ledger.Count + 1, "writer", 0, happened));

    private protected string Said() => string.Join("\n", Violations());

    private protected IReadOnlyList<string> Violations()
    {
        var ledger = new ItemLedger("phone");
        foreach (var entry in Ledger) ledger.Add(entry);
        var room = new RoomLedger("phone");
        foreach (var entry in Room) room.Add(entry);
        var books = new Books(new Dictionary<string, ItemLedger> { ["phone"] = ledger }, Rows, new Dictionary<string, ItemRow> { ["phone"] = Item })
        {
            Rooms = Room.Count == 0 ? [] : new Dictionary<string, RoomLedger> { ["phone"] = room },
        };
        return new Inspection(Receipts, books).FindViolations();
    }
}
