using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using OpenTelemetry.Exporter;

namespace Seckill.Host.Telemetry;

/// <summary>Where traces and metrics go besides <c>/metrics</c> (configuration section <c>Seckill:Telemetry</c>).</summary>
internal sealed class TelemetrySettings
{
    public const string Section = "Seckill:Telemetry";

    /// <summary>Export over HTTP with protobuf bodies.</summary>
    public const string Http = "http/protobuf";

    /// <summary>Export over gRPC.</summary>
    public const string Grpc = "grpc";

    /// <summary>An OTLP receiver, such as <c>http://collector:4318</c>. Without one nothing is exported.</summary>
    public string? OtlpEndpoint { get; set; }

    /// <summary><see cref="Http"/> or <see cref="Grpc"/>.</summary>
    public string OtlpProtocol { get; set; } = Http;

    /// <summary>Headers of every export, such as a receiver's key: <c>name=value,name=value</c>. A secret.</summary>
    public string? OtlpHeaders { get; set; }

    /// <summary>How often metrics are exported, in seconds; 0 exports none.</summary>
    [Range(0, 3_600)]
    public int MetricsEverySeconds { get; set; } = 15;

    /// <summary>The share of requests that are traced, from 0 (none, and tracing costs nothing) to 1 (all).</summary>
    [Range(0d, 1d)]
    public double TraceRatio { get; set; }

    /// <summary>
    /// Whether a request that its caller traces is traced here too, whatever the share. Only behind a proxy that removes
    /// <c>traceparent</c> of strangers: otherwise anybody can make the node trace everything.
    /// </summary>
    public bool TraceWithCaller { get; set; }

    /// <summary>Whether any request may be traced.</summary>
    public bool HasTraces => TraceRatio > 0 || TraceWithCaller;

    /// <summary>Reads the settings before there are services. Wrong ones read as none here; the start then fails and names them.</summary>
    public static TelemetrySettings Read(IConfiguration configuration)
    {
        try
        {
            return configuration.GetSection(Section).Get<TelemetrySettings>() ?? new TelemetrySettings();
        }
        catch (InvalidOperationException)
        {
            return new TelemetrySettings();
        }
    }

    /// <summary>Whether exporters can be made of these settings; otherwise the start fails with what <see cref="Validation"/> says.</summary>
    public bool CanExport => Uri.TryCreate(OtlpEndpoint, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";

    /// <summary>Points an exporter at the receiver.</summary>
    /// <param name="exporter">The exporter.</param>
    /// <param name="signal"><c>traces</c> or <c>metrics</c>.</param>
    public void ApplyTo(OtlpExporterOptions exporter, string signal)
    {
        var isGrpc = OtlpProtocol == Grpc;
        exporter.Protocol = isGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = isGrpc ? new Uri(OtlpEndpoint!) : new Uri($"{OtlpEndpoint!.TrimEnd('/')}/v1/{signal}");
        if (!string.IsNullOrEmpty(OtlpHeaders)) exporter.Headers = OtlpHeaders;
    }

    public static void AddTo(WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<TelemetrySettings>().Bind(builder.Configuration.GetSection(Section)).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<TelemetrySettings>, Validation>();
    }

    internal sealed class Validation : IValidateOptions<TelemetrySettings>
    {
        public ValidateOptionsResult Validate(string? name, TelemetrySettings options)
        {
            List<string> errors = [];
            if (!string.IsNullOrEmpty(options.OtlpEndpoint) && !options.CanExport)
                errors.Add($"{Section}:{nameof(OtlpEndpoint)} is '{options.OtlpEndpoint}'. Set it to a URL such as http://collector:4318.");
            if (options.OtlpProtocol is not (Http or Grpc))
                errors.Add($"{Section}:{nameof(OtlpProtocol)} is '{options.OtlpProtocol}'. Set it to '{Http}' or '{Grpc}'.");
            if (options.HasTraces && string.IsNullOrEmpty(options.OtlpEndpoint))
            {
                errors.Add(
                    $"{Section}:{nameof(OtlpEndpoint)} is missing: traces would go nowhere. Set it, or leave {nameof(TraceRatio)} at 0 and "
                    + $"{nameof(TraceWithCaller)} at false.");
            }

            return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
        }
    }
}
