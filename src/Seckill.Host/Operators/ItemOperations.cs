using Seckill.Actors.Board;
using Seckill.Actors.Gateway;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Access;
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
        var command = body.Value!.ToCommand(match.Value);
        return command.Refusal ?? await SendAsync(id, command.Value!, context.RequestAborted);
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
        if (body.Value!.Delta is not (>= -ItemLimits.StockMax and <= ItemLimits.StockMax and not 0) || body.Value.Delta is not { } delta)
            return Problem.Invalid("delta", "'delta' is a number from -100,000,000 to 100,000,000, and not 0.");
        if (!ItemLimits.IsReason(body.Value.Reason)) return Problem.Invalid("reason", "'reason' is 1 to 200 characters on one line.");
        var command = new AdjustStock(delta, body.Value.Reason!, intent)
        {
            Operator = Caller.Of(context).Buyer,
            ExpectedVersion = match.Value,
        };
        return await SendAsync(itemId, command, context);
    }

    /// <summary>Pauses, resumes or closes an item.</summary>
    /// <param name="itemId">The item's id in the path.</param>
    /// <param name="commandOf">Creates the command from its expectation of the item.</param>
    /// <param name="context">The request.</param>
    public async Task<IResult> SwitchAsync(string itemId, Func<ItemExpectation?, IOperatorCommand> commandOf, HttpContext context)
    {
        var match = Precondition.Read(context.Request.Headers);
        return match.Refusal ?? await SendAsync(itemId, commandOf(match.Value), context);
    }

    /// <summary>Sends a command to an existing item. A command that expects a version of an unknown item is refused.</summary>
    private async Task<IResult> SendAsync(string itemId, IOperatorCommand command, HttpContext context)
    {
        if (board.TryFind(itemId, out var status, out var refusal)) return await SendAsync(status.Id, command, context.RequestAborted);
        var isExpected = refusal.Kind == ProblemKind.ItemNotFound && command.ExpectedVersion is { IsAbsent: false };
        return isExpected ? new Reply(Outcome.VersionConflict).ToProblem() : refusal;
    }

    private async Task<IResult> SendAsync(ItemId item, ICommand command, CancellationToken cancellation)
    {
        var reply = await gateway.SendAsync(item, command, cancellation);
        if (reply.Status is not null) board.Observe(reply.Status);
        if (reply.Outcome is not (Outcome.Listed or Outcome.Changed or Outcome.Unchanged)) return reply.ToProblem();
        var resource = ItemResource.Of(reply.Status!, time.GetUtcNow());
        var isNew = reply.Outcome == Outcome.Listed;
        return new JsonAnswer<ItemResource>(isNew ? 201 : 200, resource, HostJson.Default.ItemResource)
        {
            ETag = ItemResource.ETagOf(resource.Version),
            Location = isNew ? $"/api/items/{resource.ItemId}" : null,
        };
    }
}
