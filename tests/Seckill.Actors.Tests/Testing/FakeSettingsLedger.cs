using Seckill.Actors.Settings;
using Seckill.Domain.Settings;
using static Seckill.Domain.Settings.SettingsProtocol;

namespace Seckill.Actors.Tests.Testing;

/// <summary>The settings' journal in memory, with outages that a test asks for. The real one is in the storage tests.</summary>
internal sealed class FakeSettingsLedger : ISettingsLedger
{
    private readonly Lock _gate = new();
    private readonly List<SettingsEntry> _entries = [];
    private volatile bool _isAway;
    private int _reads;

    /// <summary>How often somebody has tried to read.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Whether the database refuses to answer.</summary>
    public bool IsAway
    {
        get => _isAway;
        set => _isAway = value;
    }

    /// <summary>Writes an entry; returns what the settings publish of it.</summary>
    public SettingsPublished Write(string name, string value)
    {
        lock (_gate)
        {
            var committed = new SettingsCommitted(default, Switches.Olivia, [new SwitchChanged(SwitchName.Parse(name), value)]);
            _entries.Add(new SettingsEntry(_entries.Count + 1, committed));
            return new SettingsPublished(_entries.Count, committed);
        }
    }

    public Task<IReadOnlyList<SettingsEntry>> ReadAsync(long afterRevision, int limit, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _reads);
        if (_isAway) throw new IOException("The database is away (as the test asked).");
        lock (_gate) return Task.FromResult<IReadOnlyList<SettingsEntry>>([.. _entries.Skip((int)afterRevision).Take(limit)]);
    }
}
