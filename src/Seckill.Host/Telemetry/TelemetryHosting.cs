using OpenTelemetry.Metrics;
using Seckill.Actors.Operators;
using Seckill.Actors.Telemetry;
using Seckill.Host.Access;
using Seckill.Host.Access.Identity;
using Seckill.Host.Listening;
using Seckill.Host.OpenApi;
using Seckill.Host.Orders;
using Seckill.Host.Payments;

namespace Seckill.Host.Telemetry;

/// <summary>Metrics for Prometheus.</summary>
internal static class TelemetryHosting
{
    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddHostedService<ServiceGauges>();
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
            // Without the framework's own request meter: RequestOutcomes already counts and times requests, by what they mean.
            .AddMeter(EngineMetrics.MeterName, "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddPrometheusExporter());
        return builder;
    }

    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        _ = routes.ServiceProvider.GetRequiredService<MeterProvider>();
        EngineMetrics.Announce();
        ConnectionGuard.Announce();
        ProviderKeys.Announce();
        UnknownPayments.Announce();
        OrderLookup.Announce();
        OperationLog.Announce();
        UnreadableReports.Announce();
        RateLimit.Announce();
        var scrape = routes.CreateApplicationBuilder().UseOpenTelemetryPrometheusScrapingEndpoint(_ => true).Build();
        routes.MapGet("/metrics", async (HttpContext context) =>
            {
                await scrape(context);
                return Results.Empty;
            })
            .FromMemory()
            .Describes(Tag.Service, "getMetrics", "Gives all metrics to Prometheus")
            .Answers<string>(200, "Prometheus text.", "text/plain");
    }
}
