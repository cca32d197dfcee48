using Seckill.Actors.Operators;
using Seckill.Domain.Shared;
using Seckill.Operations.Palette;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Operations.Operators;

/// <summary>
/// Reports to the operations log how the palette's commands end. Requests of the HTTP contract report themselves, because more of them can
/// be refused.
/// </summary>
public sealed class OperationReports(OperationLog log)
{
    private static readonly string OutcomeUnknown = Refusal.NoAnswer("").Code;

    /// <summary>Reports how a command ended that changes something, unless the command does so itself.</summary>
    /// <param name="parsed">The command.</param>
    /// <param name="call">Who gave it.</param>
    /// <param name="refusal">Why it was refused; null unless it was.</param>
    /// <param name="isUnchanged">Whether everything was as wanted already.</param>
    /// <param name="did">What it did, if its arguments do not say it.</param>
    public void Tell(ParsedCommand parsed, OperatorCall call, Refusal? refusal, bool isUnchanged = false, string? did = null)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        if (!parsed.Command.IsChange || parsed.Command.LedgerName is not null) return;
        var (by, name, detail) = (parsed.CallOf(call).By, NameOf(parsed.Command), did ?? parsed.Detail);
        if (refusal is not null) log.Attempted(by, name, parsed.Item, detail, refusal.Code);
        else if (isUnchanged) log.Attempted(by, name, parsed.Item, detail, OperationNames.Unchanged);
        else log.Done(by, name, parsed.Item, detail);
    }

    /// <summary>Reports that a command which changes something was refused before it began, whoever else would have reported it.</summary>
    internal void TellRefused(ParsedCommand parsed, OperatorCall call, string? detail, Refusal refusal)
    {
        if (parsed.Command.IsChange) log.Attempted(parsed.CallOf(call).By, NameOf(parsed.Command), parsed.Item, detail, refusal.Code);
    }

    /// <summary>Runs a command to an item and reports how it ended.</summary>
    /// <param name="call">Who gives it, and why.</param>
    /// <param name="item">The item.</param>
    /// <param name="command">What the item is asked.</param>
    /// <param name="run">Asks the item. Its outcome is one of <see cref="OperationNames"/>, and counts unless the result is a refusal.</param>
    public async Task<CommandResult> RunAsync(
        OperatorCall call, ItemId item, IOperatorCommand command, Func<Task<(CommandResult Result, string Outcome)>> run)
    {
        var (name, detail) = (OperationNames.Of(command), OperationNames.DetailOf(item, command));
        CommandResult result;
        string outcome;
        try
        {
            (result, outcome) = await run().ConfigureAwait(false);
        }
        catch
        {
            // The console may have gone, or the storage be away, after the item had decided.
            log.Attempted(call.By, name, item, detail, OutcomeUnknown);
            throw;
        }

        if (result.Refusal is { } refusal) log.Attempted(call.By, name, item, detail, refusal.Code);
        else if (outcome == OperationNames.Unchanged) log.Attempted(call.By, name, item, detail, outcome);
        else log.Accepted(call.By, name, item, detail, outcome);
        return result;
    }

    /// <summary>Two words become one, in the manner of the other names.</summary>
    private static string NameOf(Command command) => command.LedgerName ?? command.FullName.Replace(' ', '_').Replace('-', '_');
}
