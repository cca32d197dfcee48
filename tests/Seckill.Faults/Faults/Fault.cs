using Seckill.Faults.Shoppers;
using Seckill.Faults.Topology;

namespace Seckill.Faults.Faults;

/// <summary>Where faults happen.</summary>
internal sealed class Site(SaleCluster cluster, Market market, Random random)
{
    private readonly HashSet<string> _steady = [.. market.Stalls.Where(stall => stall.IsSteady).Select(stall => stall.Item)];

    public SaleCluster Cluster => cluster;

    public Random Random => random;

    public ClusterNode AnyNode() => cluster.Nodes[random.Next(cluster.Nodes.Count)];

    /// <summary>A node that steady items live on.</summary>
    public async Task<ClusterNode> AnOwnerAsync()
    {
        foreach (var node in cluster.Nodes.OrderBy(_ => random.Next()))
            if ((await SteadyItemsOfAsync(node)).Count > 0) return node;
        return AnyNode();
    }

    /// <summary>The node on which the items' coordinator lives.</summary>
    public async Task<ClusterNode> TheOldestAsync() => await cluster.View.FindOldestAsync() ?? AnyNode();

    /// <summary>The items of a node that could be bought at any time, if it were not for the fault.</summary>
    public async Task<IReadOnlyList<string>> SteadyItemsOfAsync(ClusterNode node) =>
        [.. (await cluster.View.ItemsOfAsync(node)).Where(_steady.Contains)];

    public IReadOnlyList<string> AllSteadyItems => [.. _steady];
}

/// <summary>Whom a fault hits: in words, and the items whose next yes tells that it is over.</summary>
internal sealed record Victims(string Who, IReadOnlyList<string> Items);

/// <summary>One kind of misfortune.</summary>
internal abstract class Fault
{
    /// <summary>In the words of the fault list.</summary>
    public abstract string Name { get; }

    /// <summary>How long it lasts until it is healed.</summary>
    public virtual TimeSpan Lasts => TimeSpan.Zero;

    /// <summary>Finds its victims; nothing happens yet.</summary>
    public abstract Task<Victims> AimAsync(Site site);

    /// <summary>Makes it happen.</summary>
    public abstract Task InjectAsync(Site site);

    /// <summary>Takes it back, as far as somebody would: a supervisor, an operator, or time.</summary>
    public abstract Task HealAsync(Site site);
}

/// <summary>A fault that hits one node and its items.</summary>
internal abstract class NodeFault : Fault
{
    protected ClusterNode Node { get; private set; } = null!;

    public sealed override async Task<Victims> AimAsync(Site site)
    {
        Node = await ChooseAsync(site);
        return new Victims(Node.ToString(), await site.SteadyItemsOfAsync(Node));
    }

    protected virtual Task<ClusterNode> ChooseAsync(Site site) => site.AnOwnerAsync();
}
