using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Seckill.Host.Health;

/// <summary>The conditions of readiness.</summary>
internal sealed record HealthChecks(
    [property: Description("Every item is on this node's board.")] bool Board,
    [property: Description("This node knows how the operators' switches are set.")] bool Settings,
    [property: Description("This node is a full member of the cluster.")] bool Cluster,
    [property: Description("Items answer.")] bool Items,
    [property: Description("The storage answers.")] bool Storage,
    [property: Description("This node is not about to stop.")] bool Running)
{
    [JsonIgnore]
    public bool IsReady => Board && Settings && Cluster && Items && Storage && Running;
}
