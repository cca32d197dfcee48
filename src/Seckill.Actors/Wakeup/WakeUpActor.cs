using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Akka.Hosting;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Items;
using Seckill.Actors.Projections;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Wakeup;

/// <summary>
/// Cluster singleton that keeps every unsettled item alive, so that deadlines fire without traffic and no buyer pays for a
/// recovery. It looks into the read model again and again; and at its start, and whenever a node is gone, also into the ledger,
/// for what the read model has missed.
/// </summary>
public sealed class WakeUpActor : ReceiveActor, IWithTimers
{
    private sealed record Look
    {
        public static Look Instance { get; } = new();
    }

    private sealed record Seen(IReadOnlyCollection<ItemId> Unsettled, bool LedgerSwept, Exception? Error);

    private readonly IActorRef _items;
    private readonly IReadModelReader _reader;
    private readonly IReadModelWriter _writer;
    private readonly ILedger _ledger;
    private readonly TimeProvider _time;
    private readonly TimeSpan _lead;
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stopping = new();
    private bool _ledgerSwept;

    /// <summary>Makes the singleton.</summary>
    public WakeUpActor(
        IRequiredActor<ItemActor> items, IReadModelReader reader, IReadModelWriter writer, ILedger ledger,
        IOptions<SeckillLimits> limits, TimeProvider time)
    {
        (_items, _reader, _writer, _ledger, _time) = (items.ActorRef, reader, writer, ledger, time);
        _lead = TimeSpan.FromSeconds(limits.Value.WakeLeadSeconds);
        var every = TimeSpan.FromSeconds(limits.Value.WakeEverySeconds);
        Receive<Look>(_ => LookAsync(_ledgerSwept).PipeTo(Self));
        Receive<ClusterEvent.MemberRemoved>(_ => OnMemberRemoved());
        Receive<Seen>(seen =>
        {
            OnSeen(seen);
            Timers.StartSingleTimer(Look.Instance, Look.Instance, every);
        });
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

    /// <summary>The items of a lost node have deadlines too, and it may not have written the last of their rows.</summary>
    private void OnMemberRemoved()
    {
        _ledgerSwept = false;
        Timers.StartSingleTimer(Look.Instance, Look.Instance, TimeSpan.Zero);
    }

    private void OnSeen(Seen seen)
    {
        if (seen.Error is { } error) _log.Warning("Unsettled items cannot be looked up at present: {0}", error.Message);
        _ledgerSwept |= seen.LedgerSwept;
        foreach (var item in seen.Unsettled) _items.Tell(new WakeItem(item), ActorRefs.NoSender);
    }

    /// <summary>A task that cannot throw; it reads no changing field of the actor.</summary>
    private async Task<Seen> LookAsync(bool ledgerSwept)
    {
        try
        {
            var now = _time.GetUtcNow();
            var rows = await _reader.ListItemsAsync(_stopping.Token).ConfigureAwait(false);
            var unsettled = rows
                .Where(row => row.IsAwakeAt(now, _lead))
                .Select(row => row.Status.Id)
                .ToHashSet();
            if (!ledgerSwept) unsettled.UnionWith(await FindUnprojectedAsync().ConfigureAwait(false));
            return new Seen(unsettled, LedgerSwept: true, Error: null);
        }
#pragma warning disable CA1031 // Whatever the database throws, the next look tries again.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return new Seen([], LedgerSwept: false, error);
        }
    }

    /// <summary>Items whose ledger goes beyond their rows: listed or changed a moment before a crash.</summary>
    private async Task<IEnumerable<ItemId>> FindUnprojectedAsync()
    {
        var offsets = await _writer.ReadOffsetsAsync(_stopping.Token).ConfigureAwait(false);
        var heads = await _ledger.ReadHeadsAsync(_stopping.Token).ConfigureAwait(false);
        return heads.Where(head => head.Value > offsets.GetValueOrDefault(head.Key)).Select(head => head.Key);
    }
}
