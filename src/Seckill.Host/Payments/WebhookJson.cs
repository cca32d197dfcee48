using System.Text.Json.Serialization;

namespace Seckill.Host.Payments;

/// <summary>
/// JSON as providers send it. The fields that we read are as strict as in any other request. All others are skipped, and may be nested
/// deeper than our own types: a new field must not turn every webhook into a refusal, because providers switch such endpoints off.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    NumberHandling = JsonNumberHandling.Strict,
    AllowDuplicateProperties = false,
    MaxDepth = 64)]
[JsonSerializable(typeof(WebhookRequest))]
[JsonSerializable(typeof(WebhookHead))]
internal sealed partial class WebhookJson : JsonSerializerContext;

/// <summary>The field that says whether the rest of a webhook concerns us.</summary>
internal sealed record WebhookHead
{
    public string? Type { get; init; }
}
