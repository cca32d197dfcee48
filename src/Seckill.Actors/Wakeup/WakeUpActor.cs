using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Akka.Hosting;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Items;
using Seckill.Actors.Ledger;
using Seckill.Actors.Projections;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Wakeup;

/// <summary>
/// Cluster singleton that keeps every unsettled item alive, so that deadlines fire without traffic and no buyer pays for a
/// recovery. It reads the read model again and again. At its start, and whenever a node is gone, it also reads the ledger for
/// items that the read model has missed.
/// </summary>
public sealed class WakeUpActor : ReceiveActor, IWithTimers
{
    private sealed record Look
    {
        public static Look Instance { get; } = new();
    }

    /// <param name="Unsettled">The items to wake.</param>
    /// <param name="SweptAfter">The number of lost nodes when this look swept the ledger; null when it did not sweep.</param>
    /// <param name="Error">The error if the look failed; otherwise null.</param>
    private sealed record Seen(IReadOnlyCollection<ItemId> Unsettled, int? SweptAfter, Exception? Error);

    private readonly IActorRef _items;
    private readonly IReadModelReader _reader;
    private readonly IReadModelWriter _writer;
    private readonly ILedger _ledger;
    private readonly TimeProvider _time;
    private readonly TimeSpan _lead;
    private readonly TimeSpan _every;
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Nodes that have left the cluster since the start. Each makes a sweep of the ledger necessary.</summary>
    private int _nodesLost;

    /// <summary>The value of <see cref="_nodesLost"/> when the last finished sweep began; null before the first.</summary>
    private int? _sweptAfter;
    private bool _isLooking;

    /// <summary>Creates the singleton.</summary>
    public WakeUpActor(
        IRequiredActor<ItemActor> items, IReadModelReader reader, IReadModelWriter writer, ILedger ledger,
        IOptions<SeckillLimits> limits, TimeProvider time)
    {
        (_items, _reader, _writer, _ledger, _time) = (items.ActorRef, reader, writer, ledger, time);
        _lead = TimeSpan.FromSeconds(limits.Value.WakeLeadSeconds);
        _every = TimeSpan.FromSeconds(limits.Value.WakeEverySeconds);
        Receive<Look>(_ => OnLook());
        Receive<ClusterEvent.MemberRemoved>(_ => OnMemberRemoved());
        Receive<Seen>(OnSeen);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.MemberRemoved));
        Self.Tell(Look.Instance);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _cluster.Unsubscribe(Self);
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private bool OwesSweep => _sweptAfter != _nodesLost;

    private void OnLook()
    {
        if (_isLooking) return;
        _isLooking = true;
        LookAsync(OwesSweep ? _nodesLost : null).PipeTo(Self);
    }

    /// <summary>
    /// The items of a lost node have deadlines too, and it may not have written the last of their rows. A look that is already under way
    /// began before that, so it does not count as the required sweep.
    /// </summary>
    private void OnMemberRemoved()
    {
        _nodesLost++;
        OnLook();
    }

    private void OnSeen(Seen seen)
    {
        _isLooking = false;
        if (seen.Error is { } error) _log.Warning("Unsettled items cannot be looked up at present: {0}", error.Message);
        if (seen.SweptAfter is { } sweptAfter) _sweptAfter = sweptAfter;
        foreach (var item in seen.Unsettled) _items.Wake(Context.System, new WakeItem(item), ActorRefs.NoSender);
        if (OwesSweep && seen.Error is null) OnLook();
        else Timers.StartSingleTimer(Look.Instance, Look.Instance, _every);
    }

    /// <summary>A task that cannot throw and reads no changing field of the actor.</summary>
    private async Task<Seen> LookAsync(int? sweepAfter)
    {
        try
        {
            var now = _time.GetUtcNow();
            var rows = await _reader.ListItemsAsync(_stopping.Token).ConfigureAwait(false);
            var unsettled = rows
                .Where(row => row.IsAwakeAt(now, _lead))
                .Select(row => row.Status.Id)
                .ToHashSet();
            var offsets = await _writer.ReadOffsetsAsync(_stopping.Token).ConfigureAwait(false);
            // Their rows cannot be read, so they may be unsettled.
            unsettled.UnionWith(offsets.Keys.Except(rows.Select(row => row.Status.Id)));
            if (sweepAfter is not null) unsettled.UnionWith(await FindUnprojectedAsync(offsets).ConfigureAwait(false));
            return new Seen(unsettled, sweepAfter, Error: null);
        }
#pragma warning disable CA1031 // After any error of the database the next look tries again.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return new Seen([], SweptAfter: null, error);
        }
    }

    /// <summary>Items whose ledger is ahead of their rows: listed or changed a moment before a crash.</summary>
    private async Task<IEnumerable<ItemId>> FindUnprojectedAsync(IReadOnlyDictionary<ItemId, long> offsets)
    {
        var heads = await _ledger.ReadHeadsAsync(_stopping.Token).ConfigureAwait(false);
        return heads.Where(head => head.Value > offsets.GetValueOrDefault(head.Key)).Select(head => head.Key);
    }
}
