using System.ComponentModel;
using Seckill.Actors.Board;
using Seckill.Actors.Projections;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Errors;
using Seckill.Host.Items;
using Seckill.Host.Orders;
using Seckill.Host.Wire;
using Seckill.Storage;

namespace Seckill.Host.Operators;

/// <summary>A page of an item's orders.</summary>
internal sealed record ItemOrderPage(
    IReadOnlyList<OrderResource> Orders,
    [property: Description("Pass it as `cursor` for the next page; null on the last.")] string? NextCursor,
    [property: Description("The ledger entry that the rows had reached at least; the item may be ahead.")] long LedgerEntry);

/// <summary>An operator's list of an item's orders, from the orders table.</summary>
internal sealed class ItemOrders(Board board, IReadModelReader table, StoragePatience patience, OutageLog outages)
{
    public const int PageDefault = 50;
    public const int PageMax = 200;

    /// <summary>Names of statuses that a list may ask for.</summary>
    public static IReadOnlyList<string> Statuses { get; } = [.. Enum.GetValues<OrderStatus>().Select(OrderStatusNames.Of)];

    public async Task<IResult> ListAsync(string itemId, IQueryCollection query, CancellationToken cancellation)
    {
        if (!board.TryFind(itemId, out var status, out var refusal)) return refusal;
        var filter = ReadFilter(query);
        var limit = query.ReadLimit(PageDefault, PageMax);
        var after = ReadCursor(query, status.Id);
        if ((filter.Refusal ?? limit.Refusal ?? after.Refusal) is { } fault) return fault;
        try
        {
            var page = await patience.WithinAsync(
                token => ReadAsync(status.Id, filter.Value, after.Value, limit.Value!.Value, token), cancellation);
            return new JsonAnswer<ItemOrderPage>(200, page, HostJson.Default.ItemOrderPage);
        }
        catch (StorageUnavailableException outage)
        {
            outages.Tell("An item's orders cannot be listed", outage);
            return new Problem(ProblemKind.OutcomeUnknown, "The orders table does not answer at present.");
        }
    }

    private async Task<ItemOrderPage> ReadAsync(ItemId item, OrderFilter filter, OrderCursor? after, int size, CancellationToken cancellation)
    {
        var head = await table.FindHeadAsync(item, cancellation);
        var found = await table.ListOrdersAsync(item, filter, after, size + 1, cancellation);
        var next = found.Count > size ? Cursor.Of(new OrderCursor(found[size - 1].CreatedAt, found[size - 1].Id)) : null;
        return new ItemOrderPage([.. found.Take(size).Select(OrderResource.Of)], next, head?.Revision ?? 0);
    }

    private static RequestPart<OrderFilter> ReadFilter(IQueryCollection query)
    {
        var status = query.ReadOne("status");
        var buyer = query.ReadOne("buyer");
        if ((status.Refusal ?? buyer.Refusal) is { } refusal) return new RequestPart<OrderFilter>(default, refusal);
        if (status.Value is not null && !Statuses.Contains(status.Value))
            return Refuse("status", $"'status' is one of {string.Join(", ", Statuses)}.");
        var id = default(BuyerId);
        if (buyer.Value is not null && !BuyerId.TryParse(buyer.Value, out id)) return Refuse("buyer", "'buyer' is 1 to 64 visible ASCII characters.");
        var filter = new OrderFilter(
            status.Value is null ? null : OrderStatusNames.Parse(status.Value), buyer.Value is null ? null : id);
        return new RequestPart<OrderFilter>(filter, null);

        static RequestPart<OrderFilter> Refuse(string field, string error) => new(default, Problem.Invalid(field, error));
    }

    private static RequestPart<OrderCursor?> ReadCursor(IQueryCollection query, ItemId item)
    {
        var cursor = query.ReadOne("cursor");
        if (cursor.Refusal is not null || cursor.Value is null) return new RequestPart<OrderCursor?>(null, cursor.Refusal);
        return Cursor.TryReadOrder(cursor.Value, out var last) && last.Id.Item == item
            ? new RequestPart<OrderCursor?>(last, null)
            : new RequestPart<OrderCursor?>(null, Problem.Invalid("cursor", "Not a cursor of this list."));
    }
}
