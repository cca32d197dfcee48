using Seckill.Domain.Shared;
using Seckill.Operations.Items;
using Seckill.Operations.Palette;

namespace Seckill.Operations.Ledger;

/// <summary><c>journal tail</c>.</summary>
internal sealed class JournalCommands(JournalTail tail, ItemFinder items) : ICommandSource
{
    private static readonly Argument<ItemId> Item = Arguments.Item("Only this item.").Optional();
    private static readonly Argument<long> Count = Arguments.Number("count", "End after this many entries.", 1, 1_000_000) with { Letter = 'n' };

    public IEnumerable<Command> Commands =>
    [
        new("journal", "tail", "Shows ledger entries of all items, or of one, as they are written.")
        {
            Arguments = [Item, Count],
            Columns = ["time", "item", "entry", "what happened"],
            IsEndless = true,
            Stream = FollowAsync,
        },
    ];

    private async IAsyncEnumerable<Output> FollowAsync(CommandContext context)
    {
        var isOne = context.Find(Item, out var item);
        if (isOne && !items.TryFind(item, out _, out var refusal))
        {
            yield return Output.End.Refused(refusal);
            yield break;
        }

        var left = context.Find(Count, out var count) ? count : long.MaxValue;
        using var follower = tail.Follow(isOne ? item : null);
        await foreach (var news in follower.ReadAsync(context.Cancellation).ConfigureAwait(false))
        {
            if (follower.TakeLost() is > 0 and var lost)
                yield return new Output.Line($"{lost:N0} entries are left out: this console reads too slowly.");
            if (news.Row is not { } row)
            {
                yield return new Output.Line($"{news.Skipped:N0} entries of {news.Item} are left out: they come faster than they can be shown.");
                continue;
            }

            yield return row;
            if (--left == 0) yield break;
        }
    }
}
