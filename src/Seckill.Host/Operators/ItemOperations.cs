using Seckill.Actors.Board;
using Seckill.Actors.Gateway;
using Seckill.Actors.Operators;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Errors;
using Seckill.Host.Items;
using Seckill.Host.Wire;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Operators;

/// <summary>Operators' commands to items. Only a listing creates an item; any other command to an unknown item leaves no trace.</summary>
internal sealed class ItemOperations(Board board, ItemGateway gateway, TimeProvider time)
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
        return command.Refusal ?? await SendAsync(id, command.Value!, context);
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

    /// <summary>Sends a command to an existing item. A command that expects a version of an unknown item is refused.</summary>
    private async Task<IResult> SendAsync(string itemId, IOperatorCommand command, HttpContext context)
    {
        if (board.TryFind(itemId, out var status, out var refusal)) return await SendAsync(status.Id, command, context);
        var isExpected = refusal.Kind == ProblemKind.ItemNotFound && command.ExpectedVersion is { IsAbsent: false };
        return isExpected ? new Reply(Outcome.VersionConflict).ToProblem() : refusal;
    }

    /// <summary>The one place through which an operator's command on an item goes, in the name of who asks.</summary>
    private async Task<IResult> SendAsync(ItemId item, IOperatorCommand command, HttpContext context)
    {
        var call = RecordedCall.Of(context);
        call.Ask(item, command);
        var reply = await gateway.SendAsync(item, command.AskedBy(call.By), context.RequestAborted);
        if (reply.Status is not null) board.Observe(reply.Status);
        if (reply.Outcome is not (Outcome.Listed or Outcome.Changed or Outcome.Unchanged)) return reply.ToProblem();
        var resource = ItemResource.Of(reply.Status!, time.GetUtcNow());
        var isNew = reply.Outcome == Outcome.Listed;
        call.Outcome = isNew ? OperationNames.Listed : reply.Outcome == Outcome.Changed ? OperationNames.Changed : OperationNames.Unchanged;
        return new JsonAnswer<ItemResource>(isNew ? 201 : 200, resource, HostJson.Default.ItemResource)
        {
            ETag = ItemResource.ETagOf(resource.Version),
            Location = isNew ? $"/api/items/{resource.ItemId}" : null,
        };
    }
}
