using Seckill.Faults.Topology;

namespace Seckill.Faults.Faults;

/// <summary>kill -9 of a node that items live on. Sometimes it is back at once, sometimes after the others have given it up.</summary>
internal sealed class KillOwner(TimeSpan away) : NodeFault
{
    public override string Name => "kill -9 of an item's node";

    public override TimeSpan Lasts => away;

    public override Task InjectAsync(Site site) => Node.KillAsync();

    public override Task HealAsync(Site site)
    {
        Node.Start();
        return Task.CompletedTask;
    }
}

/// <summary>kill -9 of the node on which the items' coordinator and the singletons live.</summary>
internal sealed class KillCoordinator(TimeSpan away) : NodeFault
{
    public override string Name => "kill -9 of the coordinator's node";

    public override TimeSpan Lasts => away;

    public override Task InjectAsync(Site site) => Node.KillAsync();

    public override Task HealAsync(Site site)
    {
        Node.Start();
        return Task.CompletedTask;
    }

    protected override Task<ClusterNode> ChooseAsync(Site site) => site.TheOldestAsync();
}

/// <summary>kill -9 of every node at once: a power cut.</summary>
internal sealed class KillAll : Fault
{
    public override string Name => "kill -9 of all nodes at once";

    public override Task<Victims> AimAsync(Site site) => Task.FromResult(new Victims("all nodes", site.AllSteadyItems));

    public override Task InjectAsync(Site site) => Task.WhenAll(site.Cluster.Nodes.Select(node => node.KillAsync()));

    public override Task HealAsync(Site site)
    {
        foreach (var node in site.Cluster.Nodes) node.Start();
        return Task.CompletedTask;
    }
}

/// <summary>
/// SIGSTOP for longer than anybody waits, then SIGCONT: the node wakes up in a cluster that has given its items to others, and
/// believes that it still owns them.
/// </summary>
internal sealed class FreezeOwner : NodeFault
{
    public override string Name => "SIGSTOP of an item's node for 30 s";

    public override TimeSpan Lasts => TimeSpan.FromSeconds(30);

    public override Task InjectAsync(Site site)
    {
        Node.Freeze();
        return Task.CompletedTask;
    }

    public override Task HealAsync(Site site)
    {
        Node.Thaw();
        return Task.CompletedTask;
    }
}

/// <summary>A new version is rolled out: every node is asked to end (SIGTERM) and started again, one after the other.</summary>
internal sealed class RollingReplacement : Fault
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan ReadyPatience = TimeSpan.FromSeconds(60);

    public override string Name => "SIGTERM rolling replacement";

    public override Task<Victims> AimAsync(Site site) => Task.FromResult(new Victims("all nodes in turn", site.AllSteadyItems));

    public override async Task InjectAsync(Site site)
    {
        foreach (var node in site.Cluster.Nodes) await ReplaceAsync(site.Cluster, node);
    }

    public override Task HealAsync(Site site) => Task.CompletedTask;

    private static async Task ReplaceAsync(SaleCluster cluster, ClusterNode node)
    {
        await node.StopAsync(StopPatience);
        node.Start();
        await cluster.TryWaitWholeAsync(ReadyPatience);
    }
}
