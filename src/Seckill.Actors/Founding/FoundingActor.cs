using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using ClusterSettings = Seckill.Actors.Hosting.ClusterSettings;

namespace Seckill.Actors.Founding;

/// <summary>
/// Brings this node into the cluster that is alive, wherever its members are. Only when there is none, a seed node founds one. Akka's
/// own rule lets the first seed node found a cluster whenever no other seed node answers, and a network partition looks the same.
/// As a member the node gives signs of life, and ends when another cluster has taken over the register.
/// </summary>
public sealed class FoundingActor : ReceiveActor, IWithTimers
{
    private sealed record Look
    {
        public static Look Instance { get; } = new();
    }

    /// <summary>The record; null when it could not be read.</summary>
    private sealed record Seen(ClusterRecord? Record);

    /// <summary>Whether this node's write succeeded; null when that is unknown.</summary>
    private sealed record Written(ClusterRecord Seen, bool? IsOurs);

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>An access to the register that takes longer has failed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Members give a sign of life every second, or every two when one has just died.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    private readonly IClusterRegister _register;
    private readonly TimeProvider _time;
    private readonly FoundingRules _rules;
    private readonly ImmutableHashSet<Address> _seeds;
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stopping = new();
    private ImmutableHashSet<Address> _contacts = [];

    /// <summary>Creates a node's actor.</summary>
    public FoundingActor(IClusterRegister register, IOptions<ClusterSettings> settings, TimeProvider time)
    {
        (_register, _time) = (register, time);
        Address[] seeds = [.. settings.Value.SeedNodes.Select(node => Address.Parse($"{_cluster.SelfAddress.Protocol}://{EngineHosting.SystemName}@{node}"))];
        _seeds = [.. seeds];
        _rules = new FoundingRules(Silence, Every * Math.Max(0, Array.IndexOf(seeds, _cluster.SelfAddress)), time);
        Receive<Look>(_ => BoundedAsync(ReadAsync, new Seen(null)).PipeTo(Self));
        Receive<Seen>(OnSeen);
        Receive<Written>(OnWritten);
        Receive<Status.Failure>(_ => OnSeen(new Seen(null)));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private string SelfName => ClusterMembers.NameOf(_cluster.SelfUniqueAddress);

    /// <summary>
    /// Members of this node's cluster; none before it has joined one. Other nodes count only once they are fully in: a node that is being
    /// admitted may have founded a cluster of its own before it learned of that.
    /// </summary>
    private ImmutableList<string> Members =>
    [
        .. _cluster.State.Members
            .Where(member => member.UniqueAddress == _cluster.SelfUniqueAddress || member.Status is not (MemberStatus.Joining or MemberStatus.WeaklyUp))
            .Select(member => ClusterMembers.NameOf(member.UniqueAddress)),
    ];

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Contact([]);
        Self.Tell(Look.Instance);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private void OnSeen(Seen seen)
    {
        if (seen.Record is not { } record)
        {
            _rules.Forget();
            LookLater();
            return;
        }

        var members = Members;
        var step = _rules.Judge(record, members);
        if (members.IsEmpty) Contact(_rules.IsSomebodyAlive ? record.Members : []);
        if (step == FoundingStep.End)
        {
            _log.Error("Another cluster has taken the place of this one: this node ends, and joins it when it is started again.");
            _cluster.Down(_cluster.SelfAddress);
        }
        else if (step == FoundingStep.Write && (!members.IsEmpty || _seeds.Contains(_cluster.SelfAddress)))
        {
            WriteAsync(record, members).PipeTo(Self);
        }
        else
        {
            LookLater();
        }
    }

    private void OnWritten(Written written)
    {
        if (written.IsOurs is null) _rules.Forget();
        if (written.IsOurs is true) _rules.Wrote(written.Seen);
        if (written.IsOurs is true && Members.IsEmpty)
        {
            _log.Warning("No cluster is alive: this node founds one.");
            _cluster.Join(_cluster.SelfAddress);
        }

        LookLater();
    }

    /// <summary>Asks nodes that may be in the cluster to admit this node, repeatedly until one does.</summary>
    private void Contact(IEnumerable<string> members)
    {
        var known = members.Select(ClusterMembers.AddressOf).OfType<Address>();
        var contacts = _seeds.Union(known).Remove(_cluster.SelfAddress);
        if (contacts.IsEmpty || contacts.SetEquals(_contacts)) return;
        _contacts = contacts;
        _cluster.JoinSeedNodes(contacts);
    }

    private async Task<Seen> ReadAsync(CancellationToken cancellation) =>
        new(await _register.ReadAsync(cancellation).ConfigureAwait(false));

    private Task<Written> WriteAsync(ClusterRecord record, ImmutableList<string> members) => BoundedAsync(
        async cancellation => new Written(
            record, await _register.TryWriteAsync(record, members.IsEmpty ? [SelfName] : members, cancellation).ConfigureAwait(false)),
        new Written(record, IsOurs: null));

    /// <summary>The call's result, or the fallback when it throws or takes too long.</summary>
    private async Task<T> BoundedAsync<T>(Func<CancellationToken, Task<T>> call, T otherwise)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        try
        {
            // The token alone does not bound the wait: a driver may be slow to notice a cancellation.
            return await call(bounded.Token).WaitAsync(Patience, _time, _stopping.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Any error of the database means that this node does not reach it.
        catch (Exception)
#pragma warning restore CA1031
        {
            await bounded.CancelAsync().ConfigureAwait(false);
            return otherwise;
        }
    }

    private void LookLater() => Timers.StartSingleTimer(Look.Instance, Look.Instance, Every);
}
