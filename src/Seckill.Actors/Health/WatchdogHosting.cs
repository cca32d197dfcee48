using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Hosting;
using Akka.Persistence;
using Seckill.Actors.Board;
using Seckill.Actors.Campaigns;
using Seckill.Actors.Hosting;
using Seckill.Actors.Items;
using Seckill.Actors.Projections;
using Seckill.Actors.Settings;
using Seckill.Actors.WaitingRooms;

namespace Seckill.Actors.Health;

/// <summary>Composes the watchdog: names everything that a node cannot work without.</summary>
internal static class WatchdogHosting
{
    /// <summary>Must come after all others, because it watches what they have started.</summary>
    public static AkkaConfigurationBuilder WithWatchdog(this AkkaConfigurationBuilder builder, ClusterSettings settings) =>
        builder.WithActors((system, registry, resolver) =>
        {
            var projection = settings.HasItems ? resolver.GetService<OrderProjection>().Ended : null;
            var (parts, paths) = (PartsOf(system, registry, settings), PathsOf(settings));
            var (awaited, singletons) = (AwaitedOf(settings), settings.HasItems ? Singletons : []);
            system.ActorOf(Props.Create(() => new WatchdogActor(parts, paths, awaited, singletons, projection)), "watchdog");
        });

    private static ImmutableArray<IActorRef> PartsOf(ActorSystem system, IActorRegistry registry, ClusterSettings settings)
    {
        List<IActorRef> parts =
        [
            registry.Get<ItemActor>(), registry.Get<CampaignActor>(), registry.Get<BoardActor>(), registry.Get<SettingsActor>(),
            registry.Get<SettingsBoardActor>(), registry.Get<WaitingRoomActor>(), registry.Get<RoomBoardActor>(), DistributedPubSub.Get(system).Mediator,
        ];
        if (settings.HasItems)
        {
            var persistence = Persistence.Instance.Apply(system);
            parts.AddRange([persistence.JournalFor(null), persistence.SnapshotStoreFor(null)]);
        }

        return [.. parts];
    }

    private static ImmutableArray<string> PathsOf(ClusterSettings settings)
    {
        List<string> paths = ["/user/undelivered", "/user/unreachable"];
        // The manager of the shard coordinator's singleton: without it this node can never take over the coordinator.
        if (settings.HasItems)
        {
            paths.AddRange(
            [
                "/user/refunds", "/user/payment-inquiry", "/user/wake-up", $"/user/{SettingsActor.Name}",
                $"/system/sharding/{ItemSharding.TypeName}Coordinator", $"/system/sharding/{CampaignSharding.TypeName}Coordinator",
                $"/system/sharding/{RoomSharding.TypeName}Coordinator",
            ]);
        }

        // A node that no longer gives signs of life counts as dead, and another one could found a second cluster.
        if (settings.SeedNodes.Count > 0) paths.Add("/user/founding");
        if (settings.HasItems && settings.SeedNodes.Count > 0) paths.Add("/user/isolation");
        return [.. paths];
    }

    /// <summary>Singletons that the sale cannot do without. Their managers stay alive without them.</summary>
    private static ImmutableArray<string> Singletons { get; } =
    [
        $"/system/sharding/{ItemSharding.TypeName}Coordinator/singleton", $"/system/sharding/{CampaignSharding.TypeName}Coordinator/singleton",
        $"/system/sharding/{RoomSharding.TypeName}Coordinator/singleton",
        "/user/wake-up/wake-up", $"/user/{SettingsActor.Name}/{SettingsActor.Name}",
    ];

    /// <summary>Actors that the library starts at some later time, and never restarts.</summary>
    private static ImmutableArray<string> AwaitedOf(ClusterSettings settings)
    {
        List<string> awaited =
        [
            // Without these the node learns nothing of the others, or does nothing about a lost one.
            "/system/cluster/core/daemon", "/system/cluster/core/publisher", "/system/cluster/core/daemon/heartbeatSender",
            "/system/cluster/core/daemon/downingProvider", "/system/cluster/heartbeatReceiver",
        ];
        if (settings.HasItems)
        {
            awaited.AddRange(
            [
                // Holds the locations of shards.
                $"/system/sharding/{ClusterSettings.ItemsRole}Replicator",
                // Every item asks these for a permit before it reads its ledger.
                "/system/recoveryPermitter-akka.persistence.journal.sql", "/system/recoveryPermitter-akka.persistence.snapshot-store.sql",
            ]);
        }

        return [.. awaited];
    }
}
