using System.Net;

namespace Seckill.Faults.Topology;

/// <summary>The proxies between all nodes of a cluster, and between each node and the database.</summary>
internal sealed class Network : IAsyncDisposable
{
    private readonly List<LoopbackProxy> _proxies = [];
    private readonly Dictionary<(int Low, int High), Link> _between = [];
    private readonly Dictionary<int, Link> _toDatabase = [];

    /// <summary>Puts a proxy before every node (1 to <paramref name="nodes"/>) and one before the database for each of them.</summary>
    public Network(Subnet subnet, int nodes, int databasePort)
    {
        foreach (var (low, high) in Pairs(nodes)) _between[(low, high)] = new Link();
        for (var node = 1; node <= nodes; node++)
        {
            var self = node;
            var links = Enumerable.Range(1, nodes).Where(other => other != self)
                .ToDictionary(subnet.HostOf, other => Between(self, other), StringComparer.Ordinal);
            _proxies.Add(LoopbackProxy.Before(subnet.HiddenClusterOf(node), subnet.ClusterOf(node), links));
            _toDatabase[node] = new Link();
            var database = new IPEndPoint(IPAddress.Loopback, databasePort);
            _proxies.Add(LoopbackProxy.Before(database, subnet.DatabaseOf(node), _toDatabase[node]));
        }
    }

    /// <summary>Bytes between nodes, so far.</summary>
    public long RemoteBytes => _between.Values.Sum(link => link.Bytes);

    /// <summary>What connects a node with all others.</summary>
    public IEnumerable<Link> LinksOf(int node) => _between.Where(pair => pair.Key.Low == node || pair.Key.High == node).Select(pair => pair.Value);

    /// <summary>What connects a node with the database.</summary>
    public Link DatabaseLinkOf(int node) => _toDatabase[node];

    public async ValueTask DisposeAsync()
    {
        foreach (var link in _between.Values.Concat(_toDatabase.Values)) link.Heal();
        foreach (var proxy in _proxies) await proxy.DisposeAsync();
    }

    private Link Between(int one, int other) => _between[(Math.Min(one, other), Math.Max(one, other))];

    private static IEnumerable<(int Low, int High)> Pairs(int nodes) =>
        from low in Enumerable.Range(1, nodes) from high in Enumerable.Range(low + 1, nodes - low) select (low, high);
}
