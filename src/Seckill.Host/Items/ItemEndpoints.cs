using Microsoft.Net.Http.Headers;
using Seckill.Actors.Board;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Access;
using Seckill.Host.Errors;
using Seckill.Host.Items.Streams;
using Seckill.Host.OpenApi;
using Seckill.Host.Wire;

namespace Seckill.Host.Items;

/// <summary>Items for shoppers. Everything comes from this node's board.</summary>
internal static class ItemEndpoints
{
    private const int PageDefault = 50;
    private const int PageMax = 200;

    public static void MapItems(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/time", GetTime)
            .FromMemory()
            .Describes(Tag.Shoppers, "getTime", "Tells the service's clock", "For countdowns that do not trust the device.")
            .Answers<ClockResource>(200, "The time.")
            .GivesFreshness(200);

        routes.MapGet("/api/items", ListItems)
            .FromMemory()
            .Describes(Tag.Shoppers, "listItems", "Lists items", "In the order of their ids, page by page.")
            .TakesQuery("campaign", "Only items of this campaign.")
            .TakesQuery("phase", "Only items in this phase.", values: PhaseNames.All)
            .TakesQuery("limit", "Items on a page; 50 when left out.", 1, PageMax)
            .TakesQuery("cursor", "The `nextCursor` of the page before.")
            .Answers<ItemPage>(200, "A page of items.")
            .GivesFreshness(200)
            .Refuses(ProblemKind.ValidationFailed);

        routes.MapGet("/api/items/{itemId}", GetItem)
            .FromMemory()
            .Describes(Tag.Shoppers, "getItem", "Reads an item")
            .TakesHeader("If-None-Match", "The ETag of the version that the client has.", "\"9\"")
            .Answers<ItemResource>(200, "The item.")
            .GivesHeader(200, "ETag", "The item's version.", "\"9\"")
            .GivesFreshness(200)
            .Answers(304, "The client has this version. Its `serverTime` is old by now; the header tells the new one.")
            .GivesHeader(304, "ETag", "The item's version.", "\"9\"")
            .GivesFreshness(304)
            .Refuses(ProblemKind.ValidationFailed, ProblemKind.ItemNotFound, ProblemKind.Overloaded);

        routes.MapGet("/api/items/{itemId}/events", WatchItem)
            .FromMemory()
            .Describes(
                Tag.Shoppers, "watchItem", "Follows an item",
                "Server-Sent Events: `event: status`, `id:` the version, `data:` the item. A comment line every 10 s.")
            .TakesHeader("Last-Event-ID", "The newest version that the client has; only newer ones are sent.", "9")
            .Answers<string>(200, "Events, until either side ends.", "text/event-stream")
            .Refuses(ProblemKind.ValidationFailed, ProblemKind.ItemNotFound, ProblemKind.RateLimited, ProblemKind.Overloaded);
    }

    private static JsonAnswer<ClockResource> GetTime(HttpResponse response, TimeProvider time)
    {
        var now = time.GetUtcNow();
        Freshness.Tell(response, now);
        return new JsonAnswer<ClockResource>(200, new ClockResource(now), HostJson.Default.ClockResource);
    }

    private static IResult GetItem(string itemId, HttpContext context, Board board, StockDisplay display, TimeProvider time)
    {
        if (!board.TryFind(itemId, out var status, out var refusal)) return refusal;
        var now = time.GetUtcNow();
        var etag = ItemResource.ETagOf(status.VersionAt(now));
        context.Response.Headers.ETag = etag;
        Freshness.Tell(context.Response, now);
        return Knows(context.Request, etag)
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : new JsonAnswer<ItemResource>(200, ItemResource.Of(display.Of(status), now), HostJson.Default.ItemResource);
    }

    private static bool Knows(HttpRequest request, string etag)
    {
        var header = request.Headers.IfNoneMatch;
        return header.Count > 0
            && EntityTagHeaderValue.TryParseList(header, out var known)
            && known.Any(tag => tag.Tag == etag || tag.Tag == "*");
    }

    private static IResult ListItems(HttpContext context, Board board, StockDisplay display, TimeProvider time)
    {
        var query = context.Request.Query;
        var campaign = query.ReadOne("campaign");
        var phase = query.ReadOne("phase");
        var cursor = query.ReadOne("cursor");
        var limit = query.ReadLimit(PageDefault, PageMax);
        if ((campaign.Refusal ?? phase.Refusal ?? cursor.Refusal ?? limit.Refusal) is { } refusal) return refusal;
        if (phase.Value is not null && !PhaseNames.All.Contains(phase.Value))
            return Problem.Invalid("phase", $"'phase' is one of {string.Join(", ", PhaseNames.All)}.");
        if (campaign.Value is not null && !ItemLimits.IsCampaign(campaign.Value))
            return Problem.Invalid("campaign", "'campaign' is 1 to 64 letters, digits, '-', '_' and '.'.");
        var after = default(ItemId);
        if (cursor.Value is not null && !Cursor.TryReadItem(cursor.Value, out after))
            return Problem.Invalid("cursor", "Not a cursor of this list.");

        var now = time.GetUtcNow();
        Freshness.Tell(context.Response, now);
        ItemStatus[] found = [.. board.Items
            .Where(item => cursor.Value is null || string.CompareOrdinal(item.Id.Value, after.Value) > 0)
            .Where(item => campaign.Value is null || item.Terms.Campaign == campaign.Value)
            .Where(item => phase.Value is null || PhaseNames.Of(item.PhaseAt(now)) == phase.Value)
            .OrderBy(item => item.Id.Value, StringComparer.Ordinal)
            .Take(limit.Value!.Value + 1)];
        ItemResource[] page = [.. found.Take(limit.Value.Value).Select(item => ItemResource.Of(display.Of(item), now))];
        var next = found.Length > page.Length ? Cursor.Of(found[page.Length - 1].Id) : null;
        return new JsonAnswer<ItemPage>(200, new ItemPage(page, next), HostJson.Default.ItemPage);
    }

    private static IResult WatchItem(string itemId, HttpContext context, Board board, EventStreams streams)
    {
        if (!board.TryFind(itemId, out var status, out var refusal)) return refusal;
        // A HEAD request opens no stream, so it does not count.
        if (HttpMethods.IsHead(context.Request.Method)) return new EventStreamHead();
        return streams.OpenFor(status.Id, ClientAddress.Of(context), context.Request.Headers["Last-Event-ID"].ToString());
    }
}
