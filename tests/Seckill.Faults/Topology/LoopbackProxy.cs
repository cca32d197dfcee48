using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Seckill.Faults.Topology;

/// <summary>
/// Stands in front of one party and forwards what comes, so that a link to it can be cut without any right of the system. Who
/// connects is seen from the first bytes: nodes tell their address when they shake hands.
/// </summary>
internal sealed class LoopbackProxy : IAsyncDisposable
{
    private const int BufferBytes = 64 * 1_024;

    /// <summary>A handshake is far shorter; whoever has not told its address by then never will.</summary>
    private const int IntroductionBytesMax = 4_096;

    private readonly Socket _listener;
    private readonly IPEndPoint _target;
    private readonly IReadOnlyDictionary<string, Link> _linkOfCaller;
    private readonly Link? _onlyLink;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _accepting;

    private LoopbackProxy(IPEndPoint listen, IPEndPoint target, IReadOnlyDictionary<string, Link> linkOfCaller, Link? onlyLink)
    {
        (_target, _linkOfCaller, _onlyLink) = (target, linkOfCaller, onlyLink);
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Bind(listen);
        _listener.Listen(512);
        _accepting = AcceptAsync();
    }

    /// <summary>Everybody who connects shares one link.</summary>
    public static LoopbackProxy Before(IPEndPoint target, IPEndPoint listen, Link link) =>
        new(listen, target, new Dictionary<string, Link>(), link);

    /// <summary>Each caller has a link of its own, found by the address that it tells in its first bytes.</summary>
    public static LoopbackProxy Before(IPEndPoint target, IPEndPoint listen, IReadOnlyDictionary<string, Link> linkOfCaller) =>
        new(listen, target, linkOfCaller, onlyLink: null);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                var caller = await _listener.AcceptAsync(_closing.Token);
                open.RemoveAll(connection => connection.IsCompleted);
                open.Add(ServeAsync(caller));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(Socket caller)
    {
        using var _ = caller;
        caller.NoDelay = true;
        try
        {
            var (link, introduction) = _onlyLink is not null ? (_onlyLink, []) : await MeetAsync(caller);
            if (link is null) return;
            if (link.IsCut)
            {
                await SwallowAsync(caller, link);
                return;
            }

            using var target = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await target.ConnectAsync(_target, _closing.Token);
            if (introduction.Length > 0) await target.SendAsync(introduction, _closing.Token);
            link.Count(introduction.Length);
            await RelayAsync(caller, target, link);
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side is gone, or the proxy is: both sockets are closed on the way out, which is what each side has to notice.
        }
    }

    /// <summary>Reads until the caller has told which node it is.</summary>
    private async Task<(Link? Link, byte[] Introduction)> MeetAsync(Socket caller)
    {
        var buffer = new byte[IntroductionBytesMax];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await caller.ReceiveAsync(buffer.AsMemory(length), _closing.Token);
            if (read == 0) return (null, []);
            length += read;
            var said = Encoding.Latin1.GetString(buffer, 0, length);
            foreach (var (address, link) in _linkOfCaller)
            {
                if (said.Contains(address, StringComparison.Ordinal)) return (link, buffer[..length]);
            }
        }

        return (null, []);
    }

    /// <summary>Both directions, until one ends; a connection that lost something to a cut ends when the link has healed.</summary>
    private async Task RelayAsync(Socket caller, Socket target, Link link)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        Task[] directions = [PumpAsync(caller, target, link, over.Token), PumpAsync(target, caller, link, over.Token)];
        await Task.WhenAny(directions);
        // A goodbye does not get through a cut either.
        await link.WhenWhole.WaitAsync(_closing.Token);
        await over.CancelAsync();
        await Task.WhenAll(directions);
    }

    private static async Task PumpAsync(Socket from, Socket to, Link link, CancellationToken over)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, over)) > 0)
            {
                if (link.IsCut)
                {
                    await SwallowAsync(from, link, over);
                    return;
                }

                link.Count(read);
                for (var sent = 0; sent < read;) sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), over);
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // This direction is over; the caller of this method ends the other one.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private Task SwallowAsync(Socket from, Link link) => SwallowAsync(from, link, _closing.Token);

    /// <summary>Takes whatever comes, so that the sender notices nothing, until the link has healed.</summary>
    private static async Task SwallowAsync(Socket from, Link link, CancellationToken over)
    {
        var healed = link.WhenWhole;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(over);
        var swallowing = DrainAsync(from, stop.Token);
        await healed.WaitAsync(over);
        await stop.CancelAsync();
        await swallowing;
    }

    private static async Task DrainAsync(Socket from, CancellationToken stop)
    {
        var buffer = new byte[BufferBytes];
        try
        {
            while (await from.ReceiveAsync(buffer, stop) > 0)
            {
                // Lost in the cut.
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Healed, or the sender is gone.
        }
    }
}
