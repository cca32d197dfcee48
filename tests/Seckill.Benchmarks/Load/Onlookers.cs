using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Seckill.Benchmarks.Load;

/// <summary>People who do not buy but look on: each has an event stream of the item open, and reads what comes. Loopback only.</summary>
internal sealed class Onlookers : IAsyncDisposable
{
    /// <summary>Fewer than the host allows an address. Each further crowd comes from the next address of 127.0.1.0/24.</summary>
    private const int PerAddress = 500;

    private const int OpeningAtOnce = 32;

    private readonly List<Socket> _sockets = [];
    private readonly List<Task> _reading = [];
    private long _events;

    private Onlookers()
    {
    }

    /// <summary>Events that have come so far.</summary>
    public long Events => Interlocked.Read(ref _events);

    /// <summary>Opens so many streams, and returns when each has its first event.</summary>
    public static async Task<Onlookers> OpenAsync(Uri host, string item, int count)
    {
        if (!host.IsLoopback) throw new InvalidOperationException($"Onlookers are for this machine only, not for {host}.");
        var all = new Onlookers();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = OpeningAtOnce }, async (number, _) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            lock (all._sockets) all._sockets.Add(socket);
            socket.Bind(new IPEndPoint(IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"127.0.1.{1 + (number / PerAddress)}")), 0));
            await socket.ConnectAsync(IPAddress.Loopback, host.Port, CancellationToken.None);
            await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /api/items/{item}/events HTTP/1.1\r\nHost: shop\r\n\r\n"), CancellationToken.None);
            await AwaitFirstAsync(socket, item);
            lock (all._reading) all._reading.Add(all.ReadAsync(socket));
        });
        return all;
    }

    /// <summary>Closes all streams. A stream that the host has ended is an error: it had no reason to.</summary>
    public async ValueTask DisposeAsync()
    {
        var ended = _reading.Count(reading => reading.IsCompleted);
        foreach (var socket in _sockets) socket.Dispose();
        await Task.WhenAll(_reading);
        if (ended > 0) throw new InvalidOperationException($"The host has ended {ended} of {_sockets.Count} event streams.");
    }

    private static async Task AwaitFirstAsync(Socket socket, string item)
    {
        var buffer = new byte[4_096];
        var text = new StringBuilder();
        while (!text.ToString().Contains("event: status", StringComparison.Ordinal))
        {
            var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
            text.Append(Encoding.UTF8.GetString(buffer, 0, received));
            if (received == 0) throw new InvalidOperationException($"No event stream of {item}: {text}");
        }
    }

    private async Task ReadAsync(Socket socket)
    {
        var buffer = new byte[2_048];
        try
        {
            // An event is written and read in one go, as a rule; a heartbeat is shorter.
            while (await socket.ReceiveAsync(buffer, CancellationToken.None) is > 0 and var received)
            {
                if (received > 64) Interlocked.Increment(ref _events);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Closed by us, at the end.
        }
    }
}
