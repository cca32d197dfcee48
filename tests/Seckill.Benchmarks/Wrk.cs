using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Seckill.Benchmarks;

/// <summary>One load: every request carries the next buyer's token. Driven by the <c>wrk</c> program, which costs far less CPU than a client of ours would.</summary>
internal sealed partial class Wrk
{
    private readonly Uri _target;
    private readonly string _method;
    private readonly string _tokenFile = Path.GetTempFileName();

    public Wrk(Uri address, string path, string[] tokens, string method = "POST")
    {
        (_target, _method) = (new Uri(address, path), method);
        File.WriteAllLines(_tokenFile, tokens);
    }

    public sealed record Result(long Requests, double Seconds);

    public async Task<Result> RunAsync(int connections, int seconds)
    {
        var start = new ProcessStartInfo("wrk") { RedirectStandardOutput = true };
        foreach (var argument in (string[])["-t2", $"-c{connections}", $"-d{seconds}s", "-s", Path.Combine(AppContext.BaseDirectory, "buyers.lua"), _target.ToString(), _tokenFile, _method])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new InvalidOperationException("wrk is not installed.");
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var total = Total().Match(output);
        if (!total.Success) throw new InvalidOperationException($"wrk said:\n{output}");
        return new Result(
            long.Parse(total.Groups["requests"].Value, CultureInfo.InvariantCulture),
            double.Parse(total.Groups["seconds"].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"(?<requests>\d+) requests in (?<seconds>[\d.]+)s", RegexOptions.ExplicitCapture)]
    private static partial Regex Total();
}
