using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Seckill.Actors.Board;
using Seckill.Actors.Gateway;
using Seckill.Actors.Projections;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Access;
using Seckill.Host.Errors;
using Seckill.Host.Items;
using Seckill.Host.Wire;
using Seckill.Storage;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Orders;

/// <summary>
/// Finds an order in its current state. The orders table answers if its rows reflect everything that this node has seen of the item, or
/// if nothing can change the row any more; otherwise the item answers. This makes an order readable immediately after its 201.
/// </summary>
internal sealed class OrderLookup(
    Board board, ItemGateway gateway, DenialCheck denialCheck, IReadModelReader table, StoragePatience patience, OutageLog outages)
{
    private static readonly Counter<long> Lookups = EngineMetrics.Meter.CreateCounter<long>(
        "seckill.order.lookups", "{lookup}", "Orders looked up, by place: table or item. What a node refuses from memory is in neither.");

    /// <summary>Makes both sources appear in the metrics with 0.</summary>
    public static void Announce()
    {
        foreach (var place in (string[])["table", "item"]) Lookups.Add(0, At(place));
    }

    /// <summary>Reads an order id, and makes sure that its item exists and can be asked. False with a refusal otherwise.</summary>
    public bool TryLocate(string orderId, out OrderId id, [NotNullWhen(false)] out Problem? refusal)
    {
        refusal = null;
        if (!OrderId.TryParse(orderId, out id))
            refusal = Problem.Invalid("orderId", "An order id is an item id, '-', and a number from 1 on.");
        else if (board.Find(id.Item) is null)
            refusal = board.IsComplete ? Problem.OrderNotFound() : ItemCatalogue.StillLoading();
        else if (!board.MayExist(id))
            refusal = Problem.OrderNotFound();
        return refusal is null;
    }

    /// <summary>Finds an order that the caller may see: their own, or any for an operator.</summary>
    public async Task<RequestPart<Order>> FindAsync(string orderId, Caller caller, CancellationToken cancellation)
    {
        if (!TryLocate(orderId, out var id, out var refusal)) return Refuse(refusal);
        var found = await FindAsync(id, cancellation).ConfigureAwait(false);
        var isForeign = found.Value is { } order && order.Buyer != caller.Buyer;
        return isForeign && !caller.IsOperator ? Refuse(Problem.OrderNotFound()) : found;
    }

    /// <summary>Finds an order of any owner. The board must know its item.</summary>
    public async Task<RequestPart<Order>> FindAsync(OrderId id, CancellationToken cancellation)
    {
        var newest = Math.Max(board.Find(id.Item)?.Revision ?? 0, gateway.RevisionSeen(id.Item));
        var row = await ReadRowAsync(id, cancellation).ConfigureAwait(false);
        return await FindAsync(id, newest, row, cancellation).ConfigureAwait(false);
    }

    /// <summary>Finds an order at that revision of its item or later, given its row and the row's revision.</summary>
    public async Task<RequestPart<Order>> FindAsync(
        OrderId id, long newest, (Order? Order, long Revision) row, CancellationToken cancellation)
    {
        if (row.Order is { } settled && (row.Revision >= newest || IsFinal(settled.Status))) return Found(settled);

        Lookups.Add(1, At("item"));
        var reply = await denialCheck.AskAsync(id.Item, () => gateway.FindOrderAsync(id, cancellation), cancellation).ConfigureAwait(false);
        return reply.Outcome switch
        {
            Outcome.Found => Found(reply.Order!),
            // The item forgets only orders that ended long ago, which the table has had since.
            Outcome.OrderForgotten when row.Order is { } old => Found(old),
            Outcome.OrderForgotten => Refuse(new Reply(Outcome.OutcomeUnknown).ToProblem()),
            _ => Refuse(reply.ToProblem()),
        };
    }

    /// <summary>A paid order may still be cancelled by an operator.</summary>
    private static bool IsFinal(OrderStatus status) => status is OrderStatus.Refunded;

    private static KeyValuePair<string, object?> At(string place) => new("place", place);

    /// <summary>An unreadable table counts as empty, because the item can answer instead.</summary>
    private async Task<(Order? Order, long Revision)> ReadRowAsync(OrderId id, CancellationToken cancellation)
    {
        Lookups.Add(1, At("table"));
        try
        {
            return await patience.WithinAsync(token => table.FindOrderAsync(id, token), cancellation).ConfigureAwait(false);
        }
        catch (StorageUnavailableException outage)
        {
            outages.Tell("The orders table cannot be read", outage);
            return default;
        }
    }

    private static RequestPart<Order> Found(Order order) => new(order, null);

    private static RequestPart<Order> Refuse(Problem refusal) => new(null, refusal);
}
