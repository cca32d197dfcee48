using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Seckill.Actors.Telemetry;

namespace Seckill.Host.Access.Identity;

/// <summary>The identity providers of this service: the shoppers', and the operators' if they have one of their own.</summary>
internal sealed class IdentityProviders : IHostedService, IDisposable
{
    private readonly List<ProviderKeys> _keys = [];
    private readonly List<(string Whose, IdentityProvider Provider)> _all = [];

    public IdentityProviders(
        IOptions<AuthSettings> options, IOptions<HttpLimits> limits, TimeProvider time, IMeterFactory meters, ILoggerFactory logs)
    {
        var settings = options.Value;
        var hasOwn = settings.Operators.Authority is not null;
        Add("shoppers", settings, hasOwn ? Appoints.Buyers : Appoints.Everybody);
        Add("operators", settings.Operators, Appoints.Operators);
        // A meter of this host, not of the process: in tests several hosts may share a process.
        meters.Create(EngineMetrics.MeterName).CreateObservableGauge(
            "seckill.identity.keys.age", MeasureAges, "s", "How long ago an identity provider's keys were last read; missing until they are.");

        void Add(string whose, IdentitySettings provider, Appoints mayAppoint)
        {
            if (provider.Authority is null) return;
            var keys = new ProviderKeys(provider, limits.Value.KeyReading, time, logs.CreateLogger<ProviderKeys>());
            _keys.Add(keys);
            var audience = provider.AuthorityAudience ?? settings.Audience!;
            _all.Add((whose, new IdentityProvider(provider, audience, mayAppoint, keys, time)));
        }
    }

    /// <summary>The provider that a token's <c>iss</c> names; null if it is none of ours.</summary>
    public IdentityProvider? Find(string issuer)
    {
        foreach (var (_, provider) in _all)
        {
            if (provider.IsNamed(issuer)) return provider;
        }

        return null;
    }

    /// <summary>Reads the keys without holding up the start: a node sells to sessions even while the provider is away.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (_, provider) in _all) _ = provider.WarmUpAsync();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var keys in _keys) keys.Dispose();
    }

    private IEnumerable<Measurement<double>> MeasureAges() =>
        from one in _all
        let age = one.Provider.KeysAge
        where age is not null
        select new Measurement<double>(age.Value.TotalSeconds, new KeyValuePair<string, object?>("provider", one.Whose));
}
