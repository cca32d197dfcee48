using System.CommandLine;
using Seckill.Cli.Node;
using Seckill.Cli.Prompt;
using Seckill.Cli.Rendering;
using Seckill.Cli.Streams;

namespace Seckill.Cli;

/// <summary>
/// The command line of the console. It knows its own options, <c>login</c>, <c>help</c> and the prompt; every other word goes to the node
/// as it is typed.
/// </summary>
internal static class ConsoleProgram
{
    private const string Login = "login";
    private const string HelpWord = "help";

    private static readonly Option<string?> Url = new("--url")
    {
        Description = "The node to ask; SECKILL_URL, or http://127.0.0.1:5080, when left out.",
    };

    private static readonly Option<string> Output = new("--output")
    {
        Description = "table, json or csv.",
        DefaultValueFactory = _ => OutputFormat.Table,
    };

    private static readonly Option<string?> Watch = new("--watch") { Description = "Give the command again every so many seconds, until Ctrl-C." };
    private static readonly Option<bool> Help = new("--help", "-h", "-?") { Description = "Shows what there is to type." };

    private static readonly Argument<string[]> Words = new("command")
    {
        Description = "A command of the node's palette; without one, a prompt.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>Runs the console and returns its exit code. Nothing that can go wrong prints a stack trace.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var parsed = Build().Parse(args, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
            if (parsed.Errors is [var wrong, ..]) throw new ConsoleFault(ExitCodes.BadUsage, wrong.Message);
            // Ctrl-C is our own: at the prompt it ends a command, and not the console.
            var plain = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(plain).ConfigureAwait(false);
        }
        catch (ConsoleFault fault)
        {
            return await EndAsync(fault.ExitCode, fault.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (OutputClosedException)
        {
            return ExitCodes.Done;
        }
        catch (Exception error) when (OutputFaults.Are(error))
        {
            // What comes from the network and from files is told where it happens. Left is what the console itself wanted to show.
            return await EndAsync(ExitCodes.NotShown, $"The output cannot be written: {error.Message.TrimEnd('.')}.").ConfigureAwait(false);
        }
        catch (Exception error)
        {
            var why = $"A fault of this console, please report it: {error.GetType().Name}: {error.Message}";
            return await EndAsync(ExitCodes.Defect, why).ConfigureAwait(false);
        }
    }

    private static async Task<int> EndAsync(int exitCode, string why)
    {
        await Console.Error.WriteLineAsync($"seckill: {SafeText.Printable(why)}").ConfigureAwait(false);
        return exitCode;
    }

    private static RootCommand Build()
    {
        var root = new RootCommand("The operators' console of SeckillAkka.") { TreatUnmatchedTokensAsErrors = false };
        // The node's commands have help too, which the library does not know.
        foreach (var option in root.Options.Where(option => option.Name == Help.Name).ToArray()) root.Options.Remove(option);
        // A word in brackets is a word, and not a directive to the library.
        root.Directives.Clear();
        root.Options.Add(Url);
        root.Options.Add(Output);
        root.Options.Add(Watch);
        root.Options.Add(Help);
        root.Arguments.Add(Words);
        root.SetAction((parsed, _) => ActAsync(parsed));
        return root;
    }

    private static async Task<int> ActAsync(ParseResult parsed)
    {
        // Switches that are not the console's own are words like any other.
        var words = parsed.GetValue(Words) ?? [];
        var files = new UserFiles();
        var url = NodeAddress.Read(parsed.GetValue(Url), Environment.GetEnvironmentVariable("SECKILL_URL"));
        if (words is [Login, ..]) return await LoginAsync(words, url, files).ConfigureAwait(false);
        var format = OutputFormat.Read(parsed.GetValue(Output)!);
        var token = Token.Read(Environment.GetEnvironmentVariable("SECKILL_TOKEN"), "SECKILL_TOKEN") ?? files.FindToken(url);
        using var node = new NodeClient(url, token);
        if (words.Length == 0 && parsed.GetValue(Watch) is not null && !parsed.GetValue(Help))
            throw new ConsoleFault(ExitCodes.BadUsage, "--watch needs a command to give again.");
        if (words.Length == 0 && !parsed.GetValue(Help)) return await new PromptLoop(node, url, files, format).RunAsync().ConfigureAwait(false);
        using var interruption = new Interruption();
        if (parsed.GetValue(Help) || words is [HelpWord, ..])
        {
            var about = words is [HelpWord, ..] ? words[1..] : words;
            return await HelpText.ShowAsync(node, about, Console.Out, interruption.Token).ConfigureAwait(false);
        }

        var line = string.Join(' ', words.Select(Operations.Palette.LineSyntax.Quote));
        return parsed.GetValue(Watch) is { } seconds
            ? await WatchLoop.RunAsync(node, line, format, seconds, interruption.Token).ConfigureAwait(false)
            : await node.RunAsync(line, OutputFormat.Rendering(format), interruption.Token).ConfigureAwait(false);
    }

    private static async Task<int> LoginAsync(string[] words, Uri url, UserFiles files)
    {
        if (words.Length > 2) throw new ConsoleFault(ExitCodes.BadUsage, "Usage: seckill login [<name>]");
        var name = words.Length > 1 ? words[1] : Environment.UserName;
        using var node = new NodeClient(url, token: null);
        using var interruption = new Interruption();
        files.KeepToken(url, await node.LoginAsync(name, interruption.Token).ConfigureAwait(false));
        await Console.Out.WriteLineAsync($"{name} is logged in at {url} for 24 hours; the token is in {files.LoginFile}.").ConfigureAwait(false);
        return ExitCodes.Done;
    }
}
