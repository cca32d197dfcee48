using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Seckill.Host.Health;

/// <summary>A node that is well, or at least can sell.</summary>
internal sealed record HealthResource
{
    [Description("`ready`, `degraded` or `alive`.")]
    public required string Status { get; init; }

    [Description("What readiness asks for; left out for liveness.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HealthChecks? Checks { get; init; }

    [Description("Why the node is degraded; left out if it is not.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Reasons { get; init; }
}
