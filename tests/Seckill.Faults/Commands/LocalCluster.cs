using Seckill.Faults.Topology;

namespace Seckill.Faults.Commands;

/// <summary>Several nodes on this machine, to be tried by hand: Ctrl-C ends them all.</summary>
internal static class LocalCluster
{
    public static async Task<int> RunAsync(Options options, CancellationToken ending)
    {
        Console.WriteLine("Starting PostgreSQL and the nodes …");
        var plan = new ClusterPlan { Nodes = options.Of("nodes", 3), HasProxies = false, HasMovableClocks = false, Subnet = Subnet.WellKnown };
        await using var cluster = await SaleCluster.StartAsync(plan);
        Console.WriteLine($"PostgreSQL  {cluster.Database}");
        foreach (var node in cluster.Nodes) Console.WriteLine($"{node}      {node.Address}  (cluster {node.Host}:{Subnet.ClusterPort})");
        var (first, last) = (cluster.Nodes[0].Address, cluster.Nodes[^1].Address);
        Console.WriteLine($"""

            One sale at {cluster.Nodes.Count} addresses. Buy at one node, read at another:

              TOKEN=$(curl -s {first}api/dev/tokens -H 'Content-Type: application/json' -d '{"{"}"sub":"alice"{"}"}' | cut -d'"' -f4)
              curl -i -X POST {first}api/items/demo-open/orders -H "Authorization: Bearer $TOKEN"
              curl -s {last}api/orders -H "Authorization: Bearer $TOKEN"

            A node that ends is started again: try kill -9. Ctrl-C ends everything.
            """);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var onEnd = ending.Register(() =>
        {
            // A terminal's Ctrl-C reaches the nodes, too; their end is no accident.
            foreach (var node in cluster.Nodes) node.HoldDown();
            ended.TrySetResult();
        });
        await ended.Task;
        Console.WriteLine("Stopping …");
        await Task.WhenAll(cluster.Nodes.Select(async node => Console.WriteLine($"{node} ended with {await node.StopAsync(TimeSpan.FromSeconds(40))}")));
        foreach (var restart in cluster.Restarts) Console.WriteLine(restart);
        return 0;
    }
}
