using Seckill.Faults.Topology;
using Seckill.Testing;

namespace Seckill.Cluster.Tests.Testing;

/// <summary>What a node says of its cluster.</summary>
internal static class ClusterView
{
    /// <summary>The oldest node, on which the singletons live, as the node at the client's address sees it.</summary>
    public static async Task<ClusterNode> OldestAsync(this SaleCluster cluster, SaleClient client, string token)
    {
        var view = (await client.SendAsync(HttpMethod.Get, "/api/admin/cluster", token: token)).Body!;
        var host = ((string)view["oldest"]!).Split('@')[^1].Split(':')[0];
        return cluster.Nodes.Single(node => node.Host == host);
    }
}
