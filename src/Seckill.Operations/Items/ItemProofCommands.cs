using Seckill.Actors.Board;
using Seckill.Actors.Ledger.Chain;
using Seckill.Actors.Projections.Winners;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Operations.Palette;
using Seckill.Storage;

namespace Seckill.Operations.Items;

/// <summary><c>item verify | winners</c>: what proves afterwards that a sale was fair.</summary>
internal sealed class ItemProofCommands(
    Board board, ItemFinder items, ChainVerification verification, WinnersList winners, WinnersTurns turns) : ICommandSource
{
    private static readonly Argument<ItemId> Item = Arguments.Item().First();
    private static readonly Argument<ItemId> OneItem = Arguments.Item("The item; leave it out with --all.").Optional();
    private static readonly Argument<bool> All = Arguments.Flag("all", "Every item, in the order of their ids.") with { Letter = 'a' };

    public IEnumerable<Command> Commands =>
    [
        new("item", "verify", "Recomputes the hash chain of ledgers from the stored bytes; exit code 1 if an entry does not hold.")
        {
            Arguments = [OneItem, All],
            Columns = ["item", "intact", "entries", "head", "head entry", "chained from", "first broken"],
            IsCostly = true,
            Check = values => values.Find(OneItem, out _) == values.Has(All) ? "Name one item, or say --all." : null,
            Stream = VerifyAsync,
        },
        new("item", "winners", "Lists everybody who got an order, in the order in which the item served them, with the hash of the ledger entry.")
        {
            Arguments = [Item],
            Columns = ["sequence", "order", "buyer", "quantity", "status", "created", "hash"],
            IsCostly = true,
            Stream = ListWinnersAsync,
        },
    ];

    private async IAsyncEnumerable<Output> VerifyAsync(CommandContext context)
    {
        if (context.Find(OneItem, out var one) && !items.TryFind(one, out _, out var refusal))
        {
            yield return Output.End.Refused(refusal);
            yield break;
        }

        ItemId[] wanted = context.Has(All)
            ? [.. board.Items.Select(item => item.Id).OrderBy(item => item.Value, StringComparer.Ordinal)]
            : [one];
        var (broken, unanswered) = (0, 0);
        foreach (var item in wanted)
        {
            var (report, why) = await TryVerifyAsync(item, context.Cancellation).ConfigureAwait(false);
            if (report is null)
            {
                unanswered++;
                yield return new Output.Line($"{item}: {why}");
                continue;
            }

            if (!report.IsIntact) broken++;
            yield return RowOf(report);
            if (report.Fault is { } fault) yield return new Output.Line($"{item}, entry {fault.Entry}: {fault.Problem}");
        }

        if (wanted.Length > 1)
            yield return new Output.Line($"{wanted.Length - unanswered} of {wanted.Length} ledgers verified, {broken} of them do not hold.");
        yield return broken > 0 ? new Output.End(ExitCode.FoundWrong, null)
            : unanswered > 0 ? Output.End.Refused(Refusal.NoAnswer($"{unanswered} of {wanted.Length} ledgers could not be verified."))
            : Output.End.Done;
    }

    private async Task<(ChainReport? Report, string? Why)> TryVerifyAsync(ItemId item, CancellationToken cancellation)
    {
        try
        {
            var report = await verification.VerifyAsync(item, cancellation).ConfigureAwait(false);
            return (report, report is null ? $"this node verifies {ChainVerification.AtOnceMax} ledgers already" : null);
        }
        catch (StorageUnavailableException)
        {
            return (null, "the ledger or the tables do not answer at present");
        }
    }

    private async IAsyncEnumerable<Output> ListWinnersAsync(CommandContext context)
    {
        var item = context.Get(Item);
        if (!items.TryFind(item, out _, out var refusal))
        {
            yield return Output.End.Refused(refusal);
            yield break;
        }

        if (!turns.TryTake())
        {
            yield return Output.End.Refused(Refusal.Overloaded($"This node exports {WinnersTurns.AtOnceMax} lists already."));
            yield break;
        }

        try
        {
            var export = await winners.OpenAsync(item, context.Cancellation).ConfigureAwait(false);
            if (export.Refusal is { } why)
            {
                yield return new Output.Line(why);
                yield return new Output.End(ExitCode.FoundWrong, null);
                yield break;
            }

            var (basis, count) = (export.Basis, 0L);
            await foreach (var page in export.ReadAsync(context.Cancellation).ConfigureAwait(false))
            {
                foreach (var winner in page) yield return RowOf(winner);
                count += page.Count;
            }

            yield return new Output.Line($"{count:N0} orders, up to ledger entry {basis.Revision} with the hash {basis.Head?.ToString() ?? "none"}.");
        }
        finally
        {
            turns.Return();
        }
    }

    private static Output.Row RowOf(ChainReport report) => Output.Row.Of(
        report.Item.Value, report.IsIntact, report.Entries, report.Head?.ToString(), report.HeadEntry, report.ChainedFrom, report.Fault?.Entry);

    private static Output.Row RowOf(Winner winner) => Output.Row.Of(
        winner.Order.Id.Sequence, winner.Order.Id.ToString(), winner.Order.Buyer.Value, winner.Order.Quantity,
        OrderStatusNames.Of(winner.Order.Status), winner.Order.CreatedAt, winner.Hash?.ToString());
}
