using Akka.Hosting;
using Seckill.Actors.Campaigns;
using Seckill.Actors.Ledger;
using Seckill.Actors.WaitingRooms;
using Seckill.Domain.Campaigns;
using Seckill.Domain.Items;
using Seckill.Domain.Settings;
using Seckill.Domain.WaitingRooms;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Serialization;

/// <summary>Registers the engine's serializer.</summary>
public static class SerializationHosting
{
    /// <summary>
    /// Binds everything that leaves a node or reaches the journal to the serializer of items, settings, campaigns or waiting rooms, and
    /// refuses every type without a serializer. Otherwise Akka falls back to JSON by reflection, which would store data that may not be readable later.
    /// </summary>
    public static AkkaConfigurationBuilder WithSeckillSerialization(this AkkaConfigurationBuilder builder) =>
        builder
            .WithCustomSerializer(
                "seckill-item",
                [typeof(IWithItemId), typeof(IWireMessage), typeof(BatchCommitted), typeof(ItemState)],
                static system => new ItemSerializer(system))
            .WithCustomSerializer(
                "seckill-settings",
                [typeof(SettingsProtocol.ISettingsMessage)],
                static system => new SettingsSerializer(system))
            .WithCustomSerializer(
                "seckill-campaign",
                [typeof(ICampaignMessage), typeof(CampaignProtocol.SlotsCommitted), typeof(CampaignState)],
                static system => new CampaignSerializer(system))
            .WithCustomSerializer(
                "seckill-room",
                [typeof(IRoomMessage), typeof(RoomProtocol.RoomCommitted), typeof(RoomState)],
                static system => new RoomSerializer(system))
            .WithStrictSerialization();
}
