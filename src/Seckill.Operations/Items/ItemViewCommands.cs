using Seckill.Actors.Board;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Operations.Palette;

namespace Seckill.Operations.Items;

/// <summary><c>item list | show | watch</c>: items as this node's board has them. No item is asked.</summary>
internal sealed class ItemViewCommands(Board board, ItemFinder items, TimeProvider time) : ICommandSource
{
    /// <summary>How often a watch looks at the board.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    private static readonly Argument<ItemId> Item = Arguments.Item().First();
    private static readonly Argument<string> Campaign = Arguments.Text("campaign", "Only items of this campaign.") with { Letter = 'c' };
    private static readonly Argument<string> OfPhase =
        Arguments.Word("phase", "Only items in this phase.", [.. PhaseNames.All]) with { Letter = 'p' };

    private static readonly Argument<long> Limit = Arguments.Limit(50, 500);
    private static readonly Argument<string> After = Arguments.Cursor();
    private static readonly Argument<long> Count = Arguments.Number("count", "End after this many rows.", 1, 1_000_000) with { Letter = 'n' };

    public IEnumerable<Command> Commands =>
    [
        new("item", "list", "Lists items in the order of their ids, as this node's board has them.")
        {
            Arguments = [Campaign, OfPhase, Limit, After],
            Columns = ItemFacts.Columns,
            Check = values => values.Find(After) is { } cursor && !ItemId.TryParse(cursor, out _) ? "'cursor' is none of this list." : null,
            Answer = ListAsync,
        },
        new("item", "show", "Shows everything about an item, as this node's board has it.")
        {
            Arguments = [Item],
            Columns = ["field", "value"],
            Answer = ShowAsync,
        },
        new("item", "watch", "Shows an item's stock and phase whenever they change.")
        {
            Arguments = [Item, Count],
            Columns = ["time", "phase", "available", "held", "sold", "total", "version"],
            IsEndless = true,
            Stream = WatchAsync,
        },
    ];

    private Task<CommandResult> ListAsync(CommandContext context)
    {
        var (campaign, phase, after, limit) = (context.Find(Campaign), context.Find(OfPhase), context.Find(After), (int)context.Get(Limit));
        var now = time.GetUtcNow();
        ItemStatus[] found = [.. board.Items
            .Where(item => after is null || string.CompareOrdinal(item.Id.Value, after) > 0)
            .Where(item => campaign is null || item.Terms.Campaign == campaign)
            .Where(item => phase is null || PhaseNames.Of(item.PhaseAt(now)) == phase)
            .OrderBy(item => item.Id.Value, StringComparer.Ordinal)
            .Take(limit + 1)];
        var rows = found.Take(limit).Select(item => ItemFacts.RowOf(item, now));
        return Task.FromResult(CommandResult.Table(rows, found.Length > limit ? found[limit - 1].Id.Value : null));
    }

    private Task<CommandResult> ShowAsync(CommandContext context) => Task.FromResult(
        items.TryFind(context.Get(Item), out var status, out var refusal)
            ? CommandResult.Table(ItemFacts.Of(status, time.GetUtcNow()))
            : CommandResult.Refused(refusal));

    private async IAsyncEnumerable<Output> WatchAsync(CommandContext context)
    {
        if (!items.TryFind(context.Get(Item), out var status, out var refusal))
        {
            yield return Output.End.Refused(refusal);
            yield break;
        }

        var left = context.Find(Count, out var count) ? count : long.MaxValue;
        using var look = new PeriodicTimer(LookEvery, time);
        for (var seen = -1L; ;)
        {
            var now = time.GetUtcNow();
            status = board.Find(status.Id)!;
            if (status.VersionAt(now) != seen)
            {
                seen = status.VersionAt(now);
                yield return Output.Row.Of(
                    now, PhaseNames.Of(status.PhaseAt(now)), status.Stock.Available, status.Stock.Held, status.Stock.Sold, status.Stock.Total, seen);
                if (--left == 0) yield break;
            }

            await look.WaitForNextTickAsync(context.Cancellation).ConfigureAwait(false);
        }
    }
}
