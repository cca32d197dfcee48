using System.Threading.Channels;
using Akka.Actor;
using Seckill.Operations.Palette;

namespace Seckill.Operations.Clusters;

/// <summary><c>cluster tail</c>.</summary>
internal sealed class ClusterTailCommands(ActorSystem system, TimeProvider time) : ICommandSource
{
    /// <summary>Changes that wait for a slow console; the oldest go first.</summary>
    private const int WaitingMax = 1_000;

    private static readonly Argument<long> Count = Arguments.Number("count", "End after this many changes.", 1, 1_000_000) with { Letter = 'n' };

    public IEnumerable<Command> Commands =>
    [
        new("cluster", "tail", "Shows the members, and then every change of them.")
        {
            Arguments = [Count],
            Columns = ["time", "address", "change"],
            IsEndless = true,
            Stream = FollowAsync,
        },
    ];

    private async IAsyncEnumerable<Output> FollowAsync(CommandContext context)
    {
        var lost = 0L;
        var bounds = new BoundedChannelOptions(WaitingMax) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };
        var changes = Channel.CreateBounded<MembershipNews>(bounds, _ => Interlocked.Increment(ref lost));
        var actor = system.ActorOf(Props.Create(() => new ClusterTailActor(changes.Writer)));
        try
        {
            var left = context.Find(Count, out var count) ? count : long.MaxValue;
            await foreach (var change in changes.Reader.ReadAllAsync(context.Cancellation).ConfigureAwait(false))
            {
                if (Interlocked.Exchange(ref lost, 0) is > 0 and var missing)
                    yield return new Output.Line($"{missing:N0} changes are left out: this console reads too slowly.");
                yield return Output.Row.Of(time.GetUtcNow(), change.Address, change.What);
                if (--left == 0) yield break;
            }
        }
        finally
        {
            system.Stop(actor);
        }
    }
}
