using Seckill.Actors.Gateway;
using Seckill.Actors.Projections;
using Seckill.Domain.Items;
using Seckill.Host.Access;
using Seckill.Host.Errors;
using Seckill.Host.Listening;
using Seckill.Host.OpenApi;
using Seckill.Host.Payments;
using Seckill.Host.Wire;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Orders;

/// <summary>Buying, and reading and cancelling orders.</summary>
internal static class OrderEndpoints
{
    /// <summary>Name of the purchase among the operations.</summary>
    public const string BuyOperation = "buy";

    private const int PageDefault = 50;
    private const int PageMax = 200;

    public static void MapOrders(this IEndpointRouteBuilder routes)
    {
        routes.MapPurchase()
            .ForBuyers()
            .Describes(
                Tag.Shoppers, BuyOperation, "Buys units of an item",
                "The answer comes when the reservation is on disk. Repeating a request is always safe: the same buyer at limit 1, "
                + "or the same `Idempotency-Key`, gets the same order. At limit 1 an order answers for 100 keys besides its own; a further new key "
                + "gets `limit_reached` with the order's id. With a `campaignLimit`, `limit_reached` names the caller's orders of all items of the campaign "
                + "that have one, and `overloaded` also means that an earlier purchase of the caller is not settled yet.")
            .TakesHeader(IdempotencyKeys.Header, "The client's name for this intent, 1 to 64 visible ASCII characters.", "cart-7")
            .Takes<PurchaseRequest>(isRequired: false, """{"quantity":1}""")
            .Answers<OrderResource>(201, "A reservation was made.")
            .Answers<OrderResource>(200, "It existed already.")
            .GivesHeader(201, "Location", "The order.", "/api/orders/phone-1")
            .Refuses(
                ProblemKind.ValidationFailed, ProblemKind.Unauthenticated, ProblemKind.TicketRequired, ProblemKind.TicketInvalid,
                ProblemKind.ItemNotFound, ProblemKind.NotStarted, ProblemKind.SoldOut, ProblemKind.Paused, ProblemKind.Closed,
                ProblemKind.LimitReached, ProblemKind.CoolingDown, ProblemKind.KeyReused, ProblemKind.RateLimited, ProblemKind.Overloaded, ProblemKind.OutcomeUnknown);

        routes.MapGet("/api/orders", ListAsync)
            .ForCallers()
            .Describes(
                Tag.Shoppers, "listOrders", "Lists the caller's orders",
                "Newest first. Contains every order whose 201 or 200 the caller has read before, from whichever node. Where that cannot be "
                + "promised for an item, because its ledger is damaged, `incompleteItems` names it.")
            .TakesQuery("limit", "Orders on a page; 50 when left out.", 1, PageMax)
            .TakesQuery("cursor", "The `nextCursor` of the page before.")
            .Answers<OrderPage>(200, "A page of orders.")
            .Refuses(ProblemKind.ValidationFailed, ProblemKind.Unauthenticated, ProblemKind.Overloaded, ProblemKind.OutcomeUnknown);

        routes.MapGet("/api/orders/{orderId}", FindAsync)
            .ForCallers()
            .Describes(
                Tag.Shoppers, "getOrder", "Reads an order",
                "Only the owner's, or any for an operator. Readable at once after the 201.")
            .Answers<OrderResource>(200, "The order.")
            .Refuses(
                ProblemKind.ValidationFailed, ProblemKind.Unauthenticated, ProblemKind.OrderNotFound,
                ProblemKind.Overloaded, ProblemKind.OutcomeUnknown);

        routes.MapPost("/api/orders/{orderId}/cancel", CancelAsync)
            .ForCallers()
            .Describes(Tag.Shoppers, "cancelOrder", "Gives an unpaid order up", "The units go back on sale. Idempotent.")
            .Answers<OrderResource>(200, "The cancelled order.")
            .Refuses(
                ProblemKind.ValidationFailed, ProblemKind.Unauthenticated, ProblemKind.OrderNotFound, ProblemKind.OrderState,
                ProblemKind.Overloaded, ProblemKind.OutcomeUnknown);
    }

    /// <summary>
    /// A bare delegate: for a handler with parameters, every request needs a service scope, a binder and a result object. The delegate's
    /// method still needs a name, because the OpenAPI document leaves out endpoints without one.
    /// </summary>
    private static RouteHandlerBuilder MapPurchase(this IEndpointRouteBuilder routes)
    {
        RequestDelegate purchase = routes.ServiceProvider.GetRequiredService<Purchasing>().BuyAsync;
        var route = routes.MapPost($"/api/items/{{{Purchasing.ItemIdParameter}}}/orders", purchase);
        return new RouteHandlerBuilder([route]).WithMetadata(purchase.Method, new StaysOnSocketThread());
    }

    private static async Task<IResult> FindAsync(string orderId, HttpContext context, OrderLookup orders)
    {
        var found = await orders.FindAsync(orderId, Caller.Of(context), context.RequestAborted);
        return found.Value is { } order ? Answer(order) : found.Refusal!;
    }

    private static async Task<IResult> ListAsync(HttpContext context, OrderLists orders, OrderListingSwitch listing)
    {
        if (!listing.IsOn) return Problem.SwitchedOff("Lists of orders are switched off for now; single orders can be read.");
        var limit = context.Request.Query.ReadLimit(PageDefault, PageMax);
        var cursor = context.Request.Query.ReadOne("cursor");
        if ((limit.Refusal ?? cursor.Refusal) is { } refusal) return refusal;
        OrderCursor? after = null;
        if (cursor.Value is not null)
        {
            if (!Cursor.TryReadOrder(cursor.Value, out var last)) return Problem.Invalid("cursor", "Not a cursor of this list.");
            after = last;
        }

        var size = limit.Value!.Value;
        var read = await orders.ReadAsync(Caller.Of(context).Buyer, after, size + 1, context.RequestAborted);
        if (read.Value is not { } list) return read.Refusal!;
        var found = list.Orders;
        OrderResource[] page = [.. found.Take(size).Select(OrderResource.Of)];
        var next = found.Count > size ? Cursor.Of(new OrderCursor(found[size - 1].CreatedAt, found[size - 1].Id)) : null;
        return new JsonAnswer<OrderPage>(200, new OrderPage(page, next, [.. list.Incomplete.Select(item => item.Value)]), HostJson.Default.OrderPage);
    }

    private static async Task<IResult> CancelAsync(
        string orderId, HttpContext context, ItemGateway gateway, DenialCheck denialCheck, OrderLookup orders, PaymentCloser payments)
    {
        var caller = Caller.Of(context);
        if (!orders.TryLocate(orderId, out var id, out var refusal)) return refusal;
        var cancel = new CancelOrder(caller.Buyer, id.Sequence);
        var reply = await denialCheck.AskAsync(
            id.Item, () => gateway.SendAsync(id.Item, cancel, context.RequestAborted), context.RequestAborted);
        if (reply.Outcome == Outcome.OrderForgotten) return await RecallAsync(orderId, caller, orders, context.RequestAborted);
        if (reply.Outcome != Outcome.Cancelled) return reply.ToProblem();
        await payments.CloseAsync(id);
        return Answer(reply.Order!);
    }

    /// <summary>The order ended so long ago that the item has forgotten it; the table still has it.</summary>
    private static async Task<IResult> RecallAsync(string orderId, Caller caller, OrderLookup orders, CancellationToken cancellation)
    {
        var found = await orders.FindAsync(orderId, caller, cancellation);
        if (found.Value is not { } order) return found.Refusal!;
        if (order.Buyer != caller.Buyer) return Problem.OrderNotFound();
        return order.Status == OrderStatus.Cancelled ? Answer(order) : new Reply(Outcome.OrderState) { Order = order }.ToProblem();
    }

    private static JsonAnswer<OrderResource> Answer(Order order) => new(200, OrderResource.Of(order), HostJson.Default.OrderResource);
}
