using Seckill.Domain.Shared;
using static Seckill.Domain.Settings.SettingsProtocol;

namespace Seckill.Domain.Settings;

/// <summary>What the settings make of a command.</summary>
/// <param name="Entry">The entry to write first; null when there is nothing to write.</param>
/// <param name="Next">The state once that is written.</param>
/// <param name="Answer">The answer once that is written.</param>
public sealed record SettingsDecision(SettingsCommitted? Entry, SettingsState Next, SettingsAnswer Answer);

/// <summary>Decides about changes of the settings. Pure.</summary>
public static class SettingsDecider
{
    /// <summary>Decides one command.</summary>
    /// <exception cref="InvalidOperationException">Nobody knows such a command.</exception>
    public static SettingsDecision Decide(SettingsState state, ISettingsCommand command, DateTimeOffset now) => command switch
    {
        ChangeSwitch change => Change(state, change, now),
        AddBlock add => Add(state, add, now),
        RemoveBlock remove => Remove(state, remove, now),
        _ => throw new InvalidOperationException($"The settings do not know a {command.GetType().Name}."),
    };

    private static SettingsDecision Change(SettingsState state, ChangeSwitch change, DateTimeOffset now)
    {
        var current = state.Switches.GetValueOrDefault(change.Name);
        if (current?.Value == change.Value) return Keep(state, SettingsOutcome.Unchanged, current);
        if ((current?.Revision ?? 0) != change.Replaces) return Keep(state, SettingsOutcome.Conflict, current);
        if (current is null && state.Switches.Count >= SettingsLimits.SwitchesMax) return Keep(state, SettingsOutcome.TooMany, null);

        var (entry, next) = Record(state, change, new SwitchChanged(change.Name, change.Value), now);
        return new SettingsDecision(entry, next, new SettingsAnswer(SettingsOutcome.Changed, next.Switches[change.Name]));
    }

    private static SettingsDecision Add(SettingsState state, AddBlock add, DateTimeOffset now)
    {
        var current = state.FindBlock(add.Target, now);
        // A message so late that the block has ended by itself has nothing left to say.
        if (add.Until <= now || (current is not null && current.Until == add.Until && current.By.Reason == add.By.Reason))
            return Leave(state, SettingsOutcome.Unchanged, current);
        if (IsLate(state, current, add.Known)) return Leave(state, SettingsOutcome.Conflict, current);
        if (current is null && state.IsFull(now)) return Leave(state, SettingsOutcome.TooMany, null);

        var (entry, next) = Record(state, add, new BlockAdded(add.Target, add.Until), now);
        return new SettingsDecision(entry, next, AnswerOf(next, SettingsOutcome.Changed, next.Blocks[add.Target]));
    }

    private static SettingsDecision Remove(SettingsState state, RemoveBlock remove, DateTimeOffset now)
    {
        var current = state.FindBlock(remove.Target, now);
        if (current is null)
        {
            // The first copy of this very command has ended it, and its answer was lost.
            var isRepeat = state.Removed is { } removed && removed.Target == remove.Target && removed.By == remove.By;
            return Leave(state, isRepeat ? SettingsOutcome.Changed : SettingsOutcome.Unchanged, null);
        }

        if (IsLate(state, current, remove.Known)) return Leave(state, SettingsOutcome.Conflict, current);
        var (entry, next) = Record(state, remove, new BlockRemoved(remove.Target), now);
        return new SettingsDecision(entry, next, AnswerOf(next, SettingsOutcome.Changed, null));
    }

    /// <summary>Whether somebody has changed the block since, or has removed one, which may have been this one.</summary>
    private static bool IsLate(SettingsState state, Block? current, long known) => (current?.Revision ?? state.RemovedAt) > known;

    private static (SettingsCommitted Entry, SettingsState Next) Record(
        SettingsState state, ISettingsCommand command, ISettingsEvent change, DateTimeOffset now)
    {
        var entry = new SettingsCommitted(Moment.Floor(now), command.By, [change]);
        return (entry, state.Apply(entry));
    }

    private static SettingsDecision Leave(SettingsState state, SettingsOutcome outcome, Block? current) =>
        new(null, state, AnswerOf(state, outcome, current));

    private static SettingsAnswer AnswerOf(SettingsState state, SettingsOutcome outcome, Block? block) =>
        new(outcome, null) { Block = block, Revision = state.Revision };

    private static SettingsDecision Keep(SettingsState state, SettingsOutcome outcome, SwitchSetting? current) =>
        new(null, state, new SettingsAnswer(outcome, current));
}
