using System.ComponentModel;

namespace Seckill.Host.Health;

/// <summary>A node that is well.</summary>
internal sealed record HealthResource(
    [property: Description("`ready` or `alive`.")] string Status,
    [property: Description("What readiness asks for; left out for liveness.")] HealthChecks? Checks);
