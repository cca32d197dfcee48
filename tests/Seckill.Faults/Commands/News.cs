using System.Diagnostics;
using System.Globalization;
using Seckill.Faults.Shoppers;
using Seckill.Faults.Topology;

namespace Seckill.Faults.Commands;

/// <summary>
/// How long what happens to an item takes to show on every node, counted from the sending of the request that makes it happen: paused
/// and resumed, sold out and back in stock, a new title. Each is asked for at another node than the ones that are watched.
/// </summary>
internal static class News
{
    private const string Item = "news";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly string Operator = Badges.Issue("olivia", "operator");

    public static async Task<int> RunAsync(Options options, CancellationToken ending)
    {
        await using var cluster = await SaleCluster.StartAsync(new ClusterPlan { HasProxies = false, HasMovableClocks = false });
        using var wire = new Wire(Patience);
        await AskAsync(wire, cluster.Nodes[0], Put("title 0"));
        var times = new Dictionary<string, List<TimeSpan>>(StringComparer.Ordinal);
        for (var round = 1; round <= options.Of("rounds", 20) && !ending.IsCancellationRequested; round++)
        {
            var title = string.Create(CultureInfo.InvariantCulture, $"title {round}");
            (string What, Call Call, string Shown)[] happenings =
            [
                ("paused", Post("pause"), "\"phase\":\"paused\""),
                ("resumed", Post("resume"), "\"phase\":\"open\""),
                ("sold out", Buy(round), "\"phase\":\"sold_out\""),
                ("back in stock", Restock(round), "\"phase\":\"open\""),
                ("new title", Put(title), $"\"title\":\"{title}\""),
            ];
            foreach (var (what, call, shown) in happenings)
            {
                var teller = cluster.Nodes[round % cluster.Nodes.Count];
                var sentAt = Stopwatch.GetTimestamp();
                var watching = cluster.Nodes.Where(node => node != teller).Select(node => WatchAsync(wire, node, shown, sentAt)).ToArray();
                await AskAsync(wire, teller, call);
                if (!times.TryGetValue(what, out var all)) times[what] = all = [];
                all.AddRange(await Task.WhenAll(watching));
            }
        }

        foreach (var (what, all) in times)
        {
            var ordered = all.Select(time => time.TotalMilliseconds).Order().ToArray();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{what}: median {ordered[ordered.Length / 2]:F0} ms, longest {ordered[^1]:F0} ms, of {ordered.Length}"));
        }

        return 0;
    }

    private static async Task AskAsync(Wire wire, ClusterNode node, Call call)
    {
        var heard = await wire.SendAsync(node, call);
        if (heard.Status is not (200 or 201)) throw new InvalidOperationException($"{call.Path}: {heard.Status} {heard.Name}");
    }

    /// <summary>Asks a node again and again until it shows the news; the answer to every question comes out of its memory.</summary>
    private static async Task<TimeSpan> WatchAsync(Wire wire, ClusterNode node, string shown, long since)
    {
        while (true)
        {
            var heard = await wire.SendAsync(node, new Call(HttpMethod.Get, $"/api/items/{Item}"));
            var elapsed = Stopwatch.GetElapsedTime(since);
            if (heard.Body?.ToJsonString().Contains(shown, StringComparison.Ordinal) == true) return elapsed;
            if (elapsed > Patience) throw new TimeoutException($"{node} did not show {shown} within {Patience}.");
        }
    }

    private static Call Post(string what) => new(HttpMethod.Post, $"/api/admin/items/{Item}/{what}") { Badge = Operator };

    private static Call Put(string title) => new(HttpMethod.Put, $"/api/admin/items/{Item}")
    {
        Badge = Operator,
        Body = new
        {
            title, price = new { amount = 1, currency = "CNY" }, stock = 1, perBuyerLimit = 1_000_000, paymentWindowSeconds = 86_400,
            startsAt = "2026-01-01T00:00:00Z", endsAt = "2099-01-01T00:00:00Z",
        },
    };

    /// <summary>The one unit that there is.</summary>
    private static Call Buy(int round) => new(HttpMethod.Post, $"/api/items/{Item}/orders")
    {
        Badge = Badges.Issue(string.Create(CultureInfo.InvariantCulture, $"buyer-{round}")), Body = new { quantity = 1 },
    };

    private static Call Restock(int round) => new(HttpMethod.Post, $"/api/admin/items/{Item}/stock")
    {
        Badge = Operator, Key = string.Create(CultureInfo.InvariantCulture, $"restock-{round}"), Body = new { delta = 1, reason = "news" },
    };
}
