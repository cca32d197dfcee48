using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Seckill.Actors.Operators;
using Seckill.Actors.Telemetry;
using Seckill.Host.Access;
using Seckill.Host.Access.Identity;
using Seckill.Host.Access.Rates;
using Seckill.Host.Listening;
using Seckill.Host.OpenApi;
using Seckill.Host.Orders;
using Seckill.Host.Payments;

namespace Seckill.Host.Telemetry;

/// <summary>Metrics for Prometheus, and both metrics and traces for an OTLP receiver.</summary>
internal static class TelemetryHosting
{
    private const string ServiceName = "seckill";

    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder)
    {
        TelemetrySettings.AddTo(builder);
        var settings = TelemetrySettings.Read(builder.Configuration);
        builder.Services.AddHostedService<ServiceGauges>();
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                ServiceName, serviceVersion: typeof(TelemetryHosting).Assembly.GetName().Version?.ToString(3)))
            .WithMetrics(metrics =>
            {
                // Without the framework's own request meter: RequestOutcomes already counts and times requests, by what they mean.
                metrics.AddMeter(EngineMetrics.MeterName, "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime").AddPrometheusExporter();
                if (settings.CanExport && settings.MetricsEverySeconds > 0) metrics.Export(settings);
            });
        // Without a provider nobody listens to the source, and nothing of a trace is made.
        if (settings.CanExport && settings.HasTraces)
        {
            telemetry.WithTracing(traces => traces.AddSource(EngineTraces.SourceName)
                // RequestTraces has sampled already.
                .SetSampler(new AlwaysOnSampler())
                .AddOtlpExporter(exporter => settings.ApplyTo(exporter, "traces")));
        }

        return builder;
    }

    /// <summary>Adds what traces requests, if any are to be traced.</summary>
    public static void UseTraces(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<TelemetrySettings>>().Value.HasTraces) app.UseMiddleware<RequestTraces>();
    }

    private static void Export(this MeterProviderBuilder metrics, TelemetrySettings settings) => metrics.AddOtlpExporter((exporter, reader) =>
    {
        settings.ApplyTo(exporter, "metrics");
        reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = settings.MetricsEverySeconds * 1_000;
    });

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
