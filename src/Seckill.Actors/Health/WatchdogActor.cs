using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace Seckill.Actors.Health;

/// <summary>
/// Ends the process when an actor that a node cannot do without has ended: nothing would restart it, and the node would still look
/// healthy. The host then ends with <see cref="PartEnded.Code"/>, and its supervisor starts it again.
/// </summary>
public sealed class WatchdogActor : ReceiveActor, IWithTimers
{
    private sealed record StreamEnded(Exception? Error);

    private sealed record Look
    {
        public static Look Instance { get; } = new();
    }

    private sealed record Reconsider(string Part);

    /// <summary>How often to look for parts that start later.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>A node removed from the cluster shuts down within moments; one that only lost its cluster actors does not.</summary>
    private static readonly TimeSpan LeaveGrace = TimeSpan.FromSeconds(5);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly CoordinatedShutdown _shutdown = CoordinatedShutdown.Get(Context.System);
    private readonly ImmutableArray<IActorRef> _parts;
    private readonly ImmutableArray<string> _paths;
    private readonly HashSet<string> _awaited;
    private readonly Dictionary<string, MissedLooks> _singletons;

    /// <summary>Creates the watch over a node's parts.</summary>
    /// <param name="parts">Actors, by reference.</param>
    /// <param name="paths">Further actors, by path. They exist when the watch starts.</param>
    /// <param name="awaited">
    /// Paths of actors that may start later. They are watched as soon as they are found.
    /// </param>
    /// <param name="singletons">
    /// Paths of singletons. They are watched on the node that hosts them, and one that this node should host but does not has ended.
    /// </param>
    /// <param name="projection">Completes when the orders table is no longer written; null on nodes that do not write it.</param>
    public WatchdogActor(
        ImmutableArray<IActorRef> parts, ImmutableArray<string> paths, ImmutableArray<string> awaited, ImmutableArray<string> singletons, Task? projection)
    {
        (_parts, _paths, _awaited) = (parts, paths, [.. awaited]);
        _singletons = singletons.ToDictionary(path => path, _ => new MissedLooks());
        Receive<ActorIdentity>(OnIdentity);
        Receive<Look>(_ => OnLook());
        Receive<Reconsider>(late => OnLate(late.Part));
        Receive<Terminated>(ended => OnEnded(ended.ActorRef.Path.ToStringWithoutAddress()));
        Receive<StreamEnded>(ended => OnEnded($"the orders table's stream ({ended.Error?.Message ?? "it completed"})"));
        projection?.ContinueWith(ended => new StreamEnded(ended.Exception?.GetBaseException()), TaskScheduler.Default).PipeTo(Self);
    }

    /// <summary>Set by the actor system.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A node that leaves, voluntarily or not, stops its parts one by one.</summary>
    private bool IsEnding => _shutdown.ShutdownReason is not null
        || _cluster.SelfMember.Status is MemberStatus.Leaving or MemberStatus.Exiting or MemberStatus.Down;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (var part in _parts) Context.Watch(part);
        Identify(_paths);
        OnLook();
        Timers.StartPeriodicTimer(Look.Instance, Look.Instance, LookEvery);
    }

    private void OnLook()
    {
        Identify(_awaited);
        Identify(_singletons.Keys);
    }

    private static void Identify(IEnumerable<string> paths)
    {
        foreach (var path in paths) Context.ActorSelection(path).Tell(new Identify(path));
    }

    private void OnIdentity(ActorIdentity identity)
    {
        var path = (string)identity.MessageId;
        if (identity.Subject is { } part)
        {
            _awaited.Remove(path);
            _singletons.Remove(path);
            Context.Watch(part);
        }
        else if (_singletons.TryGetValue(path, out var looks))
        {
            if (looks.IsTooMany(SingletonHost.IsAt(_cluster))) OnEnded(path);
        }
        else if (!_awaited.Contains(path))
        {
            OnEnded(path);
        }
    }

    private void OnEnded(string part)
    {
        if (IsEnding) return;
        // Either the cluster has removed this node and the shutdown is about to begin, or its cluster actors have failed.
        if (_cluster.IsTerminated) Timers.StartSingleTimer(part, new Reconsider(part), LeaveGrace);
        else End(part);
    }

    private void OnLate(string part)
    {
        if (_shutdown.ShutdownReason is null) End(part);
    }

    private void End(string part)
    {
        _log.Error("{0} has ended, and this node cannot work without it: the process ends.", part);
        _shutdown.Run(PartEnded.Instance);
    }

    /// <summary>Why the actor system shuts down.</summary>
    public sealed class PartEnded : CoordinatedShutdown.Reason
    {
        /// <summary>The process's exit code.</summary>
        public const int Code = 5;

        /// <summary>The only value.</summary>
        public static PartEnded Instance { get; } = new();

        /// <inheritdoc/>
        public override int ExitCode => Code;
    }
}
