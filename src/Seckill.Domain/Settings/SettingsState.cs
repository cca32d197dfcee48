using System.Collections.Immutable;
using static Seckill.Domain.Settings.SettingsProtocol;

namespace Seckill.Domain.Settings;

/// <summary>The settings that hold for the whole sale, as their journal has them.</summary>
public sealed record SettingsState
{
    /// <summary>Before the first change.</summary>
    public static SettingsState Empty { get; } = new();

    /// <summary>Number of entries in the journal.</summary>
    public long Revision { get; private init; }

    /// <summary>The switches that somebody has set; the others are at their defaults.</summary>
    public ImmutableDictionary<SwitchName, SwitchSetting> Switches { get; private init; } = ImmutableDictionary<SwitchName, SwitchSetting>.Empty;

    /// <summary>The state after one more entry.</summary>
    public SettingsState Apply(SettingsCommitted entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var revision = Revision + 1;
        var switches = Switches;
        foreach (var change in entry.Events)
        {
            switches = change switch
            {
                SwitchChanged set => switches.SetItem(set.Name, new SwitchSetting(set.Name, set.Value, entry.By, entry.At, revision)),
                UnknownChange => switches,
                _ => throw new InvalidOperationException($"The settings have no place for a {change.GetType().Name}."),
            };
        }

        return this with { Revision = revision, Switches = switches };
    }
}
