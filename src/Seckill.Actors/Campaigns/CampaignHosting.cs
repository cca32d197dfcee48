using Akka.Cluster.Hosting;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Ledger;
using Seckill.Domain.Campaigns;

namespace Seckill.Actors.Campaigns;

/// <summary>Composes what limits over campaigns need.</summary>
public static class CampaignHosting
{
    /// <summary>Adds this node's access to the buckets, and the purchase through them.</summary>
    public static IServiceCollection AddCampaigns(this IServiceCollection services) =>
        services.AddSingleton<CampaignGateway>().AddSingleton<CampaignPurchases>();

    /// <summary>Starts the buckets' shard region, or on a node without items a proxy of it.</summary>
    public static AkkaConfigurationBuilder WithCampaigns(this AkkaConfigurationBuilder builder, ClusterSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!settings.HasItems)
        {
            return builder.WithShardRegionProxy<CampaignActor>(
                CampaignSharding.TypeName, ClusterSettings.ItemsRole, new CampaignSharding.MessageExtractor());
        }

        return builder.WithShardRegion<CampaignActor>(
            CampaignSharding.TypeName,
            (system, _, resolver) =>
            {
                var environment = new CampaignEnvironment(
                    resolver.GetService<TimeProvider>(), resolver.GetService<IOptions<SeckillLimits>>().Value,
                    Akka.Cluster.Cluster.Get(system).SelfUniqueAddress.Uid);
                return bucket => CampaignSharding.PropsOf(CampaignBucket.Parse(bucket), environment);
            },
            new CampaignSharding.MessageExtractor(),
            LedgerShards.OptionsWith(StopCampaign.Instance));
    }
}
