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
        _ => throw new InvalidOperationException($"The settings do not know a {command.GetType().Name}."),
    };

    private static SettingsDecision Change(SettingsState state, ChangeSwitch change, DateTimeOffset now)
    {
        var current = state.Switches.GetValueOrDefault(change.Name);
        if (current?.Value == change.Value) return Keep(state, SettingsOutcome.Unchanged, current);
        if ((current?.Revision ?? 0) != change.Replaces) return Keep(state, SettingsOutcome.Conflict, current);
        if (current is null && state.Switches.Count >= SettingsLimits.SwitchesMax) return Keep(state, SettingsOutcome.TooMany, null);

        var entry = new SettingsCommitted(Moment.Floor(now), change.By, [new SwitchChanged(change.Name, change.Value)]);
        var next = state.Apply(entry);
        return new SettingsDecision(entry, next, new SettingsAnswer(SettingsOutcome.Changed, next.Switches[change.Name]));
    }

    private static SettingsDecision Keep(SettingsState state, SettingsOutcome outcome, SwitchSetting? current) =>
        new(null, state, new SettingsAnswer(outcome, current));
}
