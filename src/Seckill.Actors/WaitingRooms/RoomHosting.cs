using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Items;
using Seckill.Actors.Ledger;
using Seckill.Domain.Shared;

namespace Seckill.Actors.WaitingRooms;

/// <summary>Composes the waiting rooms and their boards.</summary>
internal static class RoomHosting
{
    public static IServiceCollection AddWaitingRooms(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RoomLimits>().Bind(configuration.GetSection(RoomLimits.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RoomBoard>();
        return services.AddSingleton<RoomGateway>();
    }

    /// <summary>Rooms live on nodes with items, spread by their own shards; every node has a board of them, and can reach them.</summary>
    public static AkkaConfigurationBuilder WithWaitingRooms(this AkkaConfigurationBuilder builder, ClusterSettings settings)
    {
        builder = settings.HasItems
            ? builder.WithShardRegion<WaitingRoomActor>(
                RoomSharding.TypeName,
                (system, registry, resolver) =>
                {
                    var (board, mediator) = (resolver.GetService<Board.Board>(), DistributedPubSub.Get(system).Mediator);
                    var environment = new RoomEnvironment(
                        resolver.GetService<TimeProvider>(),
                        resolver.GetService<IOptions<SeckillLimits>>().Value,
                        resolver.GetService<IOptions<RoomLimits>>().Value,
                        item => (board.Find(item), board.IsFresh(item)),
                        (item, room) => registry.Get<ItemActor>().Wake(system, new WakeItem(item), room),
                        published => mediator.Tell(new Publish(RoomBoardActor.Topic, published)),
                        Akka.Cluster.Cluster.Get(system).SelfUniqueAddress.Uid);
                    return entityId => RoomSharding.PropsOf(ItemId.Parse(entityId), environment);
                },
                new RoomSharding.MessageExtractor(),
                LedgerShards.OptionsWith(StopRoom.Instance))
            : builder.WithShardRegionProxy<WaitingRoomActor>(RoomSharding.TypeName, ClusterSettings.ItemsRole, new RoomSharding.MessageExtractor());
        return builder.WithActors((system, registry, resolver) =>
            registry.Register<RoomBoardActor>(system.ActorOf(resolver.Props<RoomBoardActor>(), "room-board")));
    }
}
