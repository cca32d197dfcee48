using System.Text.Json.Serialization;

namespace Seckill.Host.Payments;

/// <summary>
/// JSON as providers send it. What we read is read as strictly as any other request. Everything else is skipped, and may be nested
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

/// <summary>The one field that says whether the rest of a webhook concerns us.</summary>
internal sealed record WebhookHead
{
    public string? Type { get; init; }
}
