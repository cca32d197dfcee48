using Seckill.Actors.Operators;
using Seckill.Domain.Shared;
using Seckill.Host.Errors;
using Seckill.Host.Wire;
using Seckill.Storage;

namespace Seckill.Host.Operators;

/// <summary>Lists what operators did and tried, newest first.</summary>
internal sealed class OperationLists(IOperationTables tables, StoragePatience patience, OutageLog outages)
{
    private const int PageDefault = 50;
    private const string ItemParameter = "item";
    private const string ActorParameter = "actor";
    private const string CursorParameter = "cursor";

    private static readonly Problem NoAnswer = new(ProblemKind.OutcomeUnknown, "The operations log does not answer at present.");

    /// <summary>Most operations on a page.</summary>
    public const int PageMax = 200;

    /// <summary>Answers a request for a page.</summary>
    public async Task<IResult> ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var limit = query.ReadLimit(PageDefault, PageMax);
        var (item, actor, cursor) = (query.ReadOne(ItemParameter), query.ReadOne(ActorParameter), query.ReadOne(CursorParameter));
        if ((limit.Refusal ?? item.Refusal ?? actor.Refusal ?? cursor.Refusal) is { } refusal) return refusal;
        if (!TryReadFilter(item.Value, actor.Value, out var filter, out var invalid)) return invalid!;
        OperationCursor? after = null;
        if (cursor.Value is not null)
        {
            if (!Cursor.TryReadOperation(cursor.Value, out var last)) return Problem.Invalid(CursorParameter, "Not a cursor of this list.");
            after = last;
        }

        var size = limit.Value!.Value;
        var read = await ReadAsync(filter, after, size + 1, context.RequestAborted);
        if (read.Value is not { } found) return read.Refusal!;
        var next = found.Count > size ? Cursor.Of(new OperationCursor(found[size - 1].At, found[size - 1].Id)) : null;
        var page = new OperationPage([.. found.Take(size).Select(OperationResource.Of)], next);
        return new JsonAnswer<OperationPage>(200, page, HostJson.Default.OperationPage);
    }

    /// <summary>Reads operations after a place in the list. Refused while the tables do not answer.</summary>
    public async Task<RequestPart<IReadOnlyList<Operation>>> ReadAsync(
        OperationFilter filter, OperationCursor? after, int limit, CancellationToken cancellation)
    {
        try
        {
            var found = await patience.WithinAsync(token => tables.ListAsync(filter, after, limit, token), cancellation).ConfigureAwait(false);
            return new RequestPart<IReadOnlyList<Operation>>(found, null);
        }
        catch (StorageUnavailableException outage)
        {
            outages.Tell("Operations cannot be listed", outage);
            return new RequestPart<IReadOnlyList<Operation>>(null, NoAnswer);
        }
    }

    private static bool TryReadFilter(string? item, string? actor, out OperationFilter filter, out Problem? invalid)
    {
        (filter, invalid) = (default, null);
        var id = default(ItemId);
        if (item is not null && !ItemId.TryParse(item, out id)) invalid = Problem.Invalid(ItemParameter, "'item' is no item id.");
        else if (actor is not null && !BuyerId.TryParse(actor, out _)) invalid = Problem.Invalid(ActorParameter, "'actor' is no operator's id.");
        else filter = new OperationFilter(item is null ? null : id, actor);
        return invalid is null;
    }
}
