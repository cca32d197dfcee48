using System.Globalization;
using Seckill.Cli.Node;
using Seckill.Cli.Rendering;

namespace Seckill.Cli;

/// <summary>Gives a command again and again, until Ctrl-C.</summary>
internal static class WatchLoop
{
    private const int SecondsMax = 3_600;

    /// <summary>Repeats the command. Ends at once, with its exit code, when it is bad usage or not allowed: that does not change by itself.</summary>
    public static async Task<int> RunAsync(NodeClient node, string line, string format, string said, CancellationToken cancellation)
    {
        var isNumber = int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds);
        if (!isNumber || seconds is < 1 or > SecondsMax)
        {
            throw new ConsoleFault(
                ExitCodes.BadUsage,
                string.Create(CultureInfo.InvariantCulture, $"--watch is a number of seconds from 1 to {SecondsMax:N0}, not '{said}'."));
        }

        var rendering = OutputFormat.Rendering(format);
        // With JSON and CSV programs read along, and expect nothing but rows.
        var isForPeople = format == OutputFormat.Table;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(seconds));
        do
        {
            if (isForPeople) ShowHeading(line);
            try
            {
                var exitCode = await node.RunAsync(line, rendering, cancellation).ConfigureAwait(false);
                if (exitCode == ExitCodes.BadUsage) return exitCode;
            }
            catch (ConsoleFault fault) when (fault.ExitCode is ExitCodes.NotReached or ExitCodes.NoAnswer)
            {
                await Console.Error.WriteLineAsync($"seckill: {SafeText.Printable(fault.Message)}").ConfigureAwait(false);
            }

            if (isForPeople) Console.WriteLine();
        }
        while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false));
        return ExitCodes.Done;
    }

    private static void ShowHeading(string line)
    {
        if (!Console.IsOutputRedirected) Console.Clear();
        Console.WriteLine($"{TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm:ss}Z  {SafeText.Printable(line)}");
    }
}
