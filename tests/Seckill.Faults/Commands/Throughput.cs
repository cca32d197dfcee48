using System.Globalization;
using Npgsql;
using Seckill.Faults.Shoppers;
using Seckill.Faults.Topology;
using Seckill.Testing;

namespace Seckill.Faults.Commands;

/// <summary>
/// Winning purchases per second with one, two and three nodes and many items. All clusters stand side by side on databases of
/// one server, are measured in the first second after all of their nodes are ready, are warmed up until their code is compiled (many
/// processes on few cores take a while), and are then measured in interleaved rounds; then in single seconds that begin with new
/// connections, as the first one did; and, in runs of their own with proxies in the path, the bytes between nodes for one win. The load runs
/// on the same cores, and its own code is warm before the first second counts; <c>--cpu N</c> gives every node N percent of one core and no more,
/// as if it had a machine of its own. <c>--apart 1</c>
/// also measures as many hosts that know nothing of each other and share the items out: what several processes cost without a cluster.
/// </summary>
internal static class Throughput
{
    private static readonly Layout[] Clusters = [new(1, 1), new(1, 2), new(1, 3)];
    private static readonly Layout[] HostsApart = [new(2, 1), new(3, 1)];

    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    /// <summary>Before anything counts: by then most of the load's own code is compiled.</summary>
    private static readonly TimeSpan LoadWarmUp = TimeSpan.FromSeconds(10);

    /// <summary>Loads of one second whose median the first second is compared with.</summary>
    private const int SteadySeconds = 5;

    /// <summary>Nodes rehearse, as they do outside tests; tests leave it out.</summary>
    private static readonly Dictionary<string, string> AsInUse = new() { ["Seckill__Rehearsal__MaxMs"] = "2000" };

    /// <summary>Eleven nodes may stand side by side.</summary>
    private const int ConnectionsMax = 400;

    public static async Task<int> RunAsync(Options options, CancellationToken ending)
    {
        var (rounds, connections, items) = (options.Of("rounds", 5), options.Of("connections", 512), options.Of("items", 30));
        var length = TimeSpan.FromSeconds(options.Of("seconds", 8));
        var warmUp = TimeSpan.FromSeconds(options.Of("warm", 30));
        Layout[] layouts = options.Of("apart", 0) > 0 ? [.. Clusters, .. HostsApart] : Clusters;
        if (items < layouts.Max(layout => layout.Clusters)) throw new ArgumentException("'--items' is too small: every host needs one.");
        await using var postgres = await PostgresServer.StartAsync(ConnectionsMax);
        await using (var forTheLoad = await Rival.StartAsync(postgres, Clusters[0], items, hasProxies: false))
            await forTheLoad.MillAsync(connections, LoadWarmUp);

        var rivals = new List<Rival>();
        try
        {
            foreach (var layout in layouts)
            {
                rivals.Add(await Rival.StartAsync(postgres, layout, items, hasProxies: false));
                if (options.Of("cpu", 0) is > 0 and var percent) rivals[^1].Limit(percent);
                rivals[^1].First = await rivals[^1].OneSecondAsync(connections);
                await rivals[^1].MillAsync(connections, warmUp);
            }

            for (var round = 1; round <= rounds; round++)
            {
                for (var turn = 0; turn < rivals.Count && !ending.IsCancellationRequested; turn++)
                {
                    var rival = rivals[(turn + round) % rivals.Count];
                    var milled = await rival.MillAsync(connections, length);
                    rival.Rates.Add(milled.WinsPerSecond);
                    Print($"round {round}, {rival}: {milled.WinsPerSecond:F0} wins/s, {milled.Others} other answers; us of CPU per win: nodes {milled.NodesCpu:F0}, load {milled.LoadCpu:F0}");
                }
            }

            for (var turn = 0; turn < SteadySeconds * rivals.Count && !ending.IsCancellationRequested; turn++)
                rivals[turn % rivals.Count].Steady.Add(await rivals[turn % rivals.Count].OneSecondAsync(connections));

            foreach (var rival in rivals)
            {
                await rival.CheckAsync();
                Print($"median of {rival.Rates.Count} with {rival}: {Median(rival.Rates):F0} wins/s, {Median(rival.Rates) / Median(rivals[0].Rates):F2} of one node");
                Print($"first second of {rival}: {rival.First:F0} wins, {rival.First / Median(rival.Steady):F2} of a later one with new connections ({Median(rival.Steady):F0})");
            }
        }
        finally
        {
            foreach (var rival in rivals) await rival.DisposeAsync();
        }

        foreach (var layout in Clusters.Where(layout => layout.Nodes > 1))
        {
            await using var rival = await Rival.StartAsync(postgres, layout, items, hasProxies: true);
            await rival.MillAsync(connections, length);
            var before = rival.RemoteBytes;
            var milled = await rival.MillAsync(connections, length);
            var bytes = rival.RemoteBytes - before;
            await rival.CheckAsync();
            Print($"between {rival}: {bytes / (double)milled.Wins:F0} bytes per win ({milled.Wins} wins, {bytes / 1e6:F1} MB)");
        }

        return 0;
    }

    private static double Median(List<double> values) => values.Count == 0 ? 0 : values.Order().ElementAt(values.Count / 2);

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>So many clusters that know nothing of each other, of so many nodes each.</summary>
    private sealed record Layout(int Clusters, int Nodes);

    /// <summary>A cluster, and its market of items that do not sell out.</summary>
    private sealed record Place(SaleCluster Cluster, Sale Sale) : IAsyncDisposable
    {
        public IEnumerable<Uri> Addresses => Cluster.Nodes.SelectMany(node =>
            Sale.Market.Stalls.Select(stall => new Uri(node.Address, $"/api/items/{stall.Item}/orders")));

        public async ValueTask DisposeAsync()
        {
            await Sale.DisposeAsync();
            await Cluster.DisposeAsync();
        }
    }

    /// <summary>One layout with all its places, and all that was bought there.</summary>
    private sealed class Rival(Layout layout) : IAsyncDisposable
    {
        private Mill _mill = new();
        private readonly List<Place> _places = [];
        private readonly List<CpuShare> _shares = [];
        private (long Wins, long Others) _total;

        public List<double> Rates { get; } = [];

        /// <summary>Wins in its first second.</summary>
        public double First { get; set; }

        /// <summary>Wins in later seconds that begin with new connections.</summary>
        public List<double> Steady { get; } = [];

        public long RemoteBytes => _places.Sum(place => place.Cluster.Network!.RemoteBytes);

        private ClusterNode[] Nodes => [.. _places.SelectMany(place => place.Cluster.Nodes)];

        /// <param name="postgres">Gets a database for each cluster.</param>
        /// <param name="layout">What to start.</param>
        /// <param name="items">Items over all clusters.</param>
        /// <param name="hasProxies">Whether the bytes between nodes can be counted.</param>
        public static async Task<Rival> StartAsync(PostgresServer postgres, Layout layout, int items, bool hasProxies)
        {
            var rival = new Rival(layout);
            try
            {
                for (var number = 0; number < layout.Clusters; number++)
                {
                    var plan = new ClusterPlan { Nodes = layout.Nodes, HasProxies = hasProxies, HasMovableClocks = false, Settings = AsInUse };
                    var cluster = await SaleCluster.StartAsync(plan, postgres);
                    var sale = new Sale(cluster, Market.Wide(items / layout.Clusters), new Rush { Seed = 1, Shoppers = 0 });
                    rival._places.Add(new Place(cluster, sale));
                    await sale.OpenAsync();
                }

                return rival;
            }
            catch
            {
                await rival.DisposeAsync();
                throw;
            }
        }

        public void Limit(int percent) => _shares.AddRange(Nodes.Select(node => new CpuShare(node.ProcessId, percent)));

        public async Task<Milled> MillAsync(int connections, TimeSpan length)
        {
            // All places are asked alike, one after the other.
            Uri[][] addresses = [.. _places.Select(place => place.Addresses.ToArray())];
            Uri[] inTurn = [.. Enumerable.Range(0, addresses[0].Length).SelectMany(index => addresses.Select(place => place[index]))];
            var milled = await _mill.RunAsync(Nodes, inTurn, connections, length);
            _total = (_total.Wins + milled.Wins, _total.Others + milled.Others);
            return milled;
        }

        /// <summary>Wins of one second in which everybody connects anew.</summary>
        public async Task<double> OneSecondAsync(int connections)
        {
            _mill.Dispose();
            _mill = new Mill();
            return (await MillAsync(connections, OneSecond)).WinsPerSecond;
        }

        /// <summary>Every win is in the ledger; what was not answered may be.</summary>
        /// <exception cref="InvalidOperationException">It is not so.</exception>
        public async Task CheckAsync()
        {
            var orders = 0L;
            foreach (var place in _places) orders += await CountOrdersAsync(place.Cluster.Database);
            if (orders < _total.Wins || orders > _total.Wins + _total.Others)
                throw new InvalidOperationException($"{_total.Wins} wins, but {orders} orders in the ledger.");
        }

        public override string ToString() => layout.Clusters == 1
            ? string.Create(CultureInfo.InvariantCulture, $"{layout.Nodes} nodes")
            : string.Create(CultureInfo.InvariantCulture, $"{layout.Clusters} hosts apart");

        public async ValueTask DisposeAsync()
        {
            _mill.Dispose();
            foreach (var place in _places) await place.DisposeAsync();
            foreach (var share in _shares) share.Dispose();
        }
    }

    /// <summary>From the ledger, by our own reading of it.</summary>
    private static async Task<long> CountOrdersAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT message FROM journal WHERE persistence_id LIKE 'item-wide-%'", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var orders = 0L;
        while (await reader.ReadAsync())
        {
            var entry = Receipts.LedgerBytes.Read(0, "", reader.GetFieldValue<byte[]>(0));
            orders += entry.Events.OfType<Receipts.LedgerEvent.Reserved>().Sum(reserved => reserved.Buyers.Count);
        }

        return orders;
    }
}
