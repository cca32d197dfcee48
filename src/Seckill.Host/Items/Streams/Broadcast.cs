using System.Globalization;
using System.Text;
using Seckill.Actors.Board;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Wire;

namespace Seckill.Host.Items.Streams;

/// <summary>
/// What the streams of one item are told at a moment: its newest face, put into words once for all of them. Made anew for each moment,
/// since an event tells the service's clock.
/// </summary>
internal sealed class Broadcast(Board board, ItemId item)
{
    private DateTimeOffset _now;
    private ItemStatus? _status;
    private byte[]? _face;

    /// <summary>Streams that listen.</summary>
    public int Listeners { get; set; }

    /// <summary>The version at the moment.</summary>
    public long Version { get; private set; }

    /// <summary>The event at the moment. Its bytes never change.</summary>
    public byte[] Face => _face ??= Write(_status!, Version, _now);

    /// <summary>Looks at the board, unless it has done so at this moment.</summary>
    public void LookAt(DateTimeOffset now)
    {
        if (now == _now) return;
        (_now, _face) = (now, null);
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
