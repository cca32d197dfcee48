using Seckill.Actors.Board;
using Seckill.Actors.Reconciliation;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Operations.Items.Audit;
using Seckill.Operations.Palette;
using Seckill.Storage;

namespace Seckill.Operations.Items;

/// <summary><c>item audit</c>: compares ledgers with the orders table and with the payments at the provider, one item or all of them, one after the other.</summary>
internal sealed class ItemAuditCommands(Board board, ItemFinder items, Auditor auditor) : ICommandSource
{
    private static readonly Argument<ItemId> Item = Arguments.Item("The item; leave it out with --all.").Optional();
    private static readonly Argument<bool> All = Arguments.Flag("all", "Every item, in the order of their ids.") with { Letter = 'a' };

    public IEnumerable<Command> Commands =>
    [
        new("item", "audit", "Adds up ledgers anew and compares them with orders table and payments; exit code 1 if they differ.")
        {
            Arguments = [Item, All],
            Columns = ["item", "balanced", "total", "available", "held", "sold", "orders", "paid", "refund due", "entries", "differences", "payments"],
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

            if (!audit.IsEqual) wrong++;
            else if (!audit.IsReconciled) unanswered++;
            yield return RowOf(audit);
            foreach (var line in LinesOf(audit)) yield return new Output.Line(line);
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

    private static IEnumerable<string> LinesOf(ItemAudit audit)
    {
        var (item, orders) = (audit.Item, audit.Orders);
        if (audit.Damage is { } damage) yield return $"{item}: {damage}";
        foreach (var difference in audit.Differences)
            yield return $"{item}: {difference.What} is {difference.Ledger} in the ledger and {difference.Table} in the tables";
        foreach (var difference in orders.Kept) yield return $"{item}: {DifferenceKinds.Of(difference.Kind)}: {difference.Detail}";
        if (orders.Count > orders.Kept.Count) yield return $"{item}: {orders.Count - orders.Kept.Count:N0} more differences of orders are not named here.";
        if (audit.Payments is { Failure: { } failure, OrdersUnchecked: var left })
            yield return $"{item}: the payments of {left:N0} orders are not checked: {failure}";
    }

    private static Output.Row RowOf(ItemAudit audit)
    {
        var books = audit.Ledger;
        return Output.Row.Of(
            audit.Item.Value, audit.IsBalanced, books.Total, books.Available, books.Held, books.Sold, books.Sums.Values.Sum(sum => sum.Orders),
            books.Of(OrderStatus.Paid).Orders, books.Of(OrderStatus.RefundDue).Orders, audit.Revision, audit.Differences.Count + audit.Orders.Count,
            audit.Payments.Failure is null ? audit.Payments.Compared : Cell.Empty);
    }
}
