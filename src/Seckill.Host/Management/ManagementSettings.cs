using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Seckill.Host.Listening;

namespace Seckill.Host.Management;

/// <summary>The listener for supervisors and Prometheus (configuration section <c>Seckill:Management</c>).</summary>
internal sealed class ManagementSettings
{
    public const string Section = "Seckill:Management";

    /// <summary>Where the management listener listens by default.</summary>
    public const string DefaultUrl = "http://127.0.0.1:5081";

    /// <summary>
    /// One address, http or https. Not needed in Development, where the main listener also serves <c>/healthz</c> and <c>/metrics</c>.
    /// Elsewhere the default is <see cref="DefaultUrl"/>.
    /// </summary>
    public string? Url { get; set; }

    /// <summary>
    /// Open connections of the management listener; more are closed at once. A few probes and scrapers keep far fewer open.
    /// </summary>
    [Range(1, 10_000)]
    public int ConnectionsMax { get; set; } = 100;

    /// <summary>Open connections per client address there; more are closed at once. 0 switches this limit off.</summary>
    [Range(0, 10_000)]
    public int ConnectionsPerAddressMax { get; set; } = 50;

    /// <summary>How long a new connection may be silent there before it is closed. 0: as long as a kept-alive one, 120 s.</summary>
    [Range(0, 120_000)]
    public int FirstByteTimeoutMs { get; set; } = 10_000;

    /// <summary>The bounds of the management listener's guard.</summary>
    internal ConnectionBounds Connections => new(Section, ConnectionsMax, ConnectionsPerAddressMax, FirstByteTimeoutMs);

    /// <summary>Whether management has a separate listener; otherwise the main listener serves it.</summary>
    internal bool IsApart => !string.IsNullOrEmpty(Url);

    /// <summary>Reads the settings without a host, for a process that only queries one.</summary>
    public static ManagementSettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var settings = new ManagementSettings { Url = configuration[$"{Section}:{nameof(Url)}"] };
        settings.ApplyDefault(environment);
        return settings;
    }

    public static void AddTo(WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ManagementSettings>().Bind(builder.Configuration.GetSection(Section))
            .PostConfigure(settings => settings.ApplyDefault(builder.Environment))
            .ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ManagementSettings>, Validation>();
    }

    private void ApplyDefault(IHostEnvironment environment)
    {
        if (!IsApart) Url = environment.IsDevelopment() ? null : DefaultUrl;
    }

    /// <summary>Reports what is wrong with the address, and what to do.</summary>
    internal sealed class Validation(IConfiguration configuration, IHostEnvironment environment) : IValidateOptions<ManagementSettings>
    {
        public ValidateOptionsResult Validate(string? name, ManagementSettings options)
        {
            const string Option = $"{Section}:{nameof(Url)}";
            if (!options.IsApart) return ValidateOptionsResult.Success;
            var isAddress = Bindings.TryParse(options.Url!, out var address)
                && address is { IsUnixPipe: false, IsNamedPipe: false, PathBase.Length: 0, Port: > 0 and <= 65_535 };
            if (!isAddress)
                return ValidateOptionsResult.Fail($"{Option}: '{options.Url}' is not an address to listen on: write one, as {DefaultUrl}.");
            if (environment.IsDevelopment() && !Bindings.IsLocal(address!))
                return ValidateOptionsResult.Fail($"{Option}: the Development environment listens on loopback only, not on {options.Url}.");
            var clash = Bindings.Of(configuration).FirstOrDefault(main => Bindings.TryParse(main, out var other) && Bindings.Clash(address!, other));
            return clash is null
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail($"{Option} ({options.Url}) is where shoppers are served too ({clash}): give it a port of its own.");
        }
    }
}
