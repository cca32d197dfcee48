using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Seckill.Faults.Topology;

namespace Seckill.Faults.Shoppers;

/// <summary>What a burst of purchases came to.</summary>
internal sealed record Milled(long Wins, long Others, TimeSpan Took, TimeSpan NodesBusy, TimeSpan LoadBusy)
{
    public double WinsPerSecond => Wins / Took.TotalSeconds;

    /// <summary>Microseconds of processor time that all nodes together took for one win.</summary>
    public double NodesCpu => NodesBusy.TotalMicroseconds / Wins;

    /// <summary>Microseconds of processor time that the load took for one win.</summary>
    public double LoadCpu => LoadBusy.TotalMicroseconds / Wins;
}

/// <summary>Buys as fast as the machine can, without looking at more than the status: for figures.</summary>
internal sealed class Mill : IDisposable
{
    /// <summary>A prime, so that it takes long until a buyer meets the same item again.</summary>
    private const int BuyersCount = 49_999;

    private static readonly AuthenticationHeaderValue[] AllBadges = [.. Enumerable.Range(0, BuyersCount)
        .Select(number => new AuthenticationHeaderValue("Bearer", Badges.Issue(string.Create(CultureInfo.InvariantCulture, $"m{number}"))))];

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 2_048 });

    /// <summary>Every connection buys at another address each time.</summary>
    /// <param name="nodes">Whose processor time counts.</param>
    /// <param name="addresses">Where orders are taken; their number has no factor 7.</param>
    /// <param name="connections">Buyers at once.</param>
    /// <param name="length">How long.</param>
    public async Task<Milled> RunAsync(IReadOnlyList<ClusterNode> nodes, IReadOnlyList<Uri> addresses, int connections, TimeSpan length)
    {
        var (wins, others, next) = (0L, 0L, 0);
        var (nodesBefore, loadBefore) = (BusyOf(nodes), Environment.CpuUsage.TotalTime);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            while (watch.Elapsed < length)
            {
                var turn = Interlocked.Increment(ref next);
                using var request = new HttpRequestMessage(HttpMethod.Post, addresses[turn * 7 % addresses.Count]);
                request.Headers.Authorization = AllBadges[turn % BuyersCount];
                using var response = await _http.SendAsync(request);
                if ((int)response.StatusCode == 201) Interlocked.Increment(ref wins);
                else Interlocked.Increment(ref others);
            }
        }));
        return new Milled(wins, others, watch.Elapsed, BusyOf(nodes) - nodesBefore, Environment.CpuUsage.TotalTime - loadBefore);
    }

    private static TimeSpan BusyOf(IReadOnlyList<ClusterNode> nodes)
    {
        var busy = TimeSpan.Zero;
        foreach (var node in nodes)
        {
            using var process = Process.GetProcessById(node.ProcessId);
            busy += process.TotalProcessorTime;
        }

        return busy;
    }

    public void Dispose() => _http.Dispose();
}
