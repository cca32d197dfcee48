using System.Net;
using System.Net.Sockets;

namespace Seckill.Benchmarks.Load;

/// <summary>Open connections to one server, and one place to wait for all of them.</summary>
internal sealed class ConnectionPool : IDisposable
{
    private readonly Epoll _events = new();
    private readonly List<Connection> _connections = [];

    public ConnectionPool(Uri address, int count)
    {
        var server = new IPEndPoint(IPAddress.Parse(address.Host), address.Port);
        try
        {
            for (var i = 0; i < count; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                _connections.Add(new Connection(socket));
                socket.Connect(server);
                socket.Blocking = false;
                _events.Watch((int)socket.Handle, i);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IReadOnlyList<Connection> All => _connections;

    /// <summary>Waits for answers; see <see cref="Epoll.Wait"/>.</summary>
    public int Wait(TimeSpan patience, Span<int> ready) => _events.Wait(patience, ready);

    public void Dispose()
    {
        foreach (var connection in _connections) connection.Dispose();
        _events.Dispose();
    }
}
