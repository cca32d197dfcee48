using System.Net;
using Akka.Event;
using Akka.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Petabridge.Cmd.Cluster;
using Petabridge.Cmd.Cluster.Sharding;
using Petabridge.Cmd.Host;
using Petabridge.Cmd.Remote;
using Seckill.Operations.Palette;

namespace Seckill.Pbm;

/// <summary>Adds the door for <c>pbm</c>.</summary>
public static class PbmHosting
{
    /// <summary>Groups that the stock palettes of Petabridge.Cmd have under the same names; there, those answer.</summary>
    private static readonly string[] OfStock = ["cluster", "cluster-sharding", "remote"];

    /// <summary>Adds the settings.</summary>
    public static IServiceCollection AddSeckillPbm(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<PbmSettings>().Bind(configuration.GetSection(PbmSettings.Section)).ValidateDataAnnotations().ValidateOnStart();
        return services;
    }

    /// <summary>Listens for <c>pbm</c>, with the operators' palette and the stock palettes.</summary>
    public static AkkaConfigurationBuilder WithSeckillPbm(this AkkaConfigurationBuilder builder, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var settings = services.GetRequiredService<IOptions<PbmSettings>>().Value;
        return builder
            .AddStartup((system, _) =>
            {
                if (IPAddress.TryParse(settings.Host, out var address) && IPAddress.IsLoopback(address)) return;
                system.Log.Warning("Whoever reaches port {0} on {1} is an operator of this shop: pbm asks for no token.", settings.Port, settings.Host);
            })
            .AddPetabridgeCmd(
                options: new PetabridgeCmdOptions { Host = settings.Host, Port = settings.Port },
                hostConfiguration: pbm => Register(pbm, services));
    }

    /// <summary>Registers every group of the palette, and the stock palettes.</summary>
    internal static void Register(PetabridgeCmd pbm, IServiceProvider services)
    {
        // Asked for only now: the palette's commands need the actor system, which is complete by the time this runs.
        var (palette, runner) = (services.GetRequiredService<CommandPalette>(), services.GetRequiredService<CommandRunner>());
        foreach (var group in palette.Commands.GroupBy(command => command.Group).Where(group => !OfStock.Contains(group.Key)))
            pbm.RegisterCommandPalette(new GroupPalette(group.Key, [.. group], palette, runner));
        pbm.RegisterCommandPalette(ClusterCommands.Instance);
        pbm.RegisterCommandPalette(ClusterShardingCommands.Instance);
        pbm.RegisterCommandPalette(new RemoteCommands());
    }
}
