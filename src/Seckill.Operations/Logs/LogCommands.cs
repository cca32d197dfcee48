using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Seckill.Operations.Palette;

namespace Seckill.Operations.Logs;

/// <summary><c>log tail</c>: the log of the node that is asked.</summary>
internal sealed class LogCommands(LogRing ring, TimeProvider time) : ICommandSource
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    private static readonly FrozenDictionary<string, LogLevel> Levels = new Dictionary<string, LogLevel>
    {
        ["debug"] = LogLevel.Debug,
        ["information"] = LogLevel.Information,
        ["warning"] = LogLevel.Warning,
        ["error"] = LogLevel.Error,
    }.ToFrozenDictionary();

    private static readonly Argument<string> Level =
        Arguments.Word("level", "The least serious lines to show.", "debug", "information", "warning", "error") with { Default = "information" };

    private static readonly Argument<long> Last =
        Arguments.Number("last", "Begin with this many lines that are there already.", 0, LogRing.LinesMax) with { Default = "20" };

    private static readonly Argument<long> Count = Arguments.Number("count", "End after this many lines.", 1, 1_000_000) with { Letter = 'n' };

    public IEnumerable<Command> Commands =>
    [
        new("log", "tail", "Shows the log of the node that is asked, as it is written.")
        {
            Arguments = [Level, Last, Count],
            Columns = ["time", "level", "category", "text"],
            IsEndless = true,
            Stream = FollowAsync,
        },
    ];

    private async IAsyncEnumerable<Output> FollowAsync(CommandContext context)
    {
        var least = Levels[context.Get(Level)];
        var left = context.Find(Count, out var count) ? count : long.MaxValue;
        LogLine[] known = [.. ring.After(0).Where(line => line.Level >= least).TakeLast((int)context.Get(Last))];
        var seen = known.Length > 0 ? known[0].Number - 1 : ring.Newest;
        using var look = new PeriodicTimer(LookEvery, time);
        while (true)
        {
            foreach (var line in ring.After(seen))
            {
                if (line.Number > seen + 1)
                    yield return new Output.Line($"{line.Number - seen - 1:N0} lines are left out: they come faster than this console reads.");
                seen = line.Number;
                if (line.Level < least) continue;
                yield return Output.Row.Of(line.At, line.Level.ToString().ToLowerInvariant(), line.Category, line.Text);
                if (--left == 0) yield break;
            }

            await look.WaitForNextTickAsync(context.Cancellation).ConfigureAwait(false);
        }
    }
}
