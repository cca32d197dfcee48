using System.Collections.Immutable;
using System.Data.Common;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Domain.WaitingRooms;
using Seckill.Storage.Databases;

namespace Seckill.Storage.ReadModel;

/// <summary>The tables that are rebuilt from the ledger at any time, and how their rows become values and back.</summary>
internal static class ReadModelTables
{
    private static readonly Column<ItemId, string> ItemKey = new("item_id", id => id.Value);

    /// <summary>How far each item's rows have come; the row is the fence between two writers.</summary>
    public static Table<ItemOffset, ItemId> Offsets { get; } = new(
        "projection_offset", offset => offset.Item, [ItemKey],
        [
            new Column<ItemOffset, long>("revision", offset => offset.Revision),
            new Column<ItemOffset, long>("operations_revision", offset => offset.Operations),
        ],
        row => new ItemOffset(ItemId.Parse(row.GetString(0)), row.GetInt64(1), row.GetInt64(2)));

    /// <summary>One row per order.</summary>
    public static Table<Order, OrderId> Orders { get; } = new(
        "orders", order => order.Id,
        [ItemKey.Of<OrderId>(id => id.Item), new Column<OrderId, long>("sequence", id => id.Sequence)],
        [
            new Column<Order, string>("buyer_id", order => order.Buyer.Value),
            new Column<Order, long>("quantity", order => order.Quantity),
            new Column<Order, long>("unit_price", order => order.UnitPrice.Amount),
            new Column<Order, string>("currency", order => order.UnitPrice.Currency),
            new Column<Order, string>("status", order => OrderStatusNames.Of(order.Status)),
            new Column<Order, long>("created_at_ms", order => order.CreatedAt.ToUnixTimeMilliseconds()),
            new Column<Order, long>("pay_before_ms", order => order.PayBefore.ToUnixTimeMilliseconds()),
            new Column<Order, long?>("paid_at_ms", order => order.PaidAt?.ToUnixTimeMilliseconds()),
            new Column<Order, long?>("closed_at_ms", order => order.ClosedAt?.ToUnixTimeMilliseconds()),
            new Column<Order, string?>("payment_id", order => order.PaymentId?.Value),
        ],
        ReadOrder);

    /// <summary>One row per item, without its revision and without what its orders say.</summary>
    public static Table<StoredItem, ItemId> Items { get; } =
        new("items", line => line.Status.Id, [ItemKey], ItemValues, row => ReadItem(row, revision: 0, lastSequence: null));

    /// <summary>The order in the first columns of a row.</summary>
    public static Order ReadOrder(DbDataReader row) => new(
        new OrderId(ItemId.Parse(row.GetString(0)), row.GetInt64(1)), BuyerId.Parse(row.GetString(2)), checked((int)row.GetInt64(3)),
        Money.Create(row.GetInt64(4), row.GetString(5)), OrderStatusNames.Parse(row.GetString(6)), Moment.FromUnixMs(row.GetInt64(7)),
        Moment.FromUnixMs(row.GetInt64(8)))
    {
        PaidAt = row.IsDBNull(9) ? null : Moment.FromUnixMs(row.GetInt64(9)),
        ClosedAt = row.IsDBNull(10) ? null : Moment.FromUnixMs(row.GetInt64(10)),
        PaymentId = row.IsDBNull(11) ? null : PaymentId.Parse(row.GetString(11)),
    };

    /// <summary>
    /// The item in the first columns of a row. Where the row does not know when the terms last changed, the given revision stands in: it
    /// is never too low.
    /// </summary>
    public static StoredItem ReadItem(DbDataReader row, long revision, long? lastSequence)
    {
        var terms = new ItemTerms(
            row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), Money.Create(row.GetInt64(3), row.GetString(4)),
            Moment.FromUnixMs(row.GetInt64(5)), Moment.FromUnixMs(row.GetInt64(6)), checked((int)row.GetInt64(7)),
            TimeSpan.FromMilliseconds(row.GetInt64(8)), row.GetBoolean(9))
        {
            WaitingList = row.GetBoolean(24),
            Presentation = new ItemPresentation
            {
                ImageUrl = row.IsDBNull(21) ? null : row.GetString(21),
                Description = row.IsDBNull(22) ? null : row.GetString(22),
                ListPrice = row.IsDBNull(23) ? null : row.GetInt64(23),
            },
            CampaignLimit = row.IsDBNull(26) ? null : checked((int)row.GetInt64(26)),
            ChallengeRequired = row.GetBoolean(27),
            Queue = (ItemQueue)row.GetInt64(28),
            SeedHash = row.IsDBNull(29) ? null : SeedHash.TryParse(row.GetString(29)),
        };
        var stock = new Stock(row.GetInt64(11), row.GetInt64(12), row.GetInt64(13), row.GetInt64(14));
        var termsRevision = row.GetInt64(18) is var known and not 0 ? known : revision;
        var status = new ItemStatus(
            ItemId.Parse(row.GetString(0)), revision, terms, stock, row.GetBoolean(15), row.GetBoolean(16), termsRevision, lastSequence)
        {
            LedgerHash = ReadHash(row, chainRevision: 19, revision),
            Waiting = checked((int)row.GetInt64(25)),
        };
        return new StoredItem(status, row.GetInt64(10), row.GetInt64(17));
    }

    /// <summary>
    /// The hash in the two columns from <paramref name="chainRevision"/> on. Null when it is that of another revision: a node of an earlier
    /// version moves the rows on and leaves these columns as they are.
    /// </summary>
    public static LedgerHash? ReadHash(DbDataReader row, int chainRevision, long revision) =>
        row.GetInt64(chainRevision) == revision && !row.IsDBNull(chainRevision + 1) ? LedgerHash.TryParse(row.GetString(chainRevision + 1)) : null;

    private static ImmutableArray<Column<StoredItem>> ItemValues =>
    [
        new Column<StoredItem, string>("title", line => line.Status.Terms.Title),
        new Column<StoredItem, string?>("campaign", line => line.Status.Terms.Campaign),
        new Column<StoredItem, long>("unit_price", line => line.Status.Terms.UnitPrice.Amount),
        new Column<StoredItem, string>("currency", line => line.Status.Terms.UnitPrice.Currency),
        new Column<StoredItem, long>("starts_at_ms", line => line.Status.Terms.StartsAt.ToUnixTimeMilliseconds()),
        new Column<StoredItem, long>("ends_at_ms", line => line.Status.Terms.EndsAt.ToUnixTimeMilliseconds()),
        new Column<StoredItem, long>("per_buyer_limit", line => line.Status.Terms.PerBuyerLimit),
        new Column<StoredItem, long>("payment_window_ms", line => line.Status.Terms.PaymentWindow.Ticks / TimeSpan.TicksPerMillisecond),
        new Column<StoredItem, bool>("ticket_required", line => line.Status.Terms.TicketRequired),
        new Column<StoredItem, long>("listed_stock", line => line.ListedStock),
        new Column<StoredItem, long>("total", line => line.Status.Stock.Total),
        new Column<StoredItem, long>("available", line => line.Status.Stock.Available),
        new Column<StoredItem, long>("held", line => line.Status.Stock.Held),
        new Column<StoredItem, long>("sold", line => line.Status.Stock.Sold),
        new Column<StoredItem, bool>("is_paused", line => line.Status.IsPaused),
        new Column<StoredItem, bool>("is_closed", line => line.Status.IsClosed),
        new Column<StoredItem, long>("refunds_due", line => line.RefundsDue),
        new Column<StoredItem, long>("terms_revision", line => line.Status.TermsRevision),
        new Column<StoredItem, long>("chain_revision", line => line.Status.LedgerHash is null ? 0 : line.Status.Revision),
        new Column<StoredItem, string?>("chain_hash", line => line.Status.LedgerHash?.ToString()),
        new Column<StoredItem, string?>("image_url", line => line.Status.Terms.Presentation.ImageUrl),
        new Column<StoredItem, string?>("description", line => line.Status.Terms.Presentation.Description),
        new Column<StoredItem, long?>("list_price", line => line.Status.Terms.Presentation.ListPrice),
        new Column<StoredItem, bool>("waiting_list", line => line.Status.Terms.WaitingList),
        new Column<StoredItem, long>("waiting", line => line.Status.Waiting),
        new Column<StoredItem, long?>("campaign_limit", line => line.Status.Terms.CampaignLimit),
        new Column<StoredItem, bool>("challenge_required", line => line.Status.Terms.ChallengeRequired),
        new Column<StoredItem, long>("queue", line => (long)line.Status.Terms.Queue),
        new Column<StoredItem, string?>("seed_hash", line => line.Status.Terms.SeedHash?.Text),
    ];
}
