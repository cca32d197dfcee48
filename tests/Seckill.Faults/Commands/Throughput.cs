using System.Globalization;
using Npgsql;
using Seckill.Faults.Shoppers;
using Seckill.Faults.Topology;
using Seckill.Testing;

namespace Seckill.Faults.Commands;

/// <summary>
/// Winning purchases per second with one, two and three nodes and many items. All three clusters stand side by side on databases of
/// one server, are warmed up until their code is compiled (six processes on few cores take a while), and are then measured in
/// interleaved rounds; and, in runs of their own with proxies in the path, the bytes between nodes for one win. The load runs on the
/// same cores; <c>--cpu N</c> gives every node N percent of one core and no more, as if it had a machine of its own.
/// </summary>
internal static class Throughput
{
    private const int NodesMax = 3;

    public static async Task<int> RunAsync(Options options, CancellationToken ending)
    {
        var (rounds, connections) = (options.Of("rounds", 5), options.Of("connections", 512));
        var length = TimeSpan.FromSeconds(options.Of("seconds", 8));
        var warmUp = TimeSpan.FromSeconds(options.Of("warm", 30));
        await using var postgres = await PostgresServer.StartAsync();
        var rivals = new List<Rival>();
        try
        {
            for (var nodes = 1; nodes <= NodesMax; nodes++)
            {
                rivals.Add(await Rival.StartAsync(postgres, nodes, options.Of("items", 30), hasProxies: false));
                if (options.Of("cpu", 0) is > 0 and var percent) rivals[^1].Limit(percent);
                await rivals[^1].MillAsync(connections, warmUp);
            }

            for (var round = 1; round <= rounds; round++)
            {
                for (var turn = 0; turn < NodesMax && !ending.IsCancellationRequested; turn++)
                {
                    var rival = rivals[(turn + round) % NodesMax];
                    var milled = await rival.MillAsync(connections, length);
                    rival.Rates.Add(milled.WinsPerSecond);
                    Print($"round {round}, {rival.Nodes} nodes: {milled.WinsPerSecond:F0} wins/s, {milled.Others} other answers; us of CPU per win: nodes {milled.NodesCpu:F0}, load {milled.LoadCpu:F0}");
                }
            }

            foreach (var rival in rivals)
            {
                await rival.CheckAsync();
                Print($"median of {rival.Rates.Count} with {rival.Nodes} nodes: {Median(rival.Rates):F0} wins/s, {Median(rival.Rates) / Median(rivals[0].Rates):F2} of one node");
            }
        }
        finally
        {
            foreach (var rival in rivals) await rival.DisposeAsync();
        }

        for (var nodes = 2; nodes <= NodesMax; nodes++)
        {
            await using var rival = await Rival.StartAsync(postgres, nodes, options.Of("items", 30), hasProxies: true);
            await rival.MillAsync(connections, length);
            var before = rival.RemoteBytes;
            var milled = await rival.MillAsync(connections, length);
            var bytes = rival.RemoteBytes - before;
            await rival.CheckAsync();
            Print($"between {nodes} nodes: {bytes / (double)milled.Wins:F0} bytes per win ({milled.Wins} wins, {bytes / 1e6:F1} MB)");
        }

        return 0;
    }

    private static double Median(List<double> values) => values.Count == 0 ? 0 : values.Order().ElementAt(values.Count / 2);

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>A cluster with a market of items that do not sell out, and all that was bought there.</summary>
    private sealed class Rival(SaleCluster cluster, Sale sale) : IAsyncDisposable
    {
        private readonly Mill _mill = new();
        private readonly List<CpuShare> _shares = [];
        private readonly string[] _items = [.. sale.Market.Stalls.Select(stall => stall.Item)];
        private (long Wins, long Others) _total;

        public int Nodes => cluster.Nodes.Count;

        public List<double> Rates { get; } = [];

        public long RemoteBytes => cluster.Network!.RemoteBytes;

        public static async Task<Rival> StartAsync(PostgresServer postgres, int nodes, int items, bool hasProxies)
        {
            var plan = new ClusterPlan { Nodes = nodes, HasProxies = hasProxies, HasMovableClocks = false };
            var cluster = await SaleCluster.StartAsync(plan, postgres);
            var rival = new Rival(cluster, new Sale(cluster, Market.Wide(items), new Rush { Seed = 1, Shoppers = 0 }));
            try
            {
                await rival.OpenAsync();
                return rival;
            }
            catch
            {
                await rival.DisposeAsync();
                throw;
            }
        }

        private Task OpenAsync() => sale.OpenAsync();

        public void Limit(int percent) => _shares.AddRange(cluster.Nodes.Select(node => new CpuShare(node.ProcessId, percent)));

        public async Task<Milled> MillAsync(int connections, TimeSpan length)
        {
            var milled = await _mill.RunAsync(cluster.Nodes, _items, connections, length);
            _total = (_total.Wins + milled.Wins, _total.Others + milled.Others);
            return milled;
        }

        /// <summary>Every win is in the ledger; what was not answered may be.</summary>
        /// <exception cref="InvalidOperationException">It is not so.</exception>
        public async Task CheckAsync()
        {
            var orders = await CountOrdersAsync(cluster.Database);
            if (orders < _total.Wins || orders > _total.Wins + _total.Others)
                throw new InvalidOperationException($"{_total.Wins} wins, but {orders} orders in the ledger.");
        }

        public async ValueTask DisposeAsync()
        {
            _mill.Dispose();
            await sale.DisposeAsync();
            await cluster.DisposeAsync();
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
