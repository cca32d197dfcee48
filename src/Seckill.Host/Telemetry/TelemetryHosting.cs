using OpenTelemetry.Metrics;
using Seckill.Actors.Telemetry;

namespace Seckill.Host.Telemetry;

/// <summary>Metrics, for Prometheus to fetch.</summary>
internal static class TelemetryHosting
{
    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ServiceGauges>();
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(EngineMetrics.MeterName)
            .AddAspNetCoreInstrumentation()
            .AddRuntimeInstrumentation()
            .AddPrometheusExporter());
        return builder;
    }

    public static void MapMetrics(this WebApplication app)
    {
        _ = app.Services.GetRequiredService<ServiceGauges>();
        app.MapPrometheusScrapingEndpoint("/metrics");
    }
}
