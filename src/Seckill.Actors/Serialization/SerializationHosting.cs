using Akka.Hosting;
using Seckill.Actors.Items;
using Seckill.Domain.Items;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Serialization;

/// <summary>Puts the engine's serializer to work.</summary>
public static class SerializationHosting
{
    /// <summary>
    /// Binds everything that crosses a node or reaches the journal to <see cref="ItemSerializer"/>, and refuses every type that no
    /// serializer is bound to: without this Akka falls back to JSON by reflection, which stores what nobody promised to read again.
    /// </summary>
    public static AkkaConfigurationBuilder WithSeckillSerialization(this AkkaConfigurationBuilder builder) =>
        builder
            .WithCustomSerializer(
                "seckill-item",
                [typeof(IWireMessage), typeof(BatchCommitted), typeof(ItemState)],
                static system => new ItemSerializer(system))
            .WithStrictSerialization();
}
