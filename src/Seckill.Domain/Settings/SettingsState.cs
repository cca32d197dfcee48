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

    /// <summary>The block list. Blocks that have ended by themselves stay on it until their places are needed.</summary>
    public ImmutableDictionary<BlockTarget, Block> Blocks { get; private init; } = ImmutableDictionary<BlockTarget, Block>.Empty;

    /// <summary>Revision of the newest entry that ended a block; 0 before the first.</summary>
    public long RemovedAt { get; private init; }

    /// <summary>The block that <see cref="RemovedAt"/> has ended, and who asked for it; null before the first.</summary>
    public (BlockTarget Target, SettingsAuthor By)? Removed { get; private init; }

    /// <summary>The state after one more entry.</summary>
    public SettingsState Apply(SettingsCommitted entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var next = this with { Revision = Revision + 1 };
        foreach (var change in entry.Events)
        {
            next = change switch
            {
                SwitchChanged set => next.Set(set, entry),
                BlockAdded added => next.Add(added, entry),
                BlockRemoved removed => next.Remove(removed, entry),
                UnknownChange => next,
                _ => throw new InvalidOperationException($"The settings have no place for a {change.GetType().Name}."),
            };
        }

        return next;
    }

    /// <summary>The block in force; null when there is none.</summary>
    public Block? FindBlock(BlockTarget target, DateTimeOffset now) => Blocks.GetValueOrDefault(target) is { } block && !block.IsOver(now) ? block : null;

    /// <summary>Whether one more block has no place, even when those that have ended by themselves make room.</summary>
    public bool IsFull(DateTimeOffset now) => Blocks.Count >= SettingsLimits.BlocksMax && !Blocks.Values.Any(block => block.IsOver(now));

    private SettingsState Set(SwitchChanged set, SettingsCommitted entry) => this with
    {
        Switches = Switches.SetItem(set.Name, new SwitchSetting(set.Name, set.Value, entry.By, entry.At, Revision)),
    };

    private SettingsState Add(BlockAdded added, SettingsCommitted entry)
    {
        // By the entry's time, so that every replay drops the same ones.
        var blocks = Blocks.Count < SettingsLimits.BlocksMax
            ? Blocks
            : Blocks.RemoveRange(Blocks.Values.Where(block => block.IsOver(entry.At)).Select(block => block.Target));
        return this with { Blocks = blocks.SetItem(added.Target, new Block(added.Target, added.Until, entry.By, entry.At, Revision)) };
    }

    private SettingsState Remove(BlockRemoved removed, SettingsCommitted entry) => this with
    {
        Blocks = Blocks.Remove(removed.Target),
        RemovedAt = Revision,
        Removed = (removed.Target, entry.By),
    };
}
