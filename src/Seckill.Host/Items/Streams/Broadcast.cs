using System.Globalization;
using System.Text;
using Seckill.Actors.Board;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Wire;

namespace Seckill.Host.Items.Streams;

/// <summary>
/// The current event of one item's streams: its newest status, serialized once for all of them. It is rebuilt for each moment, because an
/// event carries the service's clock.
/// </summary>
internal sealed class Broadcast(Board board, ItemId item, StockDisplay display)
{
    private DateTimeOffset _now;
    private ItemStatus? _status;
    private byte[]? _event;

    /// <summary>Number of streams of the item.</summary>
    public int Listeners { get; set; }

    /// <summary>The current version.</summary>
    public long Version { get; private set; }

    /// <summary>The current event. Its bytes never change.</summary>
    public byte[] Event => _event ??= Write(display.Of(_status!), Version, _now);

    /// <summary>Reads the board, unless it has done so at this moment.</summary>
    public void LookAt(DateTimeOffset now)
    {
        if (now == _now) return;
        (_now, _event) = (now, null);
        _status = board.Find(item) ?? throw new InvalidOperationException($"{item} is not on the board, which it never leaves.");
        Version = _status.VersionAt(now);
    }

    private static byte[] Write(ItemStatus status, long version, DateTimeOffset now) =>
    [
        .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"event: status\nid: {version}\ndata: ")),
        .. JsonBody.Serialize(ItemResource.Of(status, now), HostJson.Default.ItemResource),
        .. "\n\n"u8,
    ];
}
