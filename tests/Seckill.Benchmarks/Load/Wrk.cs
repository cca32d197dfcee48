using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Seckill.Benchmarks.Accounting;

namespace Seckill.Benchmarks.Load;

/// <summary>What a closed-loop run got.</summary>
/// <param name="Requests">Answered requests.</param>
/// <param name="Refused">Answers other than 2xx and 3xx.</param>
/// <param name="Seconds">From the first request to the end.</param>
/// <param name="CpuSeconds">What the generator used for it.</param>
internal sealed record WrkResult(long Requests, long Refused, double Seconds, double CpuSeconds)
{
    /// <summary>Answers of 2xx.</summary>
    public long Accepted => Requests - Refused;
}

/// <summary>
/// A closed loop: so many connections, each asking again as soon as it is answered. Driven by the <c>wrk</c> program, which costs
/// far less CPU than an HTTP client of .NET would.
/// </summary>
internal sealed partial class Wrk(Buyers buyers, Uri address, string path)
{
    /// <summary>How many of the buyers ask, from the first on; then the first asks again.</summary>
    public required int BuyersUsed { get; init; }

    public string Method { get; init; } = "POST";

    /// <summary>With more than one item, <c>%d</c> in the path takes 1 to this number in turn.</summary>
    public int Items { get; init; } = 1;

    /// <summary>A file with one JSON body a line, the first buyer's first; null when requests have none.</summary>
    public string? BodyFile { get; init; }

    public async Task<WrkResult> RunAsync(int connections, int seconds)
    {
        var start = new ProcessStartInfo("wrk") { RedirectStandardOutput = true };
        // One thread: wrk starts its threads one by one while the next one's script loads, which skews its clock.
        string[] arguments =
        [
            "-t1", $"-c{connections}", $"-d{seconds}s", "-s", Path.Combine(AppContext.BaseDirectory, "Load", "requests.lua"),
            new Uri(address, path).ToString().Replace("%25d", "%d", StringComparison.Ordinal), buyers.TokenFile,
            BuyersUsed.ToString(CultureInfo.InvariantCulture), Method, Items.ToString(CultureInfo.InvariantCulture),
            .. BodyFile is null ? (string[])[] : [BodyFile],
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var before = ChildUsage.CpuSeconds();
        using var process = Process.Start(start) ?? throw new InvalidOperationException("wrk is not installed.");
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return Read(output, ChildUsage.CpuSeconds() - before);
    }

    private static WrkResult Read(string output, double cpuSeconds)
    {
        var (total, prepared, broken) = (Total().Match(output), Prepared().Match(output), Broken().Match(output));
        if (!total.Success || !prepared.Success) throw new InvalidOperationException($"wrk said:\n{output}");
        // Time-outs are late answers, which wrk counts all the same; anything else is a broken connection.
        if (broken.Success && broken.Groups["errors"].Captures.Any(error => error.Value != "0"))
            throw new InvalidOperationException($"Connections broke:\n{output}");
        var refused = Refused().Match(output);
        return new WrkResult(
            long.Parse(total.Groups["requests"].Value, CultureInfo.InvariantCulture),
            refused.Success ? long.Parse(refused.Groups["count"].Value, CultureInfo.InvariantCulture) : 0,
            double.Parse(total.Groups["seconds"].Value, CultureInfo.InvariantCulture),
            cpuSeconds - double.Parse(prepared.Groups["seconds"].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"(?<requests>\d+) requests in (?<seconds>[\d.]+)s", RegexOptions.ExplicitCapture)]
    private static partial Regex Total();

    [GeneratedRegex(@"Non-2xx or 3xx responses: (?<count>\d+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Refused();

    [GeneratedRegex(@"prepared in (?<seconds>[\d.]+) CPU seconds", RegexOptions.ExplicitCapture)]
    private static partial Regex Prepared();

    [GeneratedRegex(@"Socket errors: connect (?<errors>\d+), read (?<errors>\d+), write (?<errors>\d+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Broken();
}
