using System.Globalization;
using Microsoft.Extensions.Options;
using Seckill.Domain.Shared;
using Seckill.Host.Access;
using Seckill.Host.Errors;

namespace Seckill.Host.Items.Streams;

/// <summary>This node's open event streams: counted, bounded for the node and per client address, and ended when the node stops.</summary>
internal sealed class EventStreams(Broadcaster broadcaster, IOptions<HttpLimits> limits, IHostApplicationLifetime lifetime)
{
    private readonly AddressCounts _addresses = new(limits.Value.EventStreamsPerAddressMax);
    private int _open;

    /// <summary>Number of open streams.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Reserves a place for a stream, which returns it when it ends. The answer is the stream, or a refusal.</summary>
    /// <param name="item">An item on the board.</param>
    /// <param name="client">The client, as reported by trusted proxies; null where the transport has no addresses.</param>
    /// <param name="lastEventId">The last event that the client has seen; anything but a version counts as none.</param>
    public IResult OpenFor(ItemId item, ClientAddress? client, string lastEventId)
    {
        if (client is { } address && !_addresses.TryEnter(address))
            return new Problem(ProblemKind.RateLimited, "Your address has as many event streams open as it may.");
        if (Interlocked.Increment(ref _open) > limits.Value.EventStreamsMax)
        {
            Close(client);
            return new Problem(ProblemKind.Overloaded, "This node has as many event streams open as it may.");
        }

        var seen = long.TryParse(lastEventId, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1;
        return new EventStream(broadcaster, item, seen, () => Close(client), lifetime.ApplicationStopping);
    }

    private void Close(ClientAddress? client)
    {
        Interlocked.Decrement(ref _open);
        if (client is { } address) _addresses.Leave(address);
    }
}
