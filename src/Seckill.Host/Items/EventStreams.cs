using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Seckill.Actors.Board;
using Seckill.Actors.Hosting;
using Seckill.Domain.Shared;
using Seckill.Host.Access;

namespace Seckill.Host.Items;

/// <summary>The event streams that this node has open: counted, bounded, and ended when it stops.</summary>
internal sealed class EventStreams(
    Board board, TimeProvider time, IOptions<SeckillLimits> limits, IOptions<HttpLimits> httpLimits, IHostApplicationLifetime lifetime)
{
    private int _open;

    /// <summary>Streams open now.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Takes a place for a stream; the stream gives it back when it ends. False when there is none.</summary>
    /// <param name="item">An item on the board.</param>
    /// <param name="lastEventId">What the client says it has seen; anything but a version counts as nothing.</param>
    /// <param name="stream">Runs as the answer of the request.</param>
    public bool TryOpen(ItemId item, string lastEventId, [NotNullWhen(true)] out EventStream? stream)
    {
        stream = null;
        if (Interlocked.Increment(ref _open) > limits.Value.EventStreamsMax)
        {
            Interlocked.Decrement(ref _open);
            return false;
        }

        var seen = long.TryParse(lastEventId, System.Globalization.NumberStyles.None, null, out var version) ? version : -1;
        var pause = TimeSpan.FromMilliseconds(httpLimits.Value.EventStreamPauseMs);
        stream = new EventStream(board, item, seen, pause, time, () => Interlocked.Decrement(ref _open), lifetime.ApplicationStopping);
        return true;
    }
}
