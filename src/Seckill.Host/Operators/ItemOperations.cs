using Seckill.Actors.Board;
using Seckill.Actors.Operators;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Errors;
using Seckill.Host.Items;
using Seckill.Host.Wire;
using Seckill.Operations.Items;
using Seckill.Operations.Palette;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Operators;

/// <summary>Operators' commands to items over HTTP.</summary>
internal sealed class ItemOperations(Board board, ItemOperator operators, TimeProvider time)
{
    /// <summary>Lists an item or changes its terms.</summary>
    public async Task<IResult> PutAsync(string itemId, HttpContext context)
    {
        if (!ItemId.TryParse(itemId, out var id)) return ItemCatalogue.BadId();
        var match = Precondition.Read(context.Request.Headers);
        if (match.Refusal is not null) return match.Refusal;
        var body = await RequestBody.ReadAsync(context, HostJson.Default.ListingRequest);
        if (body.Refusal is not null) return body.Refusal;
        RecordedCall.Of(context).Give(body.Value!.Reason);
        var command = body.Value.ToCommand(match.Value);
        if (command.Refusal is not null) return command.Refusal;
        var call = CallOf(context, id, command.Value!);
        return Answer(itemId, await operators.ListAsync(id, command.Value!, call, context.RequestAborted), context);
    }

    /// <summary>Adds or removes available units.</summary>
    public async Task<IResult> AdjustAsync(string itemId, HttpContext context)
    {
        var key = context.Request.Headers.ReadIdempotencyKey();
        if (key.Refusal is not null) return key.Refusal;
        if (key.Value is not { } intent)
            return Problem.Invalid(IdempotencyKeys.Header, $"The header {IdempotencyKeys.Header} is required: it makes a repeat safe.");
        var match = Precondition.Read(context.Request.Headers);
        if (match.Refusal is not null) return match.Refusal;
        var body = await RequestBody.ReadAsync(context, HostJson.Default.StockRequest);
        if (body.Refusal is not null) return body.Refusal;
        RecordedCall.Of(context).Give(body.Value!.Reason);
        if (body.Value.Delta is not (>= -ItemLimits.StockMax and <= ItemLimits.StockMax and not 0) || body.Value.Delta is not { } delta)
            return Problem.Invalid("delta", "'delta' is a number from -100,000,000 to 100,000,000, and not 0.");
        if (!ItemLimits.IsReason(body.Value.Reason)) return ReasonRequest.BadReason();
        return await SendAsync(itemId, new AdjustStock(delta, body.Value.Reason!, intent) { ExpectedVersion = match.Value }, context);
    }

    /// <summary>Pauses, resumes or closes an item.</summary>
    /// <param name="itemId">The item's id in the path.</param>
    /// <param name="commandOf">Creates the command from its expectation of the item.</param>
    /// <param name="context">The request.</param>
    public async Task<IResult> SwitchAsync(string itemId, Func<ItemExpectation?, IOperatorCommand> commandOf, HttpContext context)
    {
        var match = Precondition.Read(context.Request.Headers);
        return match.Refusal ?? await ReasonRequest.ReadAsync(context) ?? await SendAsync(itemId, commandOf(match.Value), context);
    }

    private async Task<IResult> SendAsync(string itemId, IOperatorCommand command, HttpContext context) => ItemId.TryParse(itemId, out var id)
        ? Answer(itemId, await operators.SendAsync(id, command, CallOf(context, id, command), context.RequestAborted), context)
        : ItemCatalogue.BadId();

    private static OperatorCall CallOf(HttpContext context, ItemId item, IOperatorCommand command)
    {
        var call = RecordedCall.Of(context);
        call.Ask(item, command);
        return new OperatorCall(call.By);
    }

    private IResult Answer(string itemId, ItemAnswer answer, HttpContext context)
    {
        if (answer.Reply is not { } reply) return board.IsComplete ? Problem.ItemNotFound(itemId) : ItemCatalogue.StillLoading();
        if (answer.Status is not { } status) return reply.ToProblem();
        RecordedCall.Of(context).Outcome = OperationNames.Of(reply.Outcome);
        var resource = ItemResource.Of(status, time.GetUtcNow());
        var isNew = reply.Outcome == Outcome.Listed;
        return new JsonAnswer<ItemResource>(isNew ? 201 : 200, resource, HostJson.Default.ItemResource)
        {
            ETag = ItemResource.ETagOf(resource.Version),
            Location = isNew ? $"/api/items/{resource.ItemId}" : null,
        };
    }
}
