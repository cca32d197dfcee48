using Seckill.Actors.Ledger;
using Seckill.Actors.Projections;
using Seckill.Domain.Shared;
using Seckill.Operations.Items;
using Seckill.Operations.Palette;

namespace Seckill.Operations.Projections;

/// <summary><c>projection show | rebuild</c>.</summary>
internal sealed class ProjectionCommands(ILedger ledger, IReadModelWriter tables, ItemFinder items, ProjectionRebuild rebuild) : ICommandSource
{
    private static readonly Argument<ItemId> Item = Arguments.Item("Only this item.").Optional();
    private static readonly Argument<bool> Behind = Arguments.Flag("behind", "Only items whose rows are behind.");
    private static readonly Argument<long> Limit = Arguments.Limit(50, 500);
    private static readonly Argument<string> Cursor = Arguments.Cursor();
    private static readonly Argument<bool> All = Arguments.Flag("all", "Every item of the ledger.") with { Letter = 'a' };

    public IEnumerable<Command> Commands =>
    [
        new("projection", "show", "Shows how far the orders table has followed each item's ledger.")
        {
            Arguments = [Item, Behind, Limit, Cursor],
            Columns = ["item", "ledger", "table", "behind"],
            IsCostly = true,
            Check = values => values.Find(Cursor) is { } cursor && !ItemId.TryParse(cursor, out _) ? "'cursor' is none of this list." : null,
            Answer = ShowAsync,
        },
        new("projection", "rebuild", "Deletes an item's rows and writes them again from its ledger, while the sale goes on.")
        {
            Arguments = [Item with { Description = "The item; leave it out with --all." }, All],
            Columns = ["item", "entries"],
            IsChange = true,
            IsCostly = true,
            Check = values => values.Find(Item, out _) == values.Has(All) ? "Name one item, or say --all." : null,
            Stream = RebuildAsync,
        },
    ];

    private async Task<CommandResult> ShowAsync(CommandContext context)
    {
        var isOne = context.Find(Item, out var one);
        if (isOne && !items.TryFind(one, out _, out var refusal)) return CommandResult.Refused(refusal);
        var offsets = await tables.ReadOffsetsAsync(context.Cancellation).ConfigureAwait(false);
        var heads = isOne
            ? new Dictionary<ItemId, long> { [one] = await ledger.ReadHeadAsync(one, context.Cancellation).ConfigureAwait(false) }
            : await ledger.ReadHeadsAsync(context.Cancellation).ConfigureAwait(false);
        var (after, limit) = (context.Find(Cursor), (int)context.Get(Limit));
        var found = heads
            .Select(head => (Item: head.Key.Value, Head: head.Value, Reached: offsets.GetValueOrDefault(head.Key)))
            .Where(row => after is null || string.CompareOrdinal(row.Item, after) > 0)
            .Where(row => !context.Has(Behind) || row.Reached < row.Head)
            .OrderBy(row => row.Item, StringComparer.Ordinal).Take(limit + 1).ToArray();
        return CommandResult.Table(
            found.Take(limit).Select(row => Output.Row.Of(row.Item, row.Head, row.Reached, row.Head - row.Reached)),
            found.Length > limit ? found[limit - 1].Item : null);
    }

    private async IAsyncEnumerable<Output> RebuildAsync(CommandContext context)
    {
        if (context.Find(Item, out var one) && !items.TryFind(one, out _, out var refusal))
        {
            yield return Output.End.Refused(refusal);
            yield break;
        }

        using var turn = rebuild.TryBegin();
        if (turn is null)
        {
            yield return Output.End.Refused(Refusal.Overloaded("This node is rebuilding rows already; wait until that has ended."));
            yield break;
        }

        var heads = context.Has(All) ? await ledger.ReadHeadsAsync(context.Cancellation).ConfigureAwait(false) : null;
        IEnumerable<ItemId> wanted = heads?.Keys.OrderBy(item => item.Value, StringComparer.Ordinal) ?? (IEnumerable<ItemId>)[one];
        var behind = 0;
        foreach (var item in wanted)
        {
            var (entries, why) = await rebuild.RunAsync(item, context.Cancellation).ConfigureAwait(false);
            if (why is null) yield return Output.Row.Of(item.Value, entries);
            else yield return new Output.Line($"{item}: {why}");
            if (why is not null) behind++;
        }

        yield return behind == 0 ? Output.End.Done : new Output.End(ExitCode.FoundWrong, null);
    }
}
