using System.Globalization;
using Microsoft.Extensions.Options;
using Seckill.Domain.Shared;
using Seckill.Host.Access;
using Seckill.Host.Errors;

namespace Seckill.Host.Items.Streams;

/// <summary>The event streams that this node has open: counted, bounded for the node and for each client address, and ended when it stops.</summary>
internal sealed class EventStreams(Broadcaster broadcaster, IOptions<HttpLimits> limits, IHostApplicationLifetime lifetime)
{
    private readonly AddressCounts _addresses = new(limits.Value.EventStreamsPerAddressMax);
    private int _open;

    /// <summary>Streams open now.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Takes a place for a stream; the stream gives it back when it ends. The answer is the stream, or a refusal.</summary>
    /// <param name="item">An item on the board.</param>
    /// <param name="client">Who asks, as trusted proxies tell it; null where the transport has no addresses.</param>
    /// <param name="lastEventId">What the client says it has seen; anything but a version counts as nothing.</param>
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
