using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Seckill.Host.Health;

/// <summary>A node that is well.</summary>
internal sealed record HealthResource
{
    [Description("`ready` or `alive`.")]
    public required string Status { get; init; }

    [Description("What readiness asks for; left out for liveness.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HealthChecks? Checks { get; init; }
}
