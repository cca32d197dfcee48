using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Seckill.Testing;

namespace Seckill.Benchmarks.Report;

/// <summary>Where the figures come from.</summary>
internal sealed record Machine(string Commit, string Description)
{
    public static async Task<Machine> ReadAsync()
    {
        var cpu = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim();
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30;
        var kernel = (await File.ReadAllTextAsync("/proc/sys/kernel/osrelease")).Trim();
        var system = File.ReadLines("/etc/os-release").FirstOrDefault(line => line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal))?[12..].Trim('"');
        string[] parts =
        [
            string.Create(CultureInfo.InvariantCulture, $"{cpu ?? "unknown CPU"}, {Environment.ProcessorCount} cores, {memory} GB, shared with the load generator"),
            $"{system ?? "unknown system"}, kernel {kernel}",
            RuntimeInformation.FrameworkDescription,
            await SayAsync(Directory.GetFiles("/usr/lib/postgresql", "postgres", SearchOption.AllDirectories).Order().Last(), "--version"),
            await SayAsync("redis-server", "--version"),
            await SayAsync("wrk", "-v"),
        ];
        return new Machine(await CommitAsync(), string.Join("; ", parts.Where(part => part.Length > 0)));
    }

    private static async Task<string> CommitAsync()
    {
        var commit = await SayAsync("git", "-C", HostProcess.RepositoryRoot, "rev-parse", "--short", "HEAD");
        // But for the results, which a run that publishes replaces while it goes on.
        var changes = await SayAsync("git", "-C", HostProcess.RepositoryRoot, "status", "--porcelain", "--", ".", ":!tests/Seckill.Benchmarks/Results");
        return commit.Length == 0 ? "unknown" : commit + (changes.Length > 0 ? " with uncommitted changes" : "");
    }

    /// <summary>The first line that a program prints; empty when it cannot be run.</summary>
    private static async Task<string> SayAsync(string program, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var argument in arguments) start.ArgumentList.Add(argument);
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var line = (await process.StandardOutput.ReadToEndAsync()).Split('\n')[0].Trim();
            await error;
            await process.WaitForExitAsync();
            var version = line.IndexOf(" sha=", StringComparison.Ordinal) is var end and > 0 ? line[..end] : line.Split(" Copyright")[0];
            return version.Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "";
        }
    }
}
