using System.Globalization;
using Npgsql;
using Seckill.Faults.Shoppers;
using Seckill.Faults.Topology;
using Seckill.Testing;

namespace Seckill.Faults.Commands;

/// <summary>
/// Winning purchases per second with one, two and three nodes and many items, in interleaved rounds on fresh databases of one
/// server; and, in runs of their own with proxies in the path, the bytes between nodes for one win. The load runs on the same cores.
/// </summary>
internal static class Throughput
{
    private const int NodesMax = 3;
    private const int Connections = 128;

    public static async Task<int> RunAsync(Options options, CancellationToken ending)
    {
        var (rounds, items) = (options.Of("rounds", 5), options.Of("items", 30));
        var length = TimeSpan.FromSeconds(options.Of("seconds", 8));
        await using var postgres = await PostgresServer.StartAsync();
        var rates = Enumerable.Range(1, NodesMax).ToDictionary(nodes => nodes, _ => new List<double>());
        for (var round = 1; round <= rounds; round++)
        {
            for (var turn = 0; turn < NodesMax && !ending.IsCancellationRequested; turn++)
            {
                var nodes = 1 + ((turn + round) % NodesMax);
                var (milled, _) = await MeasureAsync(postgres, nodes, items, length, hasProxies: false);
                rates[nodes].Add(milled.WinsPerSecond);
                Print($"round {round}, {nodes} nodes: {milled.WinsPerSecond:F0} wins/s, {milled.Others} other answers");
            }
        }

        foreach (var (nodes, all) in rates)
            Print($"median of {all.Count} with {nodes} nodes: {Median(all):F0} wins/s, {Median(all) / Median(rates[1]):F2} of one node");
        for (var nodes = 2; nodes <= NodesMax; nodes++)
        {
            var (milled, bytes) = await MeasureAsync(postgres, nodes, items, length, hasProxies: true);
            Print($"between {nodes} nodes: {bytes / (double)milled.Wins:F0} bytes per win ({milled.Wins} wins, {bytes / 1e6:F1} MB)");
        }

        return 0;
    }

    private static async Task<(Milled Milled, long RemoteBytes)> MeasureAsync(
        PostgresServer postgres, int nodes, int items, TimeSpan length, bool hasProxies)
    {
        var plan = new ClusterPlan { Nodes = nodes, HasProxies = hasProxies, HasMovableClocks = false };
        await using var cluster = await SaleCluster.StartAsync(plan, postgres);
        var market = Market.Wide(items);
        await using var sale = new Sale(cluster, market, new Rush { Seed = 1, Shoppers = 0 });
        await sale.OpenAsync();
        using var mill = new Mill();
        string[] names = [.. market.Stalls.Select(stall => stall.Item)];
        var warm = await mill.RunAsync(cluster.Nodes, names, Connections, TimeSpan.FromSeconds(4));
        var before = cluster.Network?.RemoteBytes ?? 0;
        var milled = await mill.RunAsync(cluster.Nodes, names, Connections, length);
        var bytes = (cluster.Network?.RemoteBytes ?? 0) - before;
        var orders = await CountOrdersAsync(cluster.Database);
        if (orders < warm.Wins + milled.Wins || orders > warm.Wins + milled.Wins + warm.Others + milled.Others)
            throw new InvalidOperationException($"{warm.Wins + milled.Wins} wins, but {orders} orders in the ledger.");
        return (milled, bytes);
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

    private static double Median(List<double> values) => values.Count == 0 ? 0 : values.Order().ElementAt(values.Count / 2);

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
