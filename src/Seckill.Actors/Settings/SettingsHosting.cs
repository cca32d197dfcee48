using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Settings.Blocks;

namespace Seckill.Actors.Settings;

/// <summary>Composes the settings and their boards.</summary>
public static class SettingsHosting
{
    /// <summary>Changes that a node holds back while it does not know where the settings live.</summary>
    private const int HeldBackMax = 100;

    /// <summary>Adds a switch. The code that obeys it gets it by its type.</summary>
    public static IServiceCollection AddSwitch<TSwitch>(this IServiceCollection services)
        where TSwitch : Switch =>
        services.AddSingleton<TSwitch>().AddSingleton<Switch>(provider => provider.GetRequiredService<TSwitch>());

    internal static IServiceCollection AddSettings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SwitchDefaults>()
            .Configure(defaults =>
            {
                foreach (var value in configuration.GetSection(SwitchDefaults.Section).GetChildren()) defaults.Values[value.Key] = value.Value ?? "";
            })
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<SwitchDefaults>>(provider => new SwitchDefaults.Validation(provider.GetServices<Switch>));
        services.AddSingleton<BlockList>();
        services.AddSingleton<SettingsBoard>();
        services.AddSingleton<SettingsClient>();
        services.AddSingleton<BlockOperations>();
        return services.AddSingleton<SwitchOperations>();
    }

    /// <summary>The settings live on the oldest node with items; every node has a board of them, and can reach them.</summary>
    internal static AkkaConfigurationBuilder WithSettings(this AkkaConfigurationBuilder builder, ClusterSettings cluster)
    {
        var options = new ClusterSingletonOptions { Role = ClusterSettings.ItemsRole, BufferSize = HeldBackMax };
        builder = cluster.HasItems
            ? builder.WithSingleton<SettingsActor>(
                SettingsActor.Name,
                (system, _, resolver) =>
                {
                    var mediator = DistributedPubSub.Get(system).Mediator;
                    return SettingsActor.PropsOf(
                        resolver.GetService<TimeProvider>(), published => mediator.Tell(new Publish(SettingsBoardActor.Topic, published)));
                },
                options,
                createProxyToo: true)
            : builder.WithSingletonProxy<SettingsActor>(SettingsActor.Name, options);
        return builder.WithActors((system, registry, resolver) =>
            registry.Register<SettingsBoardActor>(system.ActorOf(resolver.Props<SettingsBoardActor>(), "settings-board")));
    }
}
