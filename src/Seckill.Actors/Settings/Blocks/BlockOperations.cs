using Seckill.Domain.Settings;
using Seckill.Domain.Shared;
using static Seckill.Domain.Settings.SettingsProtocol;

namespace Seckill.Actors.Settings.Blocks;

/// <summary>How an operator's wish about the block list ended.</summary>
public enum BlockOutcome
{
    /// <summary>The list is as wanted, in the journal, and this node obeys it.</summary>
    Done,

    /// <summary>The list was as wanted already.</summary>
    Unchanged,

    /// <summary>The end is not in the future.</summary>
    BadEnd,

    /// <summary>The reason is no line of 1 to 200 characters.</summary>
    BadReason,

    /// <summary>The list is full, or the settings do not take changes at the moment; nothing was changed.</summary>
    Unavailable,

    /// <summary>It is not known whether the list was changed. Repeating the wish is safe.</summary>
    Unknown,
}

/// <summary>The answer to an operator's wish about the block list.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Block">The block as it is now; null when there is none.</param>
/// <param name="Detail">What is wrong, for the operator; empty when nothing is.</param>
public sealed record BlockAnswer(BlockOutcome Outcome, Block? Block, string Detail);

/// <summary>What operators do with the block list, whichever door they come through. The door reports it to the operations log.</summary>
public sealed class BlockOperations(SettingsBoard board, BlockList blocks, SettingsClient settings, TimeProvider time)
{
    /// <summary>The blocks in force: buyers, then addresses, each in the order of their text.</summary>
    public IReadOnlyList<Block> List() => blocks.List();

    /// <summary>The block in force; null when there is none.</summary>
    public Block? Find(BlockTarget target) => blocks.Find(target);

    /// <summary>Reads whom to block, as an operator wrote it. An address is brought into its usual form.</summary>
    /// <param name="kind">Whether it is a buyer or an address.</param>
    /// <param name="text">The text.</param>
    /// <param name="target">Who that is.</param>
    /// <param name="fault">What is wrong with the text, as a sentence; empty when nothing is.</param>
    public static bool TryRead(BlockKind kind, string text, out BlockTarget target, out string fault)
    {
        (target, fault) = (default, "");
        if (kind == BlockKind.Buyer)
        {
            if (BlockTarget.TryCreate(kind, text, out target)) return true;
            fault = "A buyer is 1 to 64 visible ASCII characters.";
            return false;
        }

        return AddressRange.TryParse(text, out var range, out fault) && BlockTarget.TryCreate(kind, range.ToString(), out target);
    }

    /// <summary>
    /// Blocks somebody, or changes until when or why. Completes when that is in the journal and this node obeys it; the other nodes follow
    /// within a second. A block that is already so stays as it is, with the name of whoever made it.
    /// </summary>
    /// <param name="target">Who is to be blocked.</param>
    /// <param name="until">When the block ends by itself; null for never.</param>
    /// <param name="by">Who asks, and why.</param>
    /// <param name="cancellation">Ends the wait; the block may be there nevertheless.</param>
    public async Task<BlockAnswer> AddAsync(BlockTarget target, DateTimeOffset? until, SettingsAuthor by, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(by);
        var end = until is { } instant ? Moment.Floor(instant) : (DateTimeOffset?)null;
        return Check(end, by) ?? await AskAsync(known => new AddBlock(target, end, known, by), by, cancellation).ConfigureAwait(false);
    }

    /// <summary>Ends a block. Completes as <see cref="AddAsync"/> does. Nobody need be blocked.</summary>
    /// <param name="target">Who is no longer to be blocked.</param>
    /// <param name="by">Who asks, and why.</param>
    /// <param name="cancellation">Ends the wait; the block may have ended nevertheless.</param>
    public async Task<BlockAnswer> RemoveAsync(BlockTarget target, SettingsAuthor by, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(by);
        return Check(end: null, by)
            ?? await AskAsync(known => new RemoveBlock(target, known, by), by, cancellation, removed: target).ConfigureAwait(false);
    }

    private BlockAnswer? Check(DateTimeOffset? end, SettingsAuthor by)
    {
        if (end <= time.GetUtcNow()) return new BlockAnswer(BlockOutcome.BadEnd, null, "The end of a block is in the future.");
        return by.Reason is null || SettingsLimits.IsReason(by.Reason)
            ? null
            : new BlockAnswer(BlockOutcome.BadReason, null, SettingsClient.BadReason);
    }

    private async Task<BlockAnswer> AskAsync(
        Func<long, ISettingsCommand> command, SettingsAuthor by, CancellationToken cancellation, BlockTarget? removed = null)
    {
        var answer = await settings.AskAsync(conflict => command(conflict?.Revision ?? board.Revision), cancellation).ConfigureAwait(false);
        if (removed is { } target && answer.Outcome is SettingsOutcome.Changed or SettingsOutcome.Unchanged)
            board.Observe(target, answer.Revision);
        return answer.Outcome switch
        {
            SettingsOutcome.Changed => new BlockAnswer(BlockOutcome.Done, answer.Block, ""),
            // This very wish, if an earlier copy of the command was written and its answer was lost.
            SettingsOutcome.Unchanged => new BlockAnswer(answer.Block?.By == by ? BlockOutcome.Done : BlockOutcome.Unchanged, answer.Block, ""),
            SettingsOutcome.TooMany => new BlockAnswer(
                BlockOutcome.Unavailable, null,
                $"The block list is full: it has {SettingsLimits.BlocksMax:N0} blocks. Remove some, or block networks instead of addresses."),
            SettingsOutcome.Unknown => new BlockAnswer(
                BlockOutcome.Unknown, null, SettingsClient.NoAnswer),
            _ => new BlockAnswer(BlockOutcome.Unavailable, null, SettingsClient.NotTaken),
        };
    }
}
