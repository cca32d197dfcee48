using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Npgsql;

namespace Seckill.Testing;

/// <summary>
/// A sale as a killed host of the previous version left it: a data directory, a database, and that host's answers about its orders.
/// <c>tests/README.md</c> says how it was made.
/// </summary>
public static class StoredSale
{
    private const string Psql = "/usr/bin/psql";

    /// <summary>Why the database cannot be restored here; null when it can.</summary>
    public static string? MissingReason =>
        PostgresServer.MissingReason ?? (File.Exists(Psql) ? null : "psql is not installed; on Debian: apt-get install postgresql-client.");

    /// <summary>Where it is stored.</summary>
    public static string Folder { get; } = Path.Combine(HostProcess.RepositoryRoot, "tests", "Shared", "Stored");

    /// <summary>What the host answered before it was killed, on <c>sqlite</c> or on <c>postgres</c>.</summary>
    public static JsonNode ToldOf(string store) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, $"{store}.json")))!;

    /// <summary>Puts the files into a directory, which is made.</summary>
    public static void Unpack(string directory) => ZipFile.ExtractToDirectory(Path.Combine(Folder, "sqlite.zip"), directory);

    /// <summary>Puts tables and rows into an empty database.</summary>
    public static async Task RestoreAsync(string connectionString)
    {
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo(Psql) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])
            ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", target.Host!, "-p", $"{target.Port}", "-U", target.Username!, "-d", target.Database!,
                "-f", Path.Combine(Folder, "postgres.sql")])
            start.ArgumentList.Add(argument);
        using var psql = Process.Start(start)!;
        var errors = psql.StandardError.ReadToEndAsync();
        await psql.StandardOutput.ReadToEndAsync();
        await psql.WaitForExitAsync();
        if (psql.ExitCode != 0) throw new InvalidOperationException($"psql ended with {psql.ExitCode}: {await errors}");
    }
}
