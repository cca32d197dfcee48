using System.ComponentModel;
using System.Text.Json.Serialization;
using Seckill.Host.Health;

namespace Seckill.Host.Errors;

/// <summary>RFC 9457 problem details as the contract has them. Members that do not apply are left out.</summary>
internal sealed record ProblemBody
{
    [Description("Machine code of the refusal.")]
    public required string Code { get; init; }

    [Description("What the code means, for people.")]
    public required string Title { get; init; }

    [Description("The HTTP status, repeated.")]
    public required int Status { get; init; }

    [Description("What is wrong with this very request.")]
    public required string Detail { get; init; }

    [Description("Names this request in the service's log.")]
    public required string TraceId { get; init; }

    [Description("With `validation_failed`: what is wrong, by field.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    [Description("With `not_started`: when the sale starts.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? StartsAt { get; init; }

    [Description("With `cooling_down`: from then on the buyer may reserve this item again.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? RetryAt { get; init; }

    [Description("With `sold_out`: units that are held unpaid and may come back.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Held { get; init; }

    [Description("With `limit_reached`: the buyer's orders that hold or own units, newest first, at most 10.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? OrderIds { get; init; }

    [Description("With `limit_reached`: how many such orders there are, named in `orderIds` or not.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? OrderCount { get; init; }

    [Description("With `order_state`: the order's present status.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OrderStatus { get; init; }

    [Description("With `not_ready`: what is checked, and whether it holds.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HealthChecks? Checks { get; init; }
}
