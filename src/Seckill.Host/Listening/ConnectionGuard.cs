using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Options;
using Seckill.Actors.Telemetry;
using Seckill.Host.Access;
using Seckill.Host.Access.Rates;

namespace Seckill.Host.Listening;

/// <summary>
/// Decides which connections the server accepts: up to a bound for the node, up to another per client address, and only those that send
/// a first byte soon. Kestrel would let a new connection be silent as long as one that is kept alive between requests, so a few hundred
/// silent ones could hold all places. The guard runs once per connection, before TLS, and costs a request nothing.
/// </summary>
internal sealed class ConnectionGuard
{
    private static readonly Counter<long> Refused = EngineMetrics.Meter.CreateCounter<long>(
        "seckill.connections.refused", "{connection}", "Connections closed unanswered, by reason: node_limit, address_limit, or silent.");

    /// <summary>How long a client may take for the rest when the server stops.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly ConnectionBounds _bounds;
    private readonly TimeSpan _patience;
    private readonly AddressCounts _addresses;
    private readonly Func<IPAddress, bool> _isExempt;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly LogThrottle _throttle;
    private int _open;

    /// <summary>Guards the main listener. A trusted proxy connects for everybody, so only the node's bound applies to it.</summary>
    [ActivatorUtilitiesConstructor]
    public ConnectionGuard(IOptions<HttpLimits> limits, IOptions<TrustedProxies> proxies, TimeProvider time, ILogger<ConnectionGuard> log)
        : this(limits.Value.Connections, proxies.Value.Covers, time, log)
    {
    }

    /// <summary>Guards a listener with these bounds.</summary>
    /// <param name="bounds">How many connections it accepts, and how long they may be silent.</param>
    /// <param name="isExempt">Addresses exempt from the bound per address.</param>
    /// <param name="time">The clock of the first-byte time-out.</param>
    /// <param name="log">Gets an occasional line while connections are refused.</param>
    public ConnectionGuard(ConnectionBounds bounds, Func<IPAddress, bool> isExempt, TimeProvider time, ILogger log)
    {
        (_bounds, _isExempt, _time, _log) = (bounds, isExempt, time, log);
        _patience = TimeSpan.FromMilliseconds(bounds.FirstByteTimeoutMs);
        _addresses = new AddressCounts(bounds.PerAddressMax);
        _throttle = new LogThrottle(time, TimeSpan.FromSeconds(1));
    }

    /// <summary>Makes every reason appear in the metrics with 0.</summary>
    public static void Announce()
    {
        foreach (var reason in (string[])["node_limit", "address_limit", "silent"]) Refused.Add(0, Because(reason));
    }

    /// <summary>Runs before the server's own handling of connections.</summary>
    public ConnectionDelegate Guard(ConnectionDelegate next) => connection => AcceptAsync(connection, next);

    private async Task AcceptAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        try
        {
            if (Interlocked.Increment(ref _open) > _bounds.Max) Refuse("node_limit", "ConnectionsMax", connection);
            else await AcceptFromAddressAsync(connection, next).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task AcceptFromAddressAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if ((connection.RemoteEndPoint as IPEndPoint)?.Address is not { } remote || _isExempt(remote))
        {
            await AwaitFirstByteAsync(connection, next).ConfigureAwait(false);
            return;
        }

        var address = new ClientAddress(remote);
        if (!_addresses.TryEnter(address))
        {
            Refuse("address_limit", "ConnectionsPerAddressMax", connection);
            return;
        }

        try
        {
            await AwaitFirstByteAsync(connection, next).ConfigureAwait(false);
        }
        finally
        {
            _addresses.Leave(address);
        }
    }

    private async Task AwaitFirstByteAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (_patience > TimeSpan.Zero && !await IsHeardAsync(connection).ConfigureAwait(false)) return;
        await next(connection).ConfigureAwait(false);
        if (ClosingOf(connection).IsCancellationRequested) _ = CutAsync(connection);
    }

    /// <summary>
    /// Cuts a connection some time after all is said on it. When the server stops, it would wait for what a client does not take until its
    /// own patience ends.
    /// </summary>
    private async Task CutAsync(ConnectionContext connection)
    {
        await Task.Delay(Farewell, _time, connection.ConnectionClosed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!connection.ConnectionClosed.IsCancellationRequested) connection.Abort();
    }

    private static CancellationToken ClosingOf(ConnectionContext connection) =>
        connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;

    /// <summary>Waits for the first byte. False when none came in time, the client left, or the server stops.</summary>
    private async Task<bool> IsHeardAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        using var patience = new CancellationTokenSource(_patience, _time);
        var stopping = ClosingOf(connection);
        await using var end = stopping.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), patience)
            .ConfigureAwait(false);
        try
        {
            var read = await input.ReadAsync(patience.Token).ConfigureAwait(false);
            // Neither consumes nor examines anything, so the server's first read gets all of it at once.
            input.AdvanceTo(read.Buffer.Start, read.Buffer.Start);
            return !read.Buffer.IsEmpty;
        }
        catch (IOException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            if (!stopping.IsCancellationRequested) Refused.Add(1, Because("silent"));
            return false;
        }
    }

    private void Refuse(string reason, string option, ConnectionContext connection)
    {
        Refused.Add(1, Because(reason));
        if (_throttle.IsOpen(out var untold))
        {
            _log.LogWarning(
                "A connection from {Address} was refused: {Option} is reached ({Untold} more refusals since the last line)",
                connection.RemoteEndPoint, $"{_bounds.Section}:{option}", untold);
        }
    }

    private static KeyValuePair<string, object?> Because(string reason) => new("reason", reason);
}
