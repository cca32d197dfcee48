using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace Seckill.Actors.Hosting;

/// <summary>
/// Ends the process when one of the actors that a node cannot do without has ended: nothing would start it again, and the node would go
/// on looking well. The host then ends with <see cref="PartEnded.Code"/>, and its supervisor starts it again.
/// </summary>
public sealed class WatchdogActor : ReceiveActor
{
    private sealed record StreamEnded(Exception? Error);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly CoordinatedShutdown _shutdown = CoordinatedShutdown.Get(Context.System);
    private readonly ImmutableArray<IActorRef> _parts;
    private readonly ImmutableArray<string> _paths;

    /// <summary>Makes the watch over a node's parts.</summary>
    /// <param name="parts">Actors, by reference.</param>
    /// <param name="paths">More of them, by path. They exist when the watch starts.</param>
    /// <param name="projection">Completes when the orders table is not written any more; null on nodes that write none.</param>
    public WatchdogActor(ImmutableArray<IActorRef> parts, ImmutableArray<string> paths, Task? projection)
    {
        (_parts, _paths) = (parts, paths);
        Receive<ActorIdentity>(identity =>
        {
            if (identity.Subject is { } part) Context.Watch(part);
            else OnEnded((string)identity.MessageId);
        });
        Receive<Terminated>(ended => OnEnded(ended.ActorRef.Path.ToStringWithoutAddress()));
        Receive<StreamEnded>(ended => OnEnded($"the orders table's stream ({ended.Error?.Message ?? "it completed"})"));
        projection?.ContinueWith(ended => new StreamEnded(ended.Exception?.GetBaseException()), TaskScheduler.Default).PipeTo(Self);
    }

    /// <summary>A node that leaves, by its own will or not, stops its parts one by one.</summary>
    private bool IsEnding => _shutdown.ShutdownReason is not null || _cluster.IsTerminated
        || _cluster.SelfMember.Status is MemberStatus.Leaving or MemberStatus.Exiting or MemberStatus.Down;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (var part in _parts) Context.Watch(part);
        foreach (var path in _paths) Context.ActorSelection(path).Tell(new Identify(path));
    }

    private void OnEnded(string part)
    {
        if (IsEnding) return;
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
