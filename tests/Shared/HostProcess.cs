using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Seckill.Testing;

/// <summary>
/// The real host in a process of its own, on a scratch directory and a free loopback port: it can be killed without warning and
/// started again on the same store.
/// </summary>
public sealed class HostProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private const int SigContinue = 18;
    private const int SigStop = 19;

    /// <summary>Of what the host prints, so much is kept; the oldest half goes first.</summary>
    private const int OutputCharsMax = 8_000_000;

    private const string EnvironmentVariable = "ASPNETCORE_ENVIRONMENT";
    private const string ManagementVariable = "Seckill__Management__Url";

    /// <summary>
    /// How a node ends that has found out that it cannot go on: expelled by its cluster (3), without one of its parts (5), after a handshake
    /// that broke (79), cut off (255, as a soak has seen it). A crash has other codes.
    /// </summary>
    private static readonly int[] OwnEnds = [3, 5, 79, 255];

    private readonly Dictionary<string, string> _settings;
    private readonly Lock _gate = new();
    private readonly StringBuilder _output = new();
    private Process? _process;
    private bool _isWanted;

    /// <summary>Tests ask faster than people do, and give up more often; the defaults are made for people.</summary>
    private static readonly (string Limit, string Value)[] LimitsForTests =
    [
        ("BuyerBurst", "2000"), ("BuyerRefillPerSecond", "200"), ("CallBurst", "1000"), ("CallRefillPerSecond", "200"),
        ("EndedReservationsFree", "1000"), ("EndedReservationsMax", "1000"),
    ];

    /// <summary>Prepares a host; nothing runs yet.</summary>
    /// <param name="settings">Settings in environment form (<c>Seckill__Limits__RequestTimeoutMs</c>).</param>
    /// <param name="directory">Its working directory; null for a new one that is removed at the end.</param>
    /// <param name="address">Where it listens; null for a free port of 127.0.0.1.</param>
    public HostProcess(IReadOnlyDictionary<string, string>? settings = null, string? directory = null, Uri? address = null)
    {
        _settings = new Dictionary<string, string>(settings ?? new Dictionary<string, string>());
        // Tests start hundreds of hosts and wait for none of them to be fast. Without a rehearsal, what the runtime is told for it
        // (runtimeconfig.template.json) only costs: almost a third of a start's processor time. This is the runtime's own default, in hexadecimal.
        if (_settings.TryAdd("Seckill__Rehearsal__MaxMs", "0")) _settings.TryAdd("DOTNET_TC_CallCountingDelayMs", "64");
        foreach (var (limit, value) in LimitsForTests)
            _settings.TryAdd($"Seckill__Limits__{limit}", value);
        OwnsDirectory = directory is null;
        Directory = directory ?? System.IO.Directory.CreateTempSubdirectory("seckill-").FullName;
        Address = address ?? new Uri($"http://127.0.0.1:{FreePort()}");
        Management = ChooseManagement();
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
    }

    /// <summary>Where the host listens; the same after every restart.</summary>
    public Uri Address { get; }

    /// <summary>
    /// Where the host answers <c>/healthz</c> and <c>/metrics</c>; the same after every restart. In Development it is
    /// <see cref="Address"/>, anywhere else a free port of its own, unless the settings say something else.
    /// </summary>
    public Uri Management { get; }

    /// <summary>The program to run: this checkout's host, or another build of it.</summary>
    public string Assembly { get; init; } = HostAssembly;

    /// <summary>
    /// Whether it is started again, as by any supervisor, when it has ended because it could not go on, as a node does that got no processor
    /// for seconds. A crash is a defect for the test to find; whatever a test ends stays away.
    /// </summary>
    public bool IsSupervised { get; init; }

    /// <summary>The host's working directory; its store is in <c>data</c> below it.</summary>
    public string Directory { get; }

    /// <summary>Everything that the host has printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>The process id of the running host.</summary>
    public int Id => Running.Id;

    /// <summary>The exit code of a host that has ended; null while it runs, and before its first start.</summary>
    public int? ExitCode => _process is { HasExited: true } ended ? ended.ExitCode : null;

    private bool OwnsDirectory { get; }

    private Process Running => _process ?? throw new InvalidOperationException("The host is not running.");

    /// <summary>The host as built, in the same configuration as the running tests.</summary>
    public static string HostAssembly
    {
        get
        {
            var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
            return Path.Combine(RepositoryRoot, "src", "Seckill.Host", "bin", configuration, "net10.0", "Seckill.Host.dll");
        }
    }

    /// <summary>The directory that holds the solution.</summary>
    public static string RepositoryRoot
    {
        get
        {
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "SeckillAkka.sln"))) directory = directory.Parent;
            return directory?.FullName ?? throw new InvalidOperationException("No SeckillAkka.sln above the tests.");
        }
    }

    /// <summary>Starts the host at its address, without waiting for anything.</summary>
    public void Start(params string[] arguments) => StartWith(["--urls", Address.ToString(), .. arguments]);

    /// <summary>Starts the host with these arguments and no others.</summary>
    public void StartWith(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[Assembly, .. arguments]) start.ArgumentList.Add(argument);
        start.Environment[EnvironmentVariable] = "Development";
        foreach (var (name, value) in _settings) start.Environment[name] = value;
        lock (_gate)
        {
            _process?.Dispose();
            _isWanted = true;
            Launch(start);
        }
    }

    /// <summary>Starts the host and waits until it is ready to sell.</summary>
    public async Task StartReadyAsync(TimeSpan? patience = null)
    {
        Start();
        await WaitReadyAsync(patience ?? TimeSpan.FromSeconds(60));
    }

    /// <summary>Waits until the host says that it is ready; fails with its output when it ends or takes too long.</summary>
    public async Task WaitReadyAsync(TimeSpan patience)
    {
        using var client = new HttpClient { BaseAddress = Management, Timeout = TimeSpan.FromSeconds(5) };
        using var limit = new CancellationTokenSource(patience);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await IsReadyAsync(client))
        {
            if (ExitCode is { } code && !IsToStartAgain(code)) throw new InvalidOperationException($"The host ended with {code}:\n{Output}");
            if (limit.IsCancellationRequested) throw new TimeoutException($"The host was not ready within {patience}:\n{Output}");
            await poll.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>Ends the host as a power cut does: SIGKILL, no goodbye.</summary>
    public async Task KillAsync()
    {
        Unwant();
        Running.Kill();
        await Running.WaitForExitAsync();
    }

    /// <summary>Stops the host in mid-step, as a hypervisor or a long swap storm does: it neither works nor ends.</summary>
    public void Freeze() => Signal(SigStop);

    /// <summary>Lets a frozen host go on as if nothing had happened.</summary>
    public void Thaw() => Signal(SigContinue);

    /// <summary>Asks the host to end (SIGTERM, as Ctrl-C does) and returns its exit code.</summary>
    public async Task<int> StopAsync(TimeSpan patience)
    {
        Unwant();
        Signal(SigTerm);
        return await WaitForExitAsync(patience);
    }

    /// <summary>Waits for the host to end by itself and returns its exit code.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        var waitedFor = Running;
        try
        {
            await waitedFor.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The host did not end within {patience}:\n{Output}");
        }

        return waitedFor.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        Unwant();
        if (_process is { HasExited: false }) await KillAsync();
        _process?.Dispose();
        if (OwnsDirectory) System.IO.Directory.Delete(Directory, recursive: true);
    }

    /// <inheritdoc cref="FreePorts.Take"/>
    public static int FreePort() => FreePorts.Take();

    private Uri ChooseManagement()
    {
        if (_settings.TryGetValue(ManagementVariable, out var said) && Uri.TryCreate(said, UriKind.Absolute, out var url)) return url;
        if (said is not null || _settings.GetValueOrDefault(EnvironmentVariable, "Development") == "Development") return Address;
        var port = Address.Port;
        while (port == Address.Port) port = FreePort();
        var chosen = new UriBuilder(Uri.UriSchemeHttp, Address.Host, port).Uri;
        _settings[ManagementVariable] = chosen.ToString();
        return chosen;
    }

    private static async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/healthz/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or SocketException or TaskCanceledException)
        {
            return false;
        }
    }

    private void Launch(ProcessStartInfo start)
    {
        var process = new Process { StartInfo = start, EnableRaisingEvents = IsSupervised };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Exited += (_, _) => OnExited(process);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
    }

    private void OnExited(Process ended)
    {
        lock (_gate)
        {
            if (_isWanted && ended == _process && IsToStartAgain(ended.ExitCode)) Launch(ended.StartInfo);
        }
    }

    private bool IsToStartAgain(int exitCode) => IsSupervised && OwnEnds.Contains(exitCode);

    private void Unwant()
    {
        lock (_gate) _isWanted = false;
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            if (_output.Length > OutputCharsMax) _output.Remove(0, _output.Length / 2);
            _output.AppendLine(line);
        }
    }

    private void Signal(int signal)
    {
        // A host that has ended meanwhile is nobody to signal; its number may be another's by now.
        if (Running.HasExited) return;
        _ = SendSignal(Running.Id, signal);
    }

    /// <summary>The test process may be ended before its fixtures are; the host must not stay behind.</summary>
    private void KillAtExit(object? sender, EventArgs arguments)
    {
        lock (_gate)
        {
            _isWanted = false;
            if (_process is { HasExited: false }) _process.Kill();
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int processId, int signal);
}
