using Microsoft.Extensions.Options;

namespace Seckill.Host.Listening;

/// <summary>Where the main listener listens, and the host names that it accepts. Checked at start.</summary>
internal sealed class ListeningSettings
{
    private const string AllowedHostsKey = "AllowedHosts";

    /// <summary>The addresses, whichever setting names them.</summary>
    public IReadOnlyList<string> Addresses { get; set; } = [];

    /// <summary>The host names that the service accepts; a leading <c>*.</c> stands for all subdomains. Empty: any name.</summary>
    public IReadOnlyList<string> AllowedHosts { get; set; } = [];

    /// <summary>Registers the option. The configuration is the framework's own: <c>urls</c>, ports, <c>Kestrel:Endpoints</c>, <c>AllowedHosts</c>.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.AddOptions<ListeningSettings>().Configure<IConfiguration>((listening, configuration) =>
        {
            listening.Addresses = Bindings.Of(configuration);
            listening.AllowedHosts = HostsOf(configuration[AllowedHostsKey]);
        }).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ListeningSettings>, Validation>();
    }

    /// <summary>The message when Development is configured to listen beyond loopback.</summary>
    public static string LoopbackOnly(string address) =>
        $"The Development environment hands an operator's token to whoever asks, so it listens on loopback only, not on {address}: "
        + "set ASPNETCORE_ENVIRONMENT=Production, with keys of your own, or listen on 127.0.0.1.";

    private static List<string> HostsOf(string? list)
    {
        List<string> hosts = Bindings.Split(list);
        return hosts.Contains("*") ? [] : hosts;
    }

    /// <summary>Reports which address or name is wrong, and what to do.</summary>
    internal sealed class Validation(IHostEnvironment environment) : IValidateOptions<ListeningSettings>
    {
        public ValidateOptionsResult Validate(string? name, ListeningSettings options)
        {
            var errors = options.Addresses.Select(CheckAddress).Concat(options.AllowedHosts.Select(CheckHost)).OfType<string>().ToList();
            return errors.Count > 0 ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
        }

        private string? CheckAddress(string text)
        {
            if (!Bindings.TryParse(text, out var address)) return $"'{text}' is not an address to listen on: write it as http://127.0.0.1:5080.";
            if (!environment.IsDevelopment() || Bindings.IsLocal(address)) return null;
            return LoopbackOnly(text);
        }

        private static string? CheckHost(string host)
        {
            var bare = host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host;
            return Uri.CheckHostName(bare) == UriHostNameType.Unknown
                ? $"{AllowedHostsKey}: '{host}' is not a host name: write names without scheme and port, separated by ';'."
                : null;
        }
    }
}
