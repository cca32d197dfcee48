using Seckill.Actors.Settings;

namespace Seckill.Host.Items.Streams;

/// <summary>Whether shoppers may follow items by event streams.</summary>
internal sealed class EventStreamsSwitch() : OnOffSwitch(
    "event-streams",
    "off: open event streams end, and new ones are refused as overloaded with Retry-After. Clients poll the item instead.");
