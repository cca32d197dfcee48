using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Seckill.Actors.Settings.Blocks;
using Seckill.Domain.Settings;
using static Seckill.Domain.Settings.SettingsProtocol;

namespace Seckill.Actors.Settings;

/// <summary>
/// This node's copy of the settings. It passes each setting on to the <see cref="Switch"/> or the <see cref="BlockList"/> that obeys it.
/// Settings come from <see cref="SettingsBoardActor"/>, which reads the journal, and from answers to changes made through this node. An
/// entry may come early or twice: of two settings of the same thing the newer one counts. Safe for many threads.
/// </summary>
public sealed class SettingsBoard
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SwitchName, Switch> _switches;
    private readonly HashSet<SwitchName> _unreadable = [];
    private readonly ILogger<SettingsBoard> _log;
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly BlockList _blocks;
    private long _revision;

    /// <summary>Creates the board with every switch at its configured default.</summary>
    public SettingsBoard(IEnumerable<Switch> switches, BlockList blocks, IOptions<SwitchDefaults> defaults, ILogger<SettingsBoard> log)
    {
        (_blocks, _log) = (blocks, log);
        _switches = switches.ToDictionary(one => one.Name);
        foreach (var (name, value) in defaults.Value.Values) Find(name)?.TakeDefault(value);
        Switches = [.. _switches.Values.OrderBy(one => one.Name.Value, StringComparer.Ordinal)];
    }

    /// <summary>Every switch, by name.</summary>
    public IReadOnlyList<Switch> Switches { get; }

    /// <summary>The entry of the journal up to which this node knows everything.</summary>
    public long Revision => Volatile.Read(ref _revision);

    /// <summary>Completes when this node knows what was stored when it started. Until then it is not ready.</summary>
    public Task WhenComplete => _complete.Task;

    /// <summary>Whether this node knows what was stored when it started.</summary>
    public bool IsComplete => _complete.Task.IsCompletedSuccessfully;

    /// <summary>The switch with this name, in any case; null when there is none.</summary>
    public Switch? Find(string name) => SwitchName.TryParse(name.ToLowerInvariant(), out var known) ? _switches.GetValueOrDefault(known) : null;

    /// <summary>Takes what an answer says, so that a node obeys its own changes at once.</summary>
    public void Observe(SettingsAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        lock (_gate)
        {
            if (answer.Setting is { } setting) Take(setting);
            if (answer.Block is { } block) _blocks.Take(block);
        }
    }

    /// <summary>Takes from an answer that nobody of that name is blocked at a revision.</summary>
    internal void Observe(BlockTarget removed, long revision)
    {
        lock (_gate) _blocks.Take(removed, revision);
    }

    /// <summary>Takes an entry of the journal. False if entries before it are missing.</summary>
    internal bool Take(SettingsEntry entry)
    {
        lock (_gate)
        {
            foreach (var change in entry.Committed.Events) Take(change, entry.Committed, entry.Revision);
            if (entry.Revision == _revision + 1) Volatile.Write(ref _revision, entry.Revision);
            _blocks.Complete(_revision);
            return entry.Revision <= _revision;
        }
    }

    /// <summary>Declares that everything stored is known.</summary>
    internal void MarkComplete()
    {
        lock (_gate)
        {
            foreach (var one in Switches) one.Settle();
        }

        _complete.TrySetResult();
    }

    private void Take(ISettingsEvent change, SettingsCommitted entry, long revision)
    {
        switch (change)
        {
            case SwitchChanged set:
                Take(new SwitchSetting(set.Name, set.Value, entry.By, entry.At, revision));
                break;
            case BlockAdded added:
                _blocks.Take(new Block(added.Target, added.Until, entry.By, entry.At, revision));
                break;
            case BlockRemoved removed:
                _blocks.Take(removed.Target, revision);
                break;
        }
    }

    private void Take(SwitchSetting setting)
    {
        // A switch, or a value, of a newer version of the program. That version's nodes obey it.
        var isKnown = _switches.TryGetValue(setting.Name, out var known) && known.Take(setting);
        if (isKnown || !_unreadable.Add(setting.Name)) return;
        _log.LogWarning(
            "The switch {Switch} was set to '{Value}', which this version of the program does not know; here it stays at '{Present}'",
            setting.Name, setting.Value, known?.Value);
    }
}
