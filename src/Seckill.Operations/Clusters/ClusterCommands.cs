using Akka.Actor;
using Akka.Cluster;
using Seckill.Operations.Palette;

namespace Seckill.Operations.Clusters;

/// <summary><c>cluster show | status | leave | down | down-unreachable</c>.</summary>
internal sealed class ClusterCommands(ActorSystem system, ClusterReader cluster) : ICommandSource
{
    private static readonly Argument<string> Node =
        Arguments.Text("node", "A member's address: host:port, or as 'cluster show' writes it.") with { Letter = 'n' };

    private static readonly Argument<string> NodeOrSelf = Node.Optional();
    private static readonly Argument<string> NodeRequired = Node.First();

    private static readonly Refusal Silent = Refusal.NoAnswer("The shard regions do not answer at present.");

    public IEnumerable<Command> Commands =>
    [
        new("cluster", "show", "Shows the members, and how many items live on each.")
        {
            Columns = ["address", "roles", "status", "reachable", "shards", "items"],
            Answer = ShowAsync,
        },
        new("cluster", "status", "Shows who leads, and whether the cluster is whole; exit code 1 if it is not.")
        {
            Columns = ["field", "value"],
            Answer = StatusAsync,
        },
        new("cluster", "leave", "Makes a node leave in good order: its items move, and its process ends. This node, if none is named.")
        {
            Arguments = [NodeOrSelf],
            IsChange = true,
            Answer = context => Task.FromResult(Leave(context)),
        },
        new("cluster", "down", "Expels a node that is gone for good; its items start elsewhere.")
        {
            Arguments = [NodeRequired],
            IsChange = true,
            Answer = context => Task.FromResult(Down(context)),
        },
        new("cluster", "down-unreachable", "Expels every node that this node cannot reach.")
        {
            IsChange = true,
            Answer = _ => Task.FromResult(DownUnreachable()),
        },
    ];

    private async Task<CommandResult> ShowAsync(CommandContext context)
    {
        if (await cluster.ReadAsync(context.Cancellation).ConfigureAwait(false) is not { } read) return CommandResult.Refused(Silent);
        var regions = read.Regions.ToDictionary(region => region.Address);
        return CommandResult.Table(read.Members.Select(member => Output.Row.Of(
            member.Address, string.Join(", ", member.Roles), member.Status, member.IsReachable,
            regions.TryGetValue(member.Address, out var region) ? region.Shards.Count : 0, region?.Items ?? 0)));
    }

    private async Task<CommandResult> StatusAsync(CommandContext context)
    {
        if (await cluster.ReadAsync(context.Cancellation).ConfigureAwait(false) is not { } read) return CommandResult.Refused(Silent);
        return CommandResult.Table(
        [
            Output.Row.Of("this node", read.Self),
            Output.Row.Of("leader", read.Leader),
            Output.Row.Of("oldest with items", read.Oldest),
            Output.Row.Of("members", read.Members.Count),
            Output.Row.Of("unreachable", read.Members.Count(member => !member.IsReachable)),
            Output.Row.Of("nodes with items", read.Regions.Count),
            Output.Row.Of("items in memory", read.Regions.Sum(region => region.Items)),
            Output.Row.Of("degraded", read.IsDegraded),
        ]) with { ExitCode = read.IsDegraded ? ExitCode.FoundWrong : ExitCode.Done };
    }

    private CommandResult Leave(CommandContext context)
    {
        var member = context.Find(Node) is { } named ? Find(named) : Akka.Cluster.Cluster.Get(system).SelfMember;
        if (member is null) return NoMember(context.Get(NodeRequired));
        Akka.Cluster.Cluster.Get(system).Leave(member.Address);
        return CommandResult.Said($"{member.Address} leaves: it hands its items over, and its process ends.");
    }

    private CommandResult Down(CommandContext context)
    {
        if (Find(context.Get(NodeRequired)) is not { } member) return NoMember(context.Get(NodeRequired));
        Akka.Cluster.Cluster.Get(system).Down(member.Address);
        return CommandResult.Said($"{member.Address} is expelled; its items start elsewhere.");
    }

    private CommandResult DownUnreachable()
    {
        var here = Akka.Cluster.Cluster.Get(system);
        Member[] gone = [.. here.State.Unreachable];
        foreach (var member in gone) here.Down(member.Address);
        return gone.Length == 0
            ? CommandResult.Said("Every member is reachable from this node; nobody is expelled.") with { IsUnchanged = true }
            : CommandResult.Said([.. gone.Select(member => $"{member.Address} is expelled; its items start elsewhere.")]) with
            {
                Detail = ParsedCommand.DetailOf(gone.Select(member => member.Address.ToString())),
            };
    }

    private Member? Find(string address) => Akka.Cluster.Cluster.Get(system).State.Members.FirstOrDefault(member =>
        member.Address.ToString() == address || member.Address.HostPort().EndsWith($"@{address}", StringComparison.Ordinal));

    private static CommandResult NoMember(string address) =>
        CommandResult.Refused(Refusal.Of("not_found", $"'{address}' is no member of the cluster; 'cluster show' names them."));
}
