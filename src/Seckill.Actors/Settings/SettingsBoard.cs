using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Seckill.Domain.Settings;
using static Seckill.Domain.Settings.SettingsProtocol;

namespace Seckill.Actors.Settings;

/// <summary>
/// This node's copy of the settings. Code that obeys a switch reads the switch itself; this hands it the settings of the journal, whichever
/// way they come: <see cref="SettingsBoardActor"/> brings them, and so does the answer to a change that was made through this node. An
/// entry may come early or twice: of two settings of a switch the newer one counts. Safe for many threads.
/// </summary>
public sealed class SettingsBoard
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SwitchName, Switch> _switches;
    private readonly HashSet<SwitchName> _unreadable = [];
    private readonly ILogger<SettingsBoard> _log;
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _revision;

    /// <summary>Creates the board with every switch at its configured default.</summary>
    public SettingsBoard(IEnumerable<Switch> switches, IOptions<SwitchDefaults> defaults, ILogger<SettingsBoard> log)
    {
        _log = log;
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

    /// <summary>Takes a setting from an answer, so that a node obeys its own changes at once.</summary>
    public void Observe(SwitchSetting setting)
    {
        lock (_gate) Take(setting);
    }

    /// <summary>Takes an entry of the journal. False if entries before it are missing.</summary>
    internal bool Take(SettingsEntry entry)
    {
        lock (_gate)
        {
            foreach (var change in entry.Committed.Events.OfType<SwitchChanged>())
                Take(new SwitchSetting(change.Name, change.Value, entry.Committed.By, entry.Committed.At, entry.Revision));
            if (entry.Revision == _revision + 1) Volatile.Write(ref _revision, entry.Revision);
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
