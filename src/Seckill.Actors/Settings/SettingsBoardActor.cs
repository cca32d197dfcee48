using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Event;

namespace Seckill.Actors.Settings;

/// <summary>
/// Feeds this node's <see cref="SettingsBoard"/>: first with everything in the journal, then with what the settings publish. When an entry
/// is missing, or when it hears nothing of the settings (their node is lost, or this one is cut off from it), it reads the journal.
/// </summary>
public sealed class SettingsBoardActor : ReceiveActor, IWithTimers
{
    /// <summary>The topic on which the settings publish to every node.</summary>
    public const string Topic = "seckill.settings";

    /// <summary>Entries read at once; more follow in the next read.</summary>
    public const int EntriesPerReadMax = 5_000;

    private sealed record Loaded(IReadOnlyList<SettingsEntry> Entries, Exception? Error);

    private sealed record Look
    {
        public static Look Instance { get; } = new();
    }

    private static readonly TimeSpan LookEvery = SettingsActor.RepeatEvery;

    /// <summary>A missed sign of life. A change must be everywhere within a second, and the next look may be a quarter of one away.</summary>
    private static readonly TimeSpan SilenceMax = 2 * SettingsActor.RepeatEvery;

    private readonly SettingsBoard _board;
    private readonly ISettingsLedger _ledger;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stopping = new();
    private long _heardAt;
    private long _revisionHeard;
    private bool _isLoading;
    private bool _isOutageTold;

    /// <summary>Creates the actor that feeds a node's board.</summary>
    public SettingsBoardActor(SettingsBoard board, ISettingsLedger ledger, TimeProvider time)
    {
        (_board, _ledger, _time) = (board, ledger, time);
        _heardAt = time.GetTimestamp();
        Receive<SettingsPublished>(OnPublished);
        Receive<Loaded>(OnLoaded);
        Receive<Look>(_ => OnLook());
        Receive<SubscribeAck>(_ => Load());
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        // Subscribe before loading: what changes in the meantime is published.
        DistributedPubSub.Get(Context.System).Mediator.Tell(new Subscribe(Topic, Self));
        Timers.StartPeriodicTimer(Look.Instance, Look.Instance, LookEvery);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private bool IsBehind => !_board.IsComplete || _board.Revision < _revisionHeard;

    private void OnPublished(SettingsPublished published)
    {
        _heardAt = _time.GetTimestamp();
        _revisionHeard = Math.Max(_revisionHeard, published.Revision);
        if (published.Newest is { } newest) _board.Take(new SettingsEntry(published.Revision, newest));
        if (IsBehind) Load();
    }

    private void OnLook()
    {
        if (IsBehind || _time.GetElapsedTime(_heardAt) >= SilenceMax) Load();
    }

    private void Load()
    {
        if (_isLoading) return;
        _isLoading = true;
        LoadAsync(_ledger, _board.Revision, _stopping.Token).PipeTo(Self);
    }

    private static async Task<Loaded> LoadAsync(ISettingsLedger ledger, long afterRevision, CancellationToken cancellation)
    {
        try
        {
            return new Loaded(await ledger.ReadAsync(afterRevision, EntriesPerReadMax, cancellation).ConfigureAwait(false), null);
        }
#pragma warning disable CA1031 // The board reads again after any error; until the first success the node is not ready.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return new Loaded([], error);
        }
    }

    private void OnLoaded(Loaded loaded)
    {
        _isLoading = false;
        if (loaded.Error is { } error)
        {
            if (!_isOutageTold) _log.Warning("The settings cannot be read at present; the last ones known stay in force: {0}", error.Message);
            _isOutageTold = true;
            return;
        }

        _isOutageTold = false;
        foreach (var entry in loaded.Entries) _board.Take(entry);
        if (loaded.Entries.Count == EntriesPerReadMax) Load();
        else if (!_board.IsComplete) _board.MarkComplete();
    }
}
