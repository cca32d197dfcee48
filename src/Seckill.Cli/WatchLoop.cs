using Seckill.Cli.Node;

namespace Seckill.Cli;

/// <summary>Gives a command again and again, until Ctrl-C.</summary>
internal static class WatchLoop
{
    private const int SecondsMax = 3_600;

    /// <summary>Repeats the command. Ends at once, with its exit code, when it is bad usage or not allowed: that does not change by itself.</summary>
    public static async Task<int> RunAsync(NodeClient node, string line, string format, int seconds, CancellationToken cancellation)
    {
        if (seconds is < 1 or > SecondsMax) throw new ConsoleFault(ExitCodes.BadUsage, $"--watch is a number of seconds from 1 to {SecondsMax:N0}.");
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(seconds));
        do
        {
            if (!Console.IsOutputRedirected) Console.Clear();
            Console.WriteLine($"{TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm:ss}Z  {line}");
            try
            {
                await node.RunAsync(line, OutputFormat.Rendering(format), cancellation).ConfigureAwait(false);
            }
            catch (ConsoleFault fault) when (fault.ExitCode is ExitCodes.NotReached or ExitCodes.NoAnswer)
            {
                await Console.Error.WriteLineAsync($"seckill: {fault.Message}").ConfigureAwait(false);
            }

            Console.WriteLine();
        }
        while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false));
        return ExitCodes.Done;
    }
}
