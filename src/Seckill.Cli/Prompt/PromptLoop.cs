using Seckill.Cli.Node;
using Seckill.Cli.Rendering;
using Seckill.Cli.Streams;

namespace Seckill.Cli.Prompt;

/// <summary>
/// Reads commands one after the other and runs them. On a terminal with completion and history; from a pipe line by line, and the exit
/// code is that of the first command that failed.
/// </summary>
internal sealed class PromptLoop(NodeClient node, Uri url, UserFiles files, string format)
{
    private const int HistoryMax = 500;

    private readonly string _prompt = $"{url.Authority}> ";
    private int _exitCode;

    public async Task<int> RunAsync()
    {
        // Fetched at once, so that a wrong address or token is told before anybody types.
        var palette = await node.ReadPaletteAsync(CancellationToken.None).ConfigureAwait(false);
        if (!StandardStreams.HasInput) return _exitCode;
        if (Console.IsInputRedirected) await ReadPipeAsync(palette).ConfigureAwait(false);
        else await ReadTerminalAsync(palette).ConfigureAwait(false);
        return _exitCode;
    }

    /// <summary>Ctrl-C ends everything: nobody is there to type the next command.</summary>
    private async Task ReadPipeAsync(Palette palette)
    {
        using var interruption = new Interruption();
        while (await ReadLineAsync(interruption.Token).ConfigureAwait(false) is { } line)
        {
            var text = line.Trim();
            // A file of commands may have comments.
            if (text.Length == 0 || text.StartsWith('#')) continue;
            if (text is "exit" or "quit") return;
            var exitCode = await RunLineAsync(text, palette, interruption.Token).ConfigureAwait(false);
            if (_exitCode == ExitCodes.Done) _exitCode = exitCode;
        }
    }

    private static async Task<string?> ReadLineAsync(CancellationToken cancellation)
    {
        try
        {
            return await Console.In.ReadLineAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConsoleFault(ExitCodes.BadUsage, $"The commands on the input cannot be read: {error.Message}");
        }
    }

    private async Task ReadTerminalAsync(Palette palette)
    {
        Console.WriteLine($"{palette.Commands.Count} commands of {palette.Node}. Tab completes, 'help' lists them, Ctrl-D ends.");
        var history = files.ReadHistory();
        var editor = new LineEditor(_prompt, new Completion(palette), [.. history ?? []]);
        while (editor.Read() is { } line)
        {
            var text = line.Trim();
            if (text is "exit" or "quit") break;
            if (text.Length > 0) await RunUntilInterruptedAsync(text, palette).ConfigureAwait(false);
        }

        if (history is not null) await KeepHistoryAsync(editor.History.TakeLast(HistoryMax)).ConfigureAwait(false);
    }

    /// <summary>A history that cannot be kept, as in a container without a home, is told. No command has failed because of it.</summary>
    private async Task KeepHistoryAsync(IEnumerable<string> lines)
    {
        try
        {
            files.KeepHistory(lines);
        }
        catch (ConsoleFault fault)
        {
            await TellAsync(fault).ConfigureAwait(false);
        }
    }

    private static Task TellAsync(ConsoleFault fault) => Console.Error.WriteLineAsync($"seckill: {SafeText.Printable(fault.Message)}");

    /// <summary>Ctrl-C ends the command, such as a stream, and not the prompt.</summary>
    private async Task RunUntilInterruptedAsync(string line, Palette palette)
    {
        using var interruption = new Interruption();
        try
        {
            await RunLineAsync(line, palette, interruption.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            Console.WriteLine();
        }
    }

    private async Task<int> RunLineAsync(string line, Palette palette, CancellationToken cancellation)
    {
        try
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return words[0] == "help"
                ? HelpText.Show(palette, words[1..], Console.Out)
                : await node.RunAsync(line, OutputFormat.Rendering(format), cancellation).ConfigureAwait(false);
        }
        catch (ConsoleFault fault) when (fault.ExitCode != ExitCodes.NotShown)
        {
            // Without an output it ends: nobody would see what further commands do.
            await TellAsync(fault).ConfigureAwait(false);
            return fault.ExitCode;
        }
    }
}
