using Seckill.Cli.Rendering;
using Spectre.Console;

namespace Seckill.Cli;

/// <summary>How output is shown.</summary>
internal static class OutputFormat
{
    public const string Table = "table";
    private const string Json = "json";
    private const string Csv = "csv";

    /// <summary>Reads the option.</summary>
    public static string Read(string text) => text is Table or Json or Csv
        ? text
        : throw new ConsoleFault(ExitCodes.BadUsage, $"--output is {Table}, {Json} or {Csv}, not '{text}'.");

    /// <summary>What shows it, with frames and colours only where a person watches and wants them.</summary>
    public static IRendering Rendering(string format) => format switch
    {
        Json => new JsonRendering(Console.Out, Console.Error),
        Csv => new CsvRendering(Console.Out, Console.Error),
        _ => new TableRendering(AnsiConsole.Console, Console.Out, Console.Error, IsFancy),
    };

    /// <summary>Whether the output goes to a terminal, and colours are not switched off (https://no-color.org).</summary>
    public static bool IsFancy => !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
}
