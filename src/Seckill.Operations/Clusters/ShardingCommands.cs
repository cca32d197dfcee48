using Seckill.Actors.Items;
using Seckill.Operations.Palette;

namespace Seckill.Operations.Clusters;

/// <summary><c>cluster-sharding list-regions | region-stats</c>.</summary>
internal sealed class ShardingCommands(ClusterReader cluster) : ICommandSource
{
    private static readonly Argument<string> Region =
        Arguments.Word("region", "The kind of entities.", ItemSharding.TypeName).Optional() with { Default = ItemSharding.TypeName, Letter = 'r' };

    private static readonly Argument<bool> ByShard = Arguments.Flag("shards", "One row for each shard instead of each node.");

    private static readonly Refusal Silent = Refusal.NoAnswer("The shard regions do not answer at present.");

    public IEnumerable<Command> Commands =>
    [
        new("cluster-sharding", "list-regions", "Lists the kinds of entities that are spread over the nodes.")
        {
            Columns = ["region", "nodes", "shards", "entities", "shards in all"],
            Answer = ListAsync,
        },
        new("cluster-sharding", "region-stats", "Shows how a kind of entities is spread over the nodes.")
        {
            Arguments = [Region, ByShard],
            Columns = ["node", "shard", "shards", "entities"],
            Answer = StatsAsync,
        },
    ];

    private async Task<CommandResult> ListAsync(CommandContext context)
    {
        if (await cluster.ReadAsync(context.Cancellation).ConfigureAwait(false) is not { } read) return CommandResult.Refused(Silent);
        return CommandResult.Table(
        [
            Output.Row.Of(
                ItemSharding.TypeName, read.Regions.Count, read.Regions.Sum(region => region.Shards.Count), read.Regions.Sum(region => region.Items),
                ItemSharding.ShardCount),
        ]);
    }

    private async Task<CommandResult> StatsAsync(CommandContext context)
    {
        if (await cluster.ReadAsync(context.Cancellation).ConfigureAwait(false) is not { } read) return CommandResult.Refused(Silent);
        var byShard = context.Has(ByShard);
        return CommandResult.Table(read.Regions.SelectMany(region => byShard
            ? region.Shards.OrderBy(shard => shard.Key.Length).ThenBy(shard => shard.Key, StringComparer.Ordinal)
                .Select(shard => Output.Row.Of(region.Address, shard.Key, 1, shard.Value))
            : [Output.Row.Of(region.Address, "all", region.Shards.Count, region.Items)]));
    }
}
