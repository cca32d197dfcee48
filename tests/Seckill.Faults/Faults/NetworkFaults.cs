using Seckill.Faults.Topology;

namespace Seckill.Faults.Faults;

/// <summary>One node loses all other nodes but still reaches the database: two sides that can both write.</summary>
/// <param name="lasts">How long.</param>
/// <param name="number">Which node; unsaid, one that has items.</param>
internal sealed class IsolateNode(TimeSpan lasts, int? number = null) : NodeFault
{
    public override string Name => "partition: a node from the others, not from the database";

    public override TimeSpan Lasts => lasts;

    public override Task InjectAsync(Site site)
    {
        foreach (var link in NetworkOf(site).LinksOf(Node.Number)) link.Cut();
        return Task.CompletedTask;
    }

    public override Task HealAsync(Site site)
    {
        foreach (var link in NetworkOf(site).LinksOf(Node.Number)) link.Heal();
        return Task.CompletedTask;
    }

    protected override Task<ClusterNode> ChooseAsync(Site site) =>
        number is null ? base.ChooseAsync(site) : Task.FromResult(site.Cluster.Nodes.Single(node => node.Number == number));

    internal static Network NetworkOf(Site site) =>
        site.Cluster.Network ?? throw new InvalidOperationException("A partition needs a cluster with proxies.");
}

/// <summary>One node loses the database but still reaches all other nodes: it keeps its items and can sell none.</summary>
internal sealed class IsolateFromDatabase(TimeSpan lasts) : NodeFault
{
    public override string Name => "partition: a node from the database, not from the others";

    public override TimeSpan Lasts => lasts;

    public override Task InjectAsync(Site site)
    {
        IsolateNode.NetworkOf(site).DatabaseLinkOf(Node.Number).Cut();
        return Task.CompletedTask;
    }

    public override Task HealAsync(Site site)
    {
        IsolateNode.NetworkOf(site).DatabaseLinkOf(Node.Number).Heal();
        return Task.CompletedTask;
    }
}

/// <summary>One node's clock jumps by a minute, and back later.</summary>
internal sealed class SkewClock(int seconds, TimeSpan lasts) : NodeFault
{
    public override string Name => $"clock of a node {(seconds > 0 ? "+" : "-")}{Math.Abs(seconds)} s";

    public override TimeSpan Lasts => lasts;

    public override Task InjectAsync(Site site)
    {
        Node.SetClock(seconds);
        return Task.CompletedTask;
    }

    public override Task HealAsync(Site site)
    {
        Node.SetClock(0);
        return Task.CompletedTask;
    }
}
