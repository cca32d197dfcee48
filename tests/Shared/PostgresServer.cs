using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Npgsql;

namespace Seckill.Testing;

/// <summary>
/// A real PostgreSQL server of the tests' own: scratch directory, free loopback port, ended with the tests. The server refuses to
/// run as root, so root runs it as the user <c>postgres</c>, which Debian's package makes.
/// </summary>
public sealed partial class PostgresServer : IAsyncDisposable
{
    private readonly string _binaries;
    private readonly string _directory;
    private readonly int _connectionsMax;
    private bool _isRunning;

    private PostgresServer(string binaries, string directory, int port, int connectionsMax)
    {
        (_binaries, _directory, Port, _connectionsMax) = (binaries, directory, port, connectionsMax);
        AppDomain.CurrentDomain.ProcessExit += StopAtExit;
    }

    /// <summary>Why no server can be started here; null when one can.</summary>
    public static string? MissingReason => FindBinaries() is null
        ? "No PostgreSQL server (initdb, pg_ctl) is installed under /usr/lib/postgresql; on Debian: apt-get install postgresql."
        : null;

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The process that all others of the running server descend from.</summary>
    public int MainId => int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <summary>Makes a server and starts it.</summary>
    /// <param name="connectionsMax">What it takes at once; by default what docker/README.md counts for three nodes.</param>
    public static async Task<PostgresServer> StartAsync(int connectionsMax = 100)
    {
        var binaries = FindBinaries() ?? throw new InvalidOperationException(MissingReason);
        var directory = Directory.CreateTempSubdirectory("seckill-pg-").FullName;
        var server = new PostgresServer(binaries, directory, FreePorts.Take(), connectionsMax);
        if (IsRoot) await RunAsync("chown", "postgres", directory);
        // The scratch data need not survive a power cut, but commits wait for the disk as in earnest.
        await server.RunAsOwnerAsync("initdb", "-D", server.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>How to reach a database of this server.</summary>
    public string ConnectionStringOf(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = "postgres",
        Database = database,
    }.ConnectionString;

    /// <summary>Makes an empty database and returns how to reach it.</summary>
    public async Task<string> CreateDatabaseAsync(string? name = null)
    {
        name ??= "test_" + Guid.NewGuid().ToString("N");
        await ExecuteAsync($"CREATE DATABASE \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        return ConnectionStringOf(name);
    }

    /// <summary>Runs a statement as the server's superuser.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionStringOf("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Stops the server as a crash would: no goodbye to clients, recovery from the log at the next start.</summary>
    public async Task CrashAsync()
    {
        _isRunning = false;
        await RunAsOwnerAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
    }

    /// <summary>Stops the server in good order, as an upgrade does: open transactions are rolled back, clients are told.</summary>
    public async Task StopAsync()
    {
        _isRunning = false;
        await RunAsOwnerAsync("pg_ctl", "-D", Data, "-m", "fast", "-w", "stop");
    }

    /// <summary>Ends the server and every process of it with SIGKILL: nobody gets to write or say anything more.</summary>
    public async Task KillAsync()
    {
        _isRunning = false;
        var main = MainId;
        // The parent first, or it would start crash recovery as soon as a child is gone.
        foreach (var id in (int[])[main, .. ChildrenOf(main)])
        {
            using var process = FindProcess(id);
            if (process is null) continue;
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    /// <summary>Starts the server (again) and waits until it takes connections.</summary>
    public async Task StartAgainAsync()
    {
        var options = string.Create(
            CultureInfo.InvariantCulture, $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections={_connectionsMax}");
        await RunAsOwnerAsync("pg_ctl", "-D", Data, "-o", options, "-l", Path.Combine(_directory, "server.log"), "-w", "start");
        _isRunning = true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= StopAtExit;
        if (_isRunning) await CrashAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private string Data => Path.Combine(_directory, "data");

    private static bool IsRoot => !OperatingSystem.IsWindows() && GetEffectiveUserId() == 0;

    private static string? FindBinaries()
    {
        const string Installed = "/usr/lib/postgresql";
        if (!Directory.Exists(Installed)) return null;
        return Directory.GetDirectories(Installed)
            .OrderByDescending(version => double.TryParse(Path.GetFileName(version), CultureInfo.InvariantCulture, out var n) ? n : 0)
            .Select(version => Path.Combine(version, "bin"))
            .FirstOrDefault(binaries => File.Exists(Path.Combine(binaries, "initdb")) && File.Exists(Path.Combine(binaries, "pg_ctl")));
    }

    private static List<int> ChildrenOf(int parent)
    {
        var children = new List<int>();
        foreach (var directory in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id)) continue;
            if (FindParent(directory) == parent) children.Add(id);
        }

        return children;
    }

    /// <summary>The fourth field of <c>stat</c>, counted after the name, which may hold anything but ends with the last bracket.</summary>
    private static int? FindParent(string process)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(process, "stat"));
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null; // ended while we looked
        }
    }

    private static Process? FindProcess(int id)
    {
        try
        {
            return Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            return null; // ended with its parent
        }
    }

    /// <summary>The test process may be ended before its fixtures are; the server must not stay behind.</summary>
    private void StopAtExit(object? sender, EventArgs arguments)
    {
        if (!_isRunning) return;
        using var stop = Process.Start(StartOf(AsOwner("pg_ctl", ["-D", Data, "-m", "immediate", "stop"])));
        stop?.WaitForExit();
    }

    private Task RunAsOwnerAsync(string program, params string[] arguments)
    {
        var command = AsOwner(program, arguments);
        return RunAsync(command[0], command[1..]);
    }

    private string[] AsOwner(string program, string[] arguments) => IsRoot
        ? ["runuser", "-u", "postgres", "--", Path.Combine(_binaries, program), .. arguments]
        : [Path.Combine(_binaries, program), .. arguments];

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(StartOf([program, .. arguments]))!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    /// <summary>Output is left alone: a server started by pg_ctl would keep a redirected pipe open for as long as it runs.</summary>
    private static ProcessStartInfo StartOf(string[] command)
    {
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = "/" };
        foreach (var argument in (string[])["-c", "exec \"$@\" >/dev/null 2>&1", "sh", .. command]) start.ArgumentList.Add(argument);
        return start;
    }

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint GetEffectiveUserId();
}
