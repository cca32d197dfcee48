using Seckill.Domain.Settings;
using static Seckill.Domain.Settings.SettingsProtocol;

namespace Seckill.Actors.Settings;

/// <summary>How an operator's wish about a switch ended.</summary>
public enum SwitchOutcome
{
    /// <summary>The switch is set as wanted, in the journal, and this node obeys it.</summary>
    Set,

    /// <summary>The switch was as wanted already; or it was only to be read.</summary>
    Unchanged,

    /// <summary>There is no such switch.</summary>
    NoSuchSwitch,

    /// <summary>The switch does not take the value.</summary>
    BadValue,

    /// <summary>The reason is no line of 1 to 200 characters.</summary>
    BadReason,

    /// <summary>The settings do not take changes at the moment; nothing was changed.</summary>
    Unavailable,

    /// <summary>It is not known whether the switch was set. Repeating the wish is safe.</summary>
    Unknown,
}

/// <summary>The answer to an operator's wish about a switch.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Switch">The switch; null when there is none with that name.</param>
/// <param name="Detail">What is wrong, and what is allowed, for the operator; empty when nothing is wrong.</param>
public sealed record SwitchAnswer(SwitchOutcome Outcome, Switch? Switch, string Detail);

/// <summary>What operators do with switches, whichever door they come through. The door reports it to the operations log.</summary>
public sealed class SwitchOperations(SettingsBoard board, SettingsClient settings)
{
    /// <summary>Longest part of a misspelt name or value that a refusal repeats, in characters.</summary>
    private const int ShownMax = 64;

    /// <summary>Every switch, by name.</summary>
    public IReadOnlyList<Switch> List() => board.Switches;

    /// <summary>Finds a switch by its name.</summary>
    public SwitchAnswer Find(string name) => board.Find(name) is { } known
        ? new SwitchAnswer(SwitchOutcome.Unchanged, known, "")
        : new SwitchAnswer(SwitchOutcome.NoSuchSwitch, null, Describe(name));

    /// <summary>
    /// Sets a switch. Completes when the setting is in the journal and this node obeys it; the other nodes follow within a second. A switch
    /// that is already set to this value stays as it is, with the name of whoever set it first.
    /// </summary>
    /// <param name="name">The switch's name.</param>
    /// <param name="value">The wanted value.</param>
    /// <param name="by">Who asks, and why.</param>
    /// <param name="cancellation">Ends the wait; the switch may be set nevertheless.</param>
    public async Task<SwitchAnswer> SetAsync(string name, string value, SettingsAuthor by, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(by);
        return Check(name, value, by) ?? await AskAsync(board.Find(name)!, value, by, cancellation).ConfigureAwait(false);
    }

    private SwitchAnswer? Check(string name, string value, SettingsAuthor by)
    {
        if (board.Find(name) is not { } known) return new SwitchAnswer(SwitchOutcome.NoSuchSwitch, null, Describe(name));
        if (!known.TryRead(value, out _))
            return new SwitchAnswer(SwitchOutcome.BadValue, known, $"'{known.Name}' takes {known.Allowed}, not '{Shorten(value)}'.");
        return by.Reason is null || SettingsLimits.IsReason(by.Reason)
            ? null
            : new SwitchAnswer(SwitchOutcome.BadReason, known, SettingsClient.BadReason);
    }

    private async Task<SwitchAnswer> AskAsync(Switch known, string text, SettingsAuthor by, CancellationToken cancellation)
    {
        known.TryRead(text, out var value);
        var replaced = known.Setting?.Revision ?? 0;
        var answer = await settings.AskAsync(
            conflict => new ChangeSwitch(known.Name, value, conflict is null ? replaced : conflict.Setting?.Revision ?? 0, by), cancellation)
            .ConfigureAwait(false);
        return answer.Outcome switch
        {
            SettingsOutcome.Changed => new SwitchAnswer(SwitchOutcome.Set, known, ""),
            // This very wish, if an earlier copy of the command was written and its answer was lost.
            SettingsOutcome.Unchanged => new SwitchAnswer(answer.Setting?.By == by ? SwitchOutcome.Set : SwitchOutcome.Unchanged, known, ""),
            SettingsOutcome.TooMany =>
                new SwitchAnswer(SwitchOutcome.Unavailable, known, $"{SettingsLimits.SwitchesMax} switches are set; no more can be."),
            SettingsOutcome.Unknown =>
                new SwitchAnswer(SwitchOutcome.Unknown, known, SettingsClient.NoAnswer),
            _ => new SwitchAnswer(SwitchOutcome.Unavailable, known, SettingsClient.NotTaken),
        };
    }

    private string Describe(string name)
    {
        var names = board.Switches.Select(one => one.Name.Value).ToArray();
        var guess = Spelling.Nearest(name, names) is { } nearest ? $" Did you mean '{nearest}'?" : "";
        return $"There is no switch '{Shorten(name)}'.{guess} The switches are {string.Join(", ", names)}.";
    }

    private static string Shorten(string text) => text.Length > ShownMax ? $"{text.AsSpan(0, ShownMax)}…" : text;
}
