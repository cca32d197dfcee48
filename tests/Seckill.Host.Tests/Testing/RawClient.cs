using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Seckill.Host.Tests.Testing;

/// <summary>A connection that stays open and comes from an address of its own; loopback has sixteen million of them.</summary>
public sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public static async Task<RawClient> ConnectAsync(string from, int port)
    {
        var client = new RawClient();
        client._socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await client._socket.ConnectAsync(IPAddress.Loopback, port);
        return client;
    }

    public async Task SendAsync(byte[] bytes) => await _socket.SendAsync(bytes);

    /// <summary>What comes next, in one piece; empty when the host has closed the connection.</summary>
    public async Task<string> ReadAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        return await ReadAsync(limit.Token);
    }

    public async Task<string> ReadAsync(CancellationToken cancellation)
    {
        var buffer = new byte[4_096];
        return Encoding.Latin1.GetString(buffer, 0, await _socket.ReceiveAsync(buffer, cancellation));
    }

    /// <summary>The answer to a request; empty when the host closes the connection instead.</summary>
    public async Task<string> AskAsync(byte[] request)
    {
        try
        {
            await SendAsync(request);
            return await ReadAsync();
        }
        catch (SocketException)
        {
            return "";
        }
    }

    public void Dispose() => _socket.Dispose();
}
