using System.ComponentModel;
using Seckill.Actors.Operators;
using Seckill.Domain.Items;

namespace Seckill.Host.Operators;

/// <summary>What an operator did or tried.</summary>
internal sealed record OperationResource(
    [property: Description("Unique. Of an accepted operation: its place in the ledger.")] string OperationId,
    [property: Description("When the item decided, or when the attempt ended.")] DateTimeOffset At,
    [property: Description("The subject of the operator's token; `unknown` if it was not recorded.")] string Actor,
    [property: Description("`list_item`, `adjust_stock`, `pause_sale`, `resume_sale`, `close_sale`, `cancel_order`.")] string Command,
    [property: Description("Null if the request named no item that can exist.")] string? ItemId,
    [property: Description("The wanted stock, the change of stock, or the order; null where there is nothing to add.")] string? Detail,
    [property: Description(
        "`listed`, `changed`, `cancelled`, `refund_due`; for an attempt `unchanged` (it already was as wanted) or the code of the refusal. "
        + "An attempt that ended with `outcome_unknown` may be there as accepted too, with the same `traceId`.")] string Outcome,
    [property: Description("Whether the ledger records it. If so, it is kept as long as the ledger, otherwise for a limited time.")] bool Accepted,
    [property: Description("Null if none was given or recorded.")] string? Reason,
    [property: Description("The node that took the request; `unknown` if it was not recorded.")] string Node,
    [property: Description("The request's W3C trace id; `unknown` if it was not recorded.")] string TraceId)
{
    public static OperationResource Of(Operation operation) => new(
        operation.Id, operation.At, operation.By.Actor?.Value ?? Attribution.UnknownName, operation.Command, operation.Item?.Value, operation.Detail,
        operation.Outcome, operation.IsAccepted, operation.By.Reason, operation.By.Node ?? Attribution.UnknownName,
        operation.By.Trace?.Value ?? Attribution.UnknownName);
}

/// <summary>A page of operations.</summary>
internal sealed record OperationPage(
    IReadOnlyList<OperationResource> Operations,
    [property: Description("Pass it as `cursor` for the next page; null on the last.")] string? NextCursor);
