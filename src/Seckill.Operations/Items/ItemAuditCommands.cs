using Seckill.Actors.Board;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Operations.Items.Audit;
using Seckill.Operations.Palette;
using Seckill.Storage;

namespace Seckill.Operations.Items;

/// <summary><c>item audit</c>: compares ledgers with the orders table, one item or all of them, one after the other.</summary>
internal sealed class ItemAuditCommands(Board board, ItemFinder items, Auditor auditor) : ICommandSource
{
    private static readonly Argument<ItemId> Item = Arguments.Item("The item; leave it out with --all.").Optional();
    private static readonly Argument<bool> All = Arguments.Flag("all", "Every item, in the order of their ids.") with { Letter = 'a' };

    public IEnumerable<Command> Commands =>
    [
        new("item", "audit", "Adds up ledgers anew and compares them with the orders table; exit code 1 if they differ.")
        {
            Arguments = [Item, All],
            Columns = ["item", "balanced", "total", "available", "held", "sold", "orders", "paid", "refund due", "entries", "differences"],
            IsCostly = true,
            Check = values => values.Find(Item, out _) == values.Has(All) ? "Name one item, or say --all." : null,
            Stream = AuditAsync,
        },
    ];

    private async IAsyncEnumerable<Output> AuditAsync(CommandContext context)
    {
        if (context.Find(Item, out var one) && !items.TryFind(one, out _, out var refusal))
        {
            yield return Output.End.Refused(refusal);
            yield break;
        }

        ItemId[] wanted = context.Has(All)
            ? [.. board.Items.Select(item => item.Id).OrderBy(item => item.Value, StringComparer.Ordinal)]
            : [one];
        var (wrong, unanswered) = (0, 0);
        foreach (var item in wanted)
        {
            var (audit, why) = await TryAuditAsync(item, context.Cancellation).ConfigureAwait(false);
            if (audit is null)
            {
                unanswered++;
                yield return new Output.Line($"{item}: {why}");
                continue;
            }

            if (!audit.IsBalanced) wrong++;
            yield return RowOf(audit);
            foreach (var difference in audit.Differences)
                yield return new Output.Line($"{item}: {difference.What} is {difference.Ledger} in the ledger and {difference.Table} in the tables");
        }

        if (wanted.Length > 1)
            yield return new Output.Line($"{wanted.Length - unanswered} of {wanted.Length} items audited, {wrong} of them differ.");
        yield return wrong > 0 ? new Output.End(ExitCode.FoundWrong, null)
            : unanswered > 0 ? Output.End.Refused(Refusal.NoAnswer($"{unanswered} of {wanted.Length} items could not be audited."))
            : Output.End.Done;
    }

    private async Task<(ItemAudit? Audit, string? Why)> TryAuditAsync(ItemId item, CancellationToken cancellation)
    {
        try
        {
            return (await auditor.AuditAsync(item, cancellation).ConfigureAwait(false), null);
        }
        catch (StorageUnavailableException)
        {
            return (null, "the ledger or the tables do not answer at present");
        }
        catch (TimeoutException tooLong)
        {
            return (null, tooLong.Message);
        }
    }

    private static Output.Row RowOf(ItemAudit audit)
    {
        var books = audit.Ledger;
        return Output.Row.Of(
            audit.Item.Value, audit.IsBalanced, books.Total, books.Available, books.Held, books.Sold, books.Sums.Values.Sum(sum => sum.Orders),
            books.Of(OrderStatus.Paid).Orders, books.Of(OrderStatus.RefundDue).Orders, audit.Revision, audit.Differences.Count);
    }
}
