using System.Net;
using System.Net.Sockets;

namespace Seckill.Storage.Tests.Testing;

/// <summary>
/// Stands between a client and a server on loopback and, when told to, swallows every byte in both directions: connections stay
/// open and new ones are accepted, nothing is ever answered, and nobody is told. This is what a lost route looks like.
/// </summary>
internal sealed class SwallowingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly int _serverPort;
    private readonly Task _accepting;
    private volatile bool _swallows;

    public SwallowingProxy(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From now on nothing passes. What was sent meanwhile is lost even after <see cref="Forward"/>.</summary>
    public void Swallow() => _swallows = true;

    /// <summary>New bytes pass again.</summary>
    public void Forward() => _swallows = false;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(ConnectAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ConnectAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _serverPort, _stopping.Token);
                // When one side closes, the other is closed too.
                await await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
            }
            catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The connection is over, which is all there is to say.
            }
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to)
    {
        var buffer = new byte[16 * 1_024];
        while (await from.GetStream().ReadAsync(buffer, _stopping.Token) is > 0 and var count)
        {
            if (!_swallows) await to.GetStream().WriteAsync(buffer.AsMemory(0, count), _stopping.Token);
        }
    }
}
