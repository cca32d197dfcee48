using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Seckill.Domain.Items;
using Seckill.Host.Errors;
using Seckill.Host.Wire;

namespace Seckill.Host.Operators;

/// <summary>Why an operator does something, where the request says nothing else.</summary>
internal sealed record ReasonRequest
{
    [Description("Why, for the operations log and the ledger; one line.")]
    [StringLength(ItemLimits.ReasonLengthMax, MinimumLength = 1)]
    public string? Reason { get; init; }

    /// <summary>Reads an optional body with an optional reason, and takes the reason into the call. Null unless it is refused.</summary>
    public static async ValueTask<Problem?> ReadAsync(HttpContext context)
    {
        var body = await RequestBody.ReadOptionalAsync(context, HostJson.Default.ReasonRequest);
        if (body.Refusal is not null) return body.Refusal;
        RecordedCall.Of(context).Give(body.Value?.Reason);
        return body.Value?.Reason is { } reason && !ItemLimits.IsReason(reason) ? BadReason() : null;
    }

    public static Problem BadReason() => Problem.Invalid("reason", "'reason' is 1 to 200 characters on one line.");
}
