using System.Globalization;
using Microsoft.Extensions.Options;
using Seckill.Domain.Shared;
using Seckill.Host.Access;
using Seckill.Host.Access.Rates;
using Seckill.Host.Errors;

namespace Seckill.Host.Items.Streams;

/// <summary>
/// This node's open event streams: counted, bounded for the node and per client address, and ended when the node stops or an operator
/// switches streams off.
/// </summary>
internal sealed class EventStreams : IDisposable
{
    private readonly Broadcaster _broadcaster;
    private readonly EventStreamsSwitch _streams;
    private readonly HttpLimits _limits;
    private readonly CancellationToken _stopping;
    private readonly AddressCounts _addresses;
    private readonly Lock _gate = new();
    private CancellationTokenSource _off;
    private int _open;

    public EventStreams(Broadcaster broadcaster, EventStreamsSwitch streams, IOptions<HttpLimits> limits, IHostApplicationLifetime lifetime)
    {
        (_broadcaster, _streams, _limits, _stopping) = (broadcaster, streams, limits.Value, lifetime.ApplicationStopping);
        _addresses = new AddressCounts(_limits.EventStreamsPerAddressMax);
        _off = CancellationTokenSource.CreateLinkedTokenSource(_stopping);
        streams.Changed += OnSwitched;
    }

    /// <summary>Reserves a place for a stream, which returns it when it ends. The answer is the stream, or a refusal.</summary>
    /// <param name="item">An item on the board.</param>
    /// <param name="client">The client, as reported by trusted proxies; null where the transport has no addresses.</param>
    /// <param name="lastEventId">The last event that the client has seen; anything but a version counts as none.</param>
    /// <param name="feed">What it gets its events from; the item's status when left out.</param>
    public IResult OpenFor(ItemId item, ClientAddress? client, string lastEventId, IStreamFeed? feed = null)
    {
        // In this order: a stream of this token ends if streams are switched off after the look.
        CancellationToken ending;
        lock (_gate) ending = _off.Token;
        if (!_streams.IsOn) return Problem.SwitchedOff("Event streams are switched off for now; read the item instead.");
        if (client is { } address && !_addresses.TryEnter(address))
        {
            return new Problem(ProblemKind.RateLimited, "Your address has as many event streams open as it may.")
            {
                Limit = RateLimit.AddressStreams,
                Quota = new RateQuota(_limits.EventStreamsPerAddressMax, WindowSeconds: 0),
            };
        }

        if (Interlocked.Increment(ref _open) > _limits.EventStreamsMax)
        {
            Close(client);
            return new Problem(ProblemKind.Overloaded, "This node has as many event streams open as it may.");
        }

        var seen = long.TryParse(lastEventId, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1;
        return new EventStream(feed ?? _broadcaster, item, seen, () => Close(client), ending);
    }

    public void Dispose()
    {
        _streams.Changed -= OnSwitched;
        _off.Dispose();
    }

    /// <summary>Ends the open streams when they are switched off, on other threads: ending thousands takes a while.</summary>
    private void OnSwitched(object? sender, EventArgs change)
    {
        if (_streams.IsOn) return;
        CancellationTokenSource ended;
        lock (_gate) (ended, _off) = (_off, CancellationTokenSource.CreateLinkedTokenSource(_stopping));
        _ = EndAsync(ended);

        static async Task EndAsync(CancellationTokenSource ended)
        {
            await ended.CancelAsync().ConfigureAwait(false);
            ended.Dispose();
        }
    }

    private void Close(ClientAddress? client)
    {
        Interlocked.Decrement(ref _open);
        if (client is { } address) _addresses.Leave(address);
    }
}
