using Microsoft.Extensions.Configuration.Memory;
using Seckill.Host.Listening;
using Seckill.Host.Telemetry;
using Seckill.Host.Wire;

namespace Seckill.Host.Hosting;

/// <summary>This host's defaults. Configuration, environment or command line can override all of them.</summary>
internal static class ServiceDefaults
{
    /// <summary>Where the host listens by default.</summary>
    public const string Url = "http://127.0.0.1:5080";

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information",
        // StartUp reports once, in plain words, why the host cannot start.
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
        // It creates an activity for every request, which nobody reads; the last line of defence against exceptions is our own.
        ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "None",
    };

    /// <summary>
    /// The options that the builder starts from. From source by <c>dotnet run</c>, the environment defaults to Development; otherwise it
    /// defaults to Production. (A launch profile that names the environment would silently win over a variable that the user has set.)
    /// </summary>
    public static WebApplicationOptions OptionsOf(string[] args)
    {
        var isSaid = IsSet("ASPNETCORE_ENVIRONMENT") || IsSet("DOTNET_ENVIRONMENT")
            || args.Any(argument => argument.StartsWith("--environment", StringComparison.OrdinalIgnoreCase));
        return new WebApplicationOptions
        {
            Args = args,
            EnvironmentName = !isSaid && IsSet("DOTNET_LAUNCH_PROFILE") ? Environments.Development : null,
        };

        static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
    }

    public static WebApplicationBuilder AddDefaults(this WebApplicationBuilder builder)
    {
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Settings });
        builder.AddSecrets();
        if (!Bindings.AreSaid(builder.Configuration)) builder.WebHost.UseUrls(Url);

        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
            // The scopes carry the trace id of the request.
            console.IncludeScopes = TelemetrySettings.Read(builder.Configuration).HasTraces;
        });
        // More than requests under way (RequestTimeoutMs), the hand-over of items (10 s at most) and leaving the cluster take together.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, HostJson.Default);
            json.SerializerOptions.NumberHandling = HostJson.Default.Options.NumberHandling;
            json.SerializerOptions.UnmappedMemberHandling = HostJson.Default.Options.UnmappedMemberHandling;
        });
        return builder;
    }
}
