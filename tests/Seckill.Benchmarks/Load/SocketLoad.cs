using System.Diagnostics;
using System.Text;
using Seckill.Benchmarks.Accounting;

namespace Seckill.Benchmarks.Load;

/// <summary>
/// Purchases over many kept-alive connections, from one thread. With a rate it is an open loop: requests fall due at constant
/// intervals whether or not earlier ones were answered, and latency counts from when a request was <em>due</em>, so that a stalled
/// server cannot hide its stall (coordinated omission). Without a rate it is a closed loop at saturation.
/// </summary>
/// <param name="buyers">Who asks, one after the other.</param>
/// <param name="address">The server.</param>
/// <param name="item">What they ask for.</param>
internal sealed class SocketLoad(Buyers buyers, Uri address, string item)
{
    /// <summary>How long answers are waited for after the last request.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(8);

    private static readonly byte[] LineEnds = "\r\n\r\n"u8.ToArray();

    private readonly byte[] _head = HeadOf(address, item);

    public int Connections { get; init; } = 256;

    /// <summary>Requests due per second; null for a closed loop.</summary>
    public double? RatePerSecond { get; init; }

    /// <summary>The load ends after so many requests at the latest.</summary>
    public long RequestsMax { get; init; } = long.MaxValue;

    /// <summary>The load ends after this time at the latest.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long the load counts as opening, in which fresh connections are accepted and a crowd arrives at once: wins that were asked for
    /// in that time have a histogram of their own.
    /// </summary>
    public TimeSpan Opening { get; init; } = TimeSpan.Zero;

    /// <summary>The buyer who asks first.</summary>
    public long FirstBuyer { get; init; }

    /// <summary>With this set, every tenth request asks for this item instead: one that is sold out, so that refusals are measured too.</summary>
    public string? OtherItem { get; init; }

    /// <summary>Runs the load on a thread of its own.</summary>
    public Task<SocketLoadResult> RunAsync() =>
        Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private SocketLoadResult Run()
    {
        using var connections = new ConnectionPool(address, Connections);
        var otherHead = OtherItem is null ? _head : HeadOf(address, OtherItem);
        var result = new SocketLoadResult();
        var request = new byte[_head.Length + otherHead.Length + buyers[0].Length + LineEnds.Length];
        var free = new Stack<Connection>(connections.All);
        var ready = new int[1_024];
        var ticksPerRequest = Stopwatch.Frequency / (RatePerSecond ?? Stopwatch.Frequency);
        var cpu = ThreadUsage.CpuSeconds();
        var began = Stopwatch.GetTimestamp();
        var end = began + (long)(Duration.TotalSeconds * Stopwatch.Frequency);
        var isOpen = RatePerSecond is not null;
        while (true)
        {
            var now = Stopwatch.GetTimestamp();
            var due = began + (long)(result.Sent * ticksPerRequest);
            while (free.Count > 0 && result.Sent < RequestsMax && now < end && (!isOpen || due <= now))
            {
                // However late a connection becomes free for it, it counts from when it was due. What finds none is counted as unsent.
                Send(free.Pop(), result.Sent, isOpen ? due : now);
                result.Sent++;
                due = began + (long)(result.Sent * ticksPerRequest);
                now = Stopwatch.GetTimestamp();
            }

            var isSending = result.Sent < RequestsMax && now < end;
            if (!isSending && (free.Count == Connections || now > end + Grace.TotalSeconds * Stopwatch.Frequency)) break;
            var patience = isSending && isOpen && free.Count > 0 ? Stopwatch.GetElapsedTime(now, due) : TimeSpan.FromMilliseconds(20);
            var count = connections.Wait(patience, ready);
            now = Stopwatch.GetTimestamp();
            foreach (var tag in ready.AsSpan(0, count))
            {
                var connection = connections.All[tag];
                if (!connection.TryRead(out var status)) continue;
                var isOpening = Stopwatch.GetElapsedTime(began, connection.Since) < Opening;
                result.Add(status, Stopwatch.GetElapsedTime(connection.Since, now), Stopwatch.GetElapsedTime(began, now), isOpening);
                free.Push(connection);
            }
        }

        result.Finish(
            Stopwatch.GetElapsedTime(began), ThreadUsage.CpuSeconds() - cpu,
            isOpen ? (long)(Duration.TotalSeconds * RatePerSecond!.Value) : result.Sent);
        return result;

        void Send(Connection connection, long number, long since)
        {
            var head = OtherItem is not null && number % 10 == 9 ? otherHead : _head;
            var token = buyers[FirstBuyer + number];
            head.CopyTo(request, 0);
            token.CopyTo(request.AsSpan(head.Length));
            LineEnds.CopyTo(request, head.Length + token.Length);
            connection.Send(request.AsSpan(0, head.Length + token.Length + LineEnds.Length), since);
        }
    }

    private static byte[] HeadOf(Uri address, string item) => Encoding.ASCII.GetBytes(
        $"POST /api/items/{item}/orders HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Length: 0\r\nAuthorization: Bearer ");
}
