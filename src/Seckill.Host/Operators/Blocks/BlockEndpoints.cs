using Seckill.Actors.Operators;
using Seckill.Actors.Settings.Blocks;
using Seckill.Domain.Settings;
using Seckill.Host.Access;
using Seckill.Host.Errors;
using Seckill.Host.OpenApi;
using Seckill.Host.Wire;

namespace Seckill.Host.Operators.Blocks;

/// <summary>Reading and changing the block list.</summary>
internal static class BlockEndpoints
{
    /// <summary>The route parameter that says whether it is about a buyer or an address.</summary>
    public const string KindParameter = "kind";

    /// <summary>The route parameter that says whom it is about. It takes the rest of the path, because networks contain a <c>/</c>.</summary>
    public const string ValueParameter = "value";

    private const int PageDefault = 100;
    private const int PageMax = 500;
    private const string CursorParameter = "cursor";
    private const string One = $"/{{{KindParameter}}}/{{**{ValueParameter}}}";

    private static readonly ProblemKind[] Always = [ProblemKind.ValidationFailed, ProblemKind.Unauthenticated, ProblemKind.Forbidden];
    private static readonly ProblemKind[] OfChanges = [.. Always, ProblemKind.NotFound, ProblemKind.Overloaded, ProblemKind.OutcomeUnknown];

    public static void MapBlocks(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/api/admin/blocks").ForOperators();

        admin.MapGet("", List)
            .Describes(Tag.Operators, "listBlocks", "Lists who is blocked", "Buyers, then addresses, each in the order of their text. Blocks that have ended are not there.")
            .TakesQuery(KindParameter, "Only buyers, or only addresses.", values: BlockKinds.Names)
            .TakesQuery("limit", "Blocks on a page; 100 when left out.", 1, PageMax)
            .TakesQuery(CursorParameter, "The `nextCursor` of the page before.")
            .Answers<BlockPage>(200, "A page of the block list.")
            .Refuses(Always);

        admin.MapGet(One, Find)
            .Describes(Tag.Operators, "getBlock", "Reads a block")
            .Answers<BlockResource>(200, "The block.")
            .Refuses([.. Always, ProblemKind.NotFound]);

        admin.MapPut(One, AddAsync)
            .WithMetadata(new RecordsOperation(OperationNames.AddBlock))
            .Describes(
                Tag.Operators, "putBlock", "Blocks a buyer, an address or a network",
                "Answered when it is on disk and this node obeys it; all other nodes follow within a second, and it outlives restarts. Who is "
                + "blocked gets `blocked` wherever a token or a limit is asked for; what anybody may read stays readable. Orders stay as they are: a "
                + "payment under way counts, and an unpaid order lapses. Of IPv6, block the /64: its owner can use each of its addresses. A PUT "
                + "replaces end and reason; an identical repeat keeps the name of whoever was first.")
            .Takes<BlockRequest>(isRequired: false, """{"reason":"resells","expiresAt":"2026-11-12T00:00:00Z"}""")
            .Answers<BlockResource>(200, "The block as it is now.")
            .Refuses(OfChanges);

        admin.MapDelete(One, RemoveAsync)
            .WithMetadata(new RecordsOperation(OperationNames.RemoveBlock))
            .Describes(
                Tag.Operators, "deleteBlock", "Ends a block",
                "As fast as it came. Exactly this entry of the list: an address inside of a blocked network is not one. Idempotent.")
            .Answers(204, "Nobody of that name is blocked now.")
            .Refuses(OfChanges);
    }

    private static IResult List(HttpContext context, BlockOperations blocks)
    {
        var query = context.Request.Query;
        var (kind, limit, cursor) = (query.ReadOne(KindParameter), query.ReadLimit(PageDefault, PageMax), query.ReadOne(CursorParameter));
        if ((kind.Refusal ?? limit.Refusal ?? cursor.Refusal) is { } refusal) return refusal;
        var wanted = kind.Value is null ? null : BlockKinds.Of(kind.Value);
        if (kind.Value is not null && wanted is null)
            return Problem.Invalid(KindParameter, $"'{KindParameter}' is one of {string.Join(", ", BlockKinds.Names)}.");
        var last = default(BlockTarget);
        if (cursor.Value is not null && !Cursor.TryReadBlock(cursor.Value, out last))
            return Problem.Invalid(CursorParameter, "Not a cursor of this list.");

        var size = limit.Value!.Value;
        var found = blocks.List()
            .Where(block => (wanted is null || block.Target.Kind == wanted) && (cursor.Value is null || IsAfter(block.Target, last)))
            .Take(size + 1).ToArray();
        var next = found.Length > size ? Cursor.Of(found[size - 1].Target) : null;
        var page = new BlockPage([.. found.Take(size).Select(BlockResource.Of)], next);
        return new JsonAnswer<BlockPage>(200, page, HostJson.Default.BlockPage);
    }

    private static bool IsAfter(BlockTarget target, BlockTarget last) =>
        target.Kind > last.Kind || (target.Kind == last.Kind && string.CompareOrdinal(target.Value, last.Value) > 0);

    private static IResult Find(string kind, string? value, BlockOperations blocks)
    {
        var read = ReadTarget(kind, value);
        if (read.Refusal is not null) return read.Refusal;
        return blocks.Find(read.Value!.Value) is { } block
            ? Answer(block)
            : new Problem(ProblemKind.NotFound, $"'{read.Value.Value.Value}' is not on the block list.");
    }

    private static async Task<IResult> AddAsync(string kind, string? value, HttpContext context, BlockOperations blocks)
    {
        var read = ReadTarget(kind, value);
        if (read.Refusal is not null) return read.Refusal;
        var body = await RequestBody.ReadOptionalAsync(context, HostJson.Default.BlockRequest);
        if (body.Refusal is not null) return body.Refusal;
        var (target, call) = (read.Value!.Value, RecordedCall.Of(context));
        var until = body.Value?.ExpiresAt;
        call.Give(body.Value?.Reason);
        call.Detail = until is { } end ? $"{kind} {target.Value} until {Rfc3339Converter.Format(end)}" : $"{kind} {target.Value}";
        var answer = await blocks.AddAsync(target, until, AuthorOf(context, body.Value?.Reason), context.RequestAborted);
        call.Outcome = answer.Outcome == BlockOutcome.Done ? OperationNames.Changed : OperationNames.Unchanged;
        if (RefusalOf(answer) is { } refusal) return refusal;
        return answer.Block is { } block ? Answer(block) : Problem.Invalid("expiresAt", "The block has ended before it could be recorded.");
    }

    private static async Task<IResult> RemoveAsync(string kind, string? value, HttpContext context, BlockOperations blocks)
    {
        var read = ReadTarget(kind, value);
        if (read.Refusal is not null) return read.Refusal;
        var (target, call) = (read.Value!.Value, RecordedCall.Of(context));
        call.Detail = $"{kind} {target.Value}";
        var answer = await blocks.RemoveAsync(target, AuthorOf(context, reason: null), context.RequestAborted);
        call.Outcome = answer.Outcome == BlockOutcome.Done ? OperationNames.Changed : OperationNames.Unchanged;
        return RefusalOf(answer) is { } refusal ? refusal : Results.NoContent();
    }

    private static RequestPart<BlockTarget?> ReadTarget(string kind, string? value)
    {
        if (BlockKinds.Of(kind) is not { } known)
            return new RequestPart<BlockTarget?>(null, new Problem(ProblemKind.NotFound, $"Blocks are of {string.Join(" or ", BlockKinds.Names)}."));
        // The server decodes everything in a path except for this.
        var text = (value ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        return BlockOperations.TryRead(known, text, out var target, out var fault)
            ? new RequestPart<BlockTarget?>(target, null)
            : new RequestPart<BlockTarget?>(null, Problem.Invalid(ValueParameter, fault));
    }

    private static SettingsAuthor AuthorOf(HttpContext context, string? reason) => new(Caller.Of(context).Buyer, context.TraceIdentifier, reason);

    private static JsonAnswer<BlockResource> Answer(Block block) => new(200, BlockResource.Of(block), HostJson.Default.BlockResource);

    private static Problem? RefusalOf(BlockAnswer answer) => answer.Outcome switch
    {
        BlockOutcome.Done or BlockOutcome.Unchanged => null,
        BlockOutcome.BadEnd => Problem.Invalid("expiresAt", answer.Detail),
        BlockOutcome.BadReason => Problem.Invalid("reason", answer.Detail),
        BlockOutcome.Unavailable => new Problem(ProblemKind.Overloaded, answer.Detail),
        BlockOutcome.Unknown => new Problem(ProblemKind.OutcomeUnknown, answer.Detail),
        _ => throw new InvalidOperationException($"{answer.Outcome} has no answer."),
    };
}
