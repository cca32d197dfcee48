using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.DependencyInjection;
using Akka.Hosting;
using Microsoft.Extensions.Options;
using Seckill.Actors.Board;
using Seckill.Actors.Hosting;
using Seckill.Actors.Ledger;
using Seckill.Actors.Payments;
using Seckill.Actors.Projections;
using Seckill.Actors.Settings.Blocks;
using Seckill.Actors.WaitingRooms;
using Seckill.Domain.Settings;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Items;

/// <summary>Composes the items.</summary>
internal static class ItemHosting
{
    /// <summary>Starts the items' shard region, or on a node without items a proxy of it.</summary>
    public static AkkaConfigurationBuilder WithItems(this AkkaConfigurationBuilder builder, ClusterSettings settings) => settings.HasItems
        ? builder.WithShardRegion<ItemActor>(
            ItemSharding.TypeName,
            (system, _, resolver) =>
            {
                var environment = EnvironmentOf(system, resolver);
                return entityId => ItemSharding.PropsOf(ItemId.Parse(entityId), environment);
            },
            new ItemSharding.MessageExtractor(),
            LedgerShards.OptionsWith(StopItem.Instance))
        : builder.WithShardRegionProxy<ItemActor>(ItemSharding.TypeName, ClusterSettings.ItemsRole, new ItemSharding.MessageExtractor());

    private static ItemEnvironment EnvironmentOf(ActorSystem system, IDependencyResolver resolver)
    {
        var mediator = DistributedPubSub.Get(system).Mediator;
        var actors = ActorRegistry.For(system);
        return new ItemEnvironment(
            resolver.GetService<TimeProvider>(),
            resolver.GetService<IOptions<SeckillLimits>>().Value,
            resolver.GetService<ProjectionFeed>(),
            published => mediator.Tell(new Publish(BoardActor.Topic, published)),
            resolver.GetService<Board.Board>().Observe,
            owed => actors.Get<RefundActor>().Tell(owed),
            (question, item) => actors.Get<PaymentInquiryActor>().Tell(question, item),
            Akka.Cluster.Cluster.Get(system).SelfUniqueAddress.Uid)
        {
            Items = resolver.GetService<NodeItems>(),
            WakeRoom = item => actors.Get<WaitingRoomActor>().Wake(system, new WakeRoom(item), ActorRefs.NoSender),
            BlockedBuyers = BlockedBuyersOf(resolver.GetService<BlockList>()),
            ArePurchasesOff = PurchasesOffOf(resolver.GetService<NewPurchasesSwitch>()),
        };
    }

    private static Func<ImmutableDictionary<BuyerId, Block>> BlockedBuyersOf(BlockList blocks) => () => blocks.Buyers;

    private static Func<bool> PurchasesOffOf(NewPurchasesSwitch purchases) => () => purchases.IsOff;
}
