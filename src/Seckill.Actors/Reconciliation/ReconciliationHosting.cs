using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Pattern;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;

namespace Seckill.Actors.Reconciliation;

/// <summary>Composes the reconciliation.</summary>
internal static class ReconciliationHosting
{
    /// <summary>Every node can compare an item, and knows what was found in the background.</summary>
    public static IServiceCollection AddReconciliation(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ReconciliationLimits>().Bind(configuration.GetSection(ReconciliationLimits.Section)).ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<Reconciler>();
        services.AddSingleton<ReconciliationCounter>();
        services.AddTransient<ReconciliationRound>();
        services.AddSingleton<ReconciliationBoard>();
        return services.AddHostedService(provider => provider.GetRequiredService<ReconciliationBoard>());
    }

    /// <summary>It runs on the oldest node with items, unless it is switched off.</summary>
    public static AkkaConfigurationBuilder WithReconciliation(this AkkaConfigurationBuilder builder, IServiceProvider services)
    {
        if (services.GetRequiredService<IOptions<ReconciliationLimits>>().Value.ReconciliationRowsPerSecond == 0) return builder;
        // The singleton's manager does not restart a singleton that has ended.
        return builder.WithSingleton<ReconciliationActor>("reconciliation", (_, _, resolver) => BackoffSupervisor.Props(
                Backoff.OnStop(resolver.Props<ReconciliationActor>(), "reconciliation", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), 0.2, -1)),
            new ClusterSingletonOptions { Role = ClusterSettings.ItemsRole }, createProxyToo: false);
    }
}
