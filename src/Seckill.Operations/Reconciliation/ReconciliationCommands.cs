using System.Globalization;
using Seckill.Actors.Reconciliation;
using Seckill.Domain.Shared;
using Seckill.Operations.Palette;

namespace Seckill.Operations.Reconciliation;

/// <summary><c>reconciliation show</c>: what the comparison in the background has found.</summary>
internal sealed class ReconciliationCommands(IReconciliationTables tables) : ICommandSource
{
    private static readonly Argument<long> Limit = Arguments.Limit(50, 500);
    private static readonly Argument<string> Cursor = Arguments.Cursor();

    public IEnumerable<Command> Commands =>
    [
        new("reconciliation", "show", "Shows how far ledgers, orders and payments are compared in the background, and what differs; exit code 1 if something does.")
        {
            Arguments = [Limit, Cursor],
            Columns = ["item", "order", "kind", "payment", "since", "detail"],
            Check = values => values.Find(Cursor) is { } cursor && Find(cursor) is null ? "'cursor' is none that a page has given." : null,
            Answer = ShowAsync,
        },
    ];

    private async Task<CommandResult> ShowAsync(CommandContext context)
    {
        var (after, limit) = (context.Find(Cursor) is { } cursor ? Find(cursor) : null, (int)context.Get(Limit));
        var summary = await tables.ReadSummaryAsync(context.Cancellation).ConfigureAwait(false);
        var page = await tables.ListDifferencesAsync(after, limit + 1, context.Cancellation).ConfigureAwait(false);
        var table = CommandResult.Table(page.Take(limit).Select(RowOf), page.Count > limit ? CursorOf(page[limit - 1].Difference) : null);
        return table with { Lines = [.. LinesOf(summary)], ExitCode = summary.Differences > 0 ? ExitCode.FoundWrong : ExitCode.Done };
    }

    private static IEnumerable<string> LinesOf(ReconciliationSummary summary)
    {
        var round = summary.Round;
        yield return round.CompletedAt is { } ended ? $"The last complete round ended at {Time(ended)}." : "No round is complete yet.";
        if (round.BeganAt is { } began)
            yield return $"A round has been under way since {Time(began)}: {round.ItemsChecked:N0} items compared, the last was {round.Position?.Value ?? "none"}.";
        else yield return $"It compared {round.ItemsChecked:N0} items that had changed.";
        yield return summary.Differences == 0 ? "No difference stands." : $"{summary.Differences:N0} differences stand, in {summary.ItemsDiffering:N0} items.";
        if (summary.ItemsUnchecked > 0)
            yield return $"{summary.ItemsUnchecked:N0} items could not be compared completely; the payments of {summary.OrdersUnchecked:N0} orders are not checked.";
    }

    private static Output.Row RowOf(FoundDifference found)
    {
        var one = found.Difference;
        return Output.Row.Of(one.Item.Value, one.Order, DifferenceKinds.Of(one.Kind), one.Payment, found.FoundAt, one.Detail);
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string CursorOf(OrderDifference one) => $"{one.Item}/{one.Sequence.ToString(CultureInfo.InvariantCulture)}/{DifferenceKinds.Of(one.Kind)}/{one.Payment}";

    private static FoundDifference? Find(string cursor)
    {
        var parts = cursor.Split('/', 4);
        return parts.Length == 4 && ItemId.TryParse(parts[0], out var item) && DifferenceKinds.Find(parts[2]) is { } kind
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? new FoundDifference(new OrderDifference(kind, item, sequence, parts[3] is { Length: > 0 } payment ? payment : null, ""), default)
            : null;
    }
}
