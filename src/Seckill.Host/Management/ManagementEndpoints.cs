using Seckill.Host.Health;
using Seckill.Host.Telemetry;

namespace Seckill.Host.Management;

/// <summary>Endpoints for supervisors and Prometheus.</summary>
internal static class ManagementEndpoints
{
    public static void MapManagement(this IEndpointRouteBuilder routes)
    {
        routes.MapHealth();
        routes.MapMetrics();
    }
}
