using Seckill.Testing;

namespace Seckill.Benchmarks;

/// <summary>The programs that the benchmark runs beside its own.</summary>
internal static class Requirements
{
    /// <summary>What has to be installed first; null when nothing is missing.</summary>
    public static string? Missing()
    {
        if (PostgresServer.MissingReason is { } reason) return reason;
        foreach (var program in (string[])["wrk", "redis-server"])
        {
            if (!IsInstalled(program)) return $"'{program}' is not installed; on Debian: apt-get install wrk redis-server postgresql.";
        }

        return AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal)
            ? null
            : "Figures of a debug build mean nothing: add '-c Release'.";
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, program)));
}
