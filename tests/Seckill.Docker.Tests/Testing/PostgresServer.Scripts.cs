using System.Diagnostics;
using Npgsql;

namespace Seckill.Testing;

/// <summary>Servers that begin with the data of another one, and the scripts of docker/ that make them.</summary>
public sealed partial class PostgresServer
{
    private static readonly string Scripts = Path.Combine(HostProcess.RepositoryRoot, "docker");

    /// <summary>Starts a server on a data directory that somebody else fills first.</summary>
    /// <param name="fill">Fills the directory, which does not exist yet; it is told the server, so that it can run scripts as its owner.</param>
    /// <param name="connectionsMax">What it takes at once.</param>
    public static async Task<PostgresServer> StartOnAsync(Func<PostgresServer, string, Task> fill, int connectionsMax = 100)
    {
        var binaries = FindBinaries() ?? throw new InvalidOperationException(MissingReason);
        var directory = Directory.CreateTempSubdirectory("seckill-pg-").FullName;
        var server = new PostgresServer(binaries, directory, FreePorts.Take(), connectionsMax);
        if (IsRoot) await RunAsync("chown", "postgres", directory);
        await fill(server, server.Data);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>A directory beside the data, for what the server's owner writes.</summary>
    public string Beside(string name) => Path.Combine(_directory, name);

    /// <summary>Whether it takes writes: it is no standby, and has recovered.</summary>
    public async Task<bool> IsPrimaryAsync()
    {
        await using var connection = new NpgsqlConnection(ConnectionStringOf("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT NOT pg_is_in_recovery()", connection);
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>
    /// Runs a script of docker/ as the user that owns the data, with the environment variables by which libpq finds this server.
    /// Returns what it printed; fails when it does.
    /// </summary>
    public async Task<string> RunScriptAsync(string script, params string[] arguments)
    {
        using var process = StartScript(script, arguments);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var told = await output + await errors;
        if (process.ExitCode == 0) return told;
        throw new InvalidOperationException($"{script} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{told}");
    }

    /// <summary>Starts a script that runs until somebody ends it; see <see cref="RunScriptAsync"/>.</summary>
    public Process StartScript(string script, params string[] arguments)
    {
        // The owner may not be able to read the repository, so the script comes on the input.
        string[] command = ["sh", "-s", "--", .. arguments];
        if (IsRoot) command = ["runuser", "-u", "postgres", "--", .. command];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = "/", RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{_binaries}:{Environment.GetEnvironmentVariable("PATH")}";
        (start.Environment["PGHOST"], start.Environment["PGPORT"]) = ("127.0.0.1", $"{Port}");
        (start.Environment["PGUSER"], start.Environment["PGDATABASE"]) = ("postgres", "postgres");
        var process = Process.Start(start)!;
        process.StandardInput.Write(File.ReadAllText(Path.Combine(Scripts, script)));
        process.StandardInput.Close();
        return process;
    }
}
