using Seckill.Actors.Operators;
using Seckill.Host.Access;
using Seckill.Host.Errors;
using Seckill.Host.Items;
using Seckill.Host.OpenApi;
using Seckill.Host.Operators.Audit;
using Seckill.Host.Operators.Commands;
using Seckill.Host.Operators.Proof;
using Seckill.Host.Orders;
using Seckill.Host.Wire;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Operators;

/// <summary>Operators' calls on items, audits and the cluster.</summary>
internal static class OperatorEndpoints
{
    private const string ListingExample = """
        {"title":"Phone","campaign":"11-11","price":{"amount":9900,"currency":"CNY"},"stock":500,
         "startsAt":"2026-11-11T10:00:00+08:00","endsAt":"2026-11-11T12:00:00+08:00","perBuyerLimit":1,"paymentWindowSeconds":300}
        """;

    private const string ReasonExample = """{"reason":"price was wrong"}""";

    private static readonly ProblemKind[] Always = [ProblemKind.ValidationFailed, ProblemKind.Unauthenticated, ProblemKind.Forbidden];
    private static readonly ProblemKind[] OfItems = [.. Always, ProblemKind.Overloaded, ProblemKind.OutcomeUnknown];

    public static void MapOperators(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/api/admin").ForOperators();
        MapChanges(admin);
        MapOrders(admin);
        admin.MapCommands();

        admin.MapGet("/items/{itemId}/audit", (string itemId, HttpContext context, AuditAnswers audits) =>
                audits.AuditAsync(itemId, context.RequestAborted))
            .Describes(
                Tag.Operators, "auditItem", "Compares an item's ledger with the orders table",
                "The ledger is added up anew, by code of its own.")
            .Answers<AuditResource>(200, "Both sides, and every difference.")
            .Refuses([.. OfItems, ProblemKind.ItemNotFound]);

        admin.MapGet("/items/{itemId}/orders", (string itemId, HttpContext context, ItemOrders orders) =>
                orders.ListAsync(itemId, context.Request.Query, context.RequestAborted))
            .Describes(
                Tag.Operators, "listItemOrders", "Lists an item's orders",
                "Newest first, from the orders table, which follows the item within moments.")
            .TakesQuery("status", "Only orders of this status.", values: ItemOrders.Statuses)
            .TakesQuery("buyer", "Only orders of this buyer.")
            .TakesQuery("limit", "Orders on a page; 50 when left out.", 1, ItemOrders.PageMax)
            .TakesQuery("cursor", "The `nextCursor` of the page before.")
            .Answers<ItemOrderPage>(200, "A page of orders.")
            .Refuses([.. OfItems, ProblemKind.ItemNotFound]);

        admin.MapProof();

        admin.MapGet("/cluster", (ClusterView cluster, HttpContext context) => cluster.ReadAsync(context.RequestAborted))
            .Describes(Tag.Operators, "getCluster", "Shows the members, and where items live")
            .Answers<ClusterResource>(200, "The cluster as this node sees it.")
            .Refuses(ProblemKind.Unauthenticated, ProblemKind.Forbidden, ProblemKind.OutcomeUnknown);

        admin.MapGet("/cluster/items", (ClusterView cluster, HttpContext context) => cluster.ReadItemsAsync(context.RequestAborted))
            .Describes(Tag.Operators, "getLocalItems", "Shows which items live on this node")
            .Answers<LocalItemsResource>(200, "The items in this node's memory.")
            .Refuses(ProblemKind.Unauthenticated, ProblemKind.Forbidden, ProblemKind.OutcomeUnknown);
    }

    private static void MapChanges(RouteGroupBuilder admin)
    {
        admin.MapPut("/items/{itemId}", (string itemId, HttpContext context, ItemOperations operations) =>
                operations.PutAsync(itemId, context))
            .WithMetadata(new RecordsOperation(OperationNames.ListItem))
            .Describes(
                Tag.Operators, "putItem", "Lists or changes an item",
                "Everything may change while the item is upcoming; later only title and endsAt. `stock` is the total, adjustments included: "
                + "what GET shows may be written back. An identical repeat changes nothing.")
            .TakesPreconditions()
            .Takes<ListingRequest>(isRequired: true, ListingExample)
            .Answers<ItemResource>(201, "A new item.")
            .Answers<ItemResource>(200, "Changed, or as wanted already.")
            .GivesHeader(201, "Location", "The item.", "/api/items/phone")
            .Refuses([.. OfItems, ProblemKind.VersionConflict, ProblemKind.StockConflict, ProblemKind.ItemStarted, ProblemKind.Closed]);

        admin.MapPost("/items/{itemId}/stock", (string itemId, HttpContext context, ItemOperations operations) =>
                operations.AdjustAsync(itemId, context))
            .WithMetadata(new RecordsOperation(OperationNames.AdjustStock))
            .Describes(Tag.Operators, "adjustStock", "Adds or removes available units")
            .TakesHeader(
                IdempotencyKeys.Header, "Names this change among those of the same operator: a repeat changes nothing.", "top-up-1",
                isRequired: true)
            .TakesPreconditions()
            .Takes<StockRequest>(isRequired: true, """{"delta":100,"reason":"second delivery"}""")
            .Answers<ItemResource>(200, "The item.")
            .Refuses(
            [
                .. OfItems, ProblemKind.ItemNotFound, ProblemKind.VersionConflict, ProblemKind.StockConflict, ProblemKind.Closed,
                ProblemKind.KeyReused,
            ]);

        admin.MapPost("/items/{itemId}/pause", (string itemId, HttpContext context, ItemOperations operations) =>
                operations.SwitchAsync(itemId, expected => new PauseSale { ExpectedVersion = expected }, context))
            .WithMetadata(new RecordsOperation(OperationNames.PauseSale))
            .Describes(Tag.Operators, "pauseItem", "Stops selling until resumed", "Idempotent.")
            .TakesPreconditions()
            .Takes<ReasonRequest>(isRequired: false, ReasonExample)
            .Answers<ItemResource>(200, "The item.")
            .Refuses([.. OfItems, ProblemKind.ItemNotFound, ProblemKind.VersionConflict, ProblemKind.Closed]);

        admin.MapPost("/items/{itemId}/resume", (string itemId, HttpContext context, ItemOperations operations) =>
                operations.SwitchAsync(itemId, expected => new ResumeSale { ExpectedVersion = expected }, context))
            .WithMetadata(new RecordsOperation(OperationNames.ResumeSale))
            .Describes(Tag.Operators, "resumeItem", "Sells again", "Idempotent.")
            .TakesPreconditions()
            .Takes<ReasonRequest>(isRequired: false, ReasonExample)
            .Answers<ItemResource>(200, "The item.")
            .Refuses([.. OfItems, ProblemKind.ItemNotFound, ProblemKind.VersionConflict, ProblemKind.Closed]);

        admin.MapPost("/items/{itemId}/close", (string itemId, HttpContext context, ItemOperations operations) =>
                operations.SwitchAsync(itemId, expected => new CloseSale { ExpectedVersion = expected }, context))
            .WithMetadata(new RecordsOperation(OperationNames.CloseSale))
            .Describes(Tag.Operators, "closeItem", "Ends the sale for good", "Idempotent. Held units may still be paid.")
            .TakesPreconditions()
            .Takes<ReasonRequest>(isRequired: false, ReasonExample)
            .Answers<ItemResource>(200, "The item.")
            .Refuses([.. OfItems, ProblemKind.ItemNotFound, ProblemKind.VersionConflict]);
    }

    private static void MapOrders(RouteGroupBuilder admin)
    {
        admin.MapPost("/orders/{orderId}/cancel", CancelOrderAsync)
            .WithMetadata(new RecordsOperation(OperationNames.CancelOrder))
            .Describes(
                Tag.Operators, "revokeOrder", "Cancels an order of any buyer",
                "A pending order is `cancelled`. A paid one is `refund_due`, and `refunded` once the provider has sent the money back. In both cases "
                + "the units are available again; after the end of the sale nobody can buy them. Idempotent: an order that is cancelled or being "
                + "refunded is answered as it is. An expired one is `order_state`.")
            .Takes<ReasonRequest>(isRequired: true, """{"reason":"fraud"}""")
            .Answers<OrderResource>(200, "The order.")
            .Refuses([.. OfItems, ProblemKind.OrderNotFound, ProblemKind.OrderState]);

        admin.MapGet("/operations", (HttpContext context, OperationLists operations) => operations.ListAsync(context))
            .Describes(
                Tag.Operators, "listOperations", "Lists what operators did and tried",
                "Newest first. Every accepted operation is there, also after a crash; a new one appears within a second. Refused attempts, and "
                + "those that changed nothing, are kept for 90 days and up to a million, unless configured otherwise.")
            .TakesQuery("item", "Only operations on this item.")
            .TakesQuery("actor", "Only operations of this operator; `unknown` finds those whose operator was not recorded.")
            .TakesQuery("limit", "Operations on a page; 50 when left out.", 1, OperationLists.PageMax)
            .TakesQuery("cursor", "The `nextCursor` of the page before.")
            .Answers<OperationPage>(200, "A page of operations.")
            .Refuses([.. Always, ProblemKind.OutcomeUnknown]);
    }

    private static async Task<IResult> CancelOrderAsync(string orderId, HttpContext context, OrderRevocation revocation)
    {
        if (await ReasonRequest.ReadAsync(context) is { } refusal) return refusal;
        var call = RecordedCall.Of(context);
        if (call.By.Reason is null) return ReasonRequest.BadReason();
        var revoked = await revocation.RevokeAsync(orderId, call.By, context.RequestAborted);
        if (revoked.Value is not { Order: var order, IsNew: var isNew }) return revoked.Refusal!;
        call.Outcome = OperationNames.Of(order, isNew);
        return new JsonAnswer<OrderResource>(200, OrderResource.Of(order), HostJson.Default.OrderResource);
    }

    private static RouteHandlerBuilder TakesPreconditions(this RouteHandlerBuilder route) => route
        .TakesHeader(
            "If-Match",
            "Refuses unless the item is at one of these versions: `\"<version>\"` (any change ends it) or `\"t<termsVersion>\"` (sales do not), "
            + "up to 16, weak or not; `*`: unless it exists. The repeat of a request that has itself ended the version is answered like the first.",
            "\"4\"")
        .TakesHeader("If-None-Match", "Only `*`: refuses if the item exists.", "*");
}
