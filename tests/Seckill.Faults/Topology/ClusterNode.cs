using Seckill.Testing;

namespace Seckill.Faults.Topology;

/// <summary>One host process and what surrounds it: a clock, and a supervisor's promise to start it again when it ends.</summary>
internal sealed class ClusterNode : IAsyncDisposable
{
    private readonly string _directory;
    private readonly SkewedClock _clock;
    private readonly HostProcess _process;
    private volatile bool _isHeldDown = true;

    public ClusterNode(int number, string host, Uri address, IEnumerable<KeyValuePair<string, string>> settings, bool hasMovableClock)
    {
        (Number, Host) = (number, host);
        _directory = Directory.CreateTempSubdirectory($"seckill-node{number}-").FullName;
        _clock = new SkewedClock(_directory);
        _process = new HostProcess(new Dictionary<string, string>(hasMovableClock ? settings.Concat(_clock.Settings) : settings), _directory, address);
    }

    /// <summary>1, 2, 3, ….</summary>
    public int Number { get; }

    /// <summary>The address that other nodes know it by.</summary>
    public string Host { get; }

    public Uri Address => _process.Address;

    /// <summary>Where it keeps its files, if it keeps any.</summary>
    public string DataDirectory => Path.Combine(_directory, "data");

    public string Output => _process.Output;

    /// <summary>The running process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Whether it has ended although nobody holds it down.</summary>
    public bool HasFallen => !_isHeldDown && _process.ExitCode is not null;

    public int? ExitCode => _process.ExitCode;

    public void Start()
    {
        _process.Start();
        _isHeldDown = false;
    }

    /// <summary>From now on nobody starts it again when it ends.</summary>
    public void HoldDown() => _isHeldDown = true;

    /// <summary>SIGKILL. It stays down until started.</summary>
    public async Task KillAsync()
    {
        _isHeldDown = true;
        if (_process.ExitCode is null) await _process.KillAsync();
    }

    /// <summary>SIGTERM, and the exit code. It stays down until started.</summary>
    public async Task<int> StopAsync(TimeSpan patience)
    {
        _isHeldDown = true;
        return _process.ExitCode ?? await _process.StopAsync(patience);
    }

    public void Freeze() => _process.Freeze();

    public void Thaw() => _process.Thaw();

    public void SetClock(int aheadSeconds) => _clock.Set(aheadSeconds);

    public override string ToString() => $"node {Number}";

    public async ValueTask DisposeAsync()
    {
        _isHeldDown = true;
        await _process.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
