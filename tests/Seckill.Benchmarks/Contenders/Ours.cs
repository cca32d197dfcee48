using Seckill.Benchmarks.Accounting;
using Seckill.Benchmarks.Load;
using Seckill.Testing;

namespace Seckill.Benchmarks.Contenders;

/// <summary>The product: the real host in the Production environment with its default limits, authentication on, on SQLite or on a PostgreSQL server of its own.</summary>
/// <param name="isPostgres">Whether the store is PostgreSQL.</param>
/// <param name="before">Another build to run instead of this checkout's, such as an earlier or a published one: the path of its <c>Seckill.Host.dll</c>.</param>
internal sealed class Ours(bool isPostgres, string? before = null) : IContender
{
    public const string OnSqlite = "ours-sqlite";
    public const string OnPostgres = "ours-postgres";
    public const string BeforeOnSqlite = "before-sqlite";
    public const string TracedOnPostgres = "traced-postgres";

    private const string TracedShare = "0.01";
    public const string BeforeOnPostgres = "before-postgres";

    /// <summary>Nothing that a benchmark sold may expire while another one measures: the longest window there is.</summary>
    private const int PaymentWindowSeconds = 86_400;

    private static readonly TimeSpan SettlePatience = TimeSpan.FromSeconds(60);

    /// <summary>The exporter answers with the same numbers for 300 ms.</summary>
    private static readonly TimeSpan ExporterPause = TimeSpan.FromMilliseconds(310);

    private readonly string _operator = Buyers.OperatorToken();
    private PostgresServer? _server;
    private HostProcess? _host;
    private SaleClient? _client;

    /// <summary>Where one request of a hundred is traced to; null when none is.</summary>
    public Uri? Traces { get; init; }

    public string Name => (isPostgres, before) switch
    {
        (true, null) when Traces is not null => TracedOnPostgres,
        (true, null) => OnPostgres,
        (false, null) => OnSqlite,
        (true, _) => BeforeOnPostgres,
        (false, _) => BeforeOnSqlite,
    };

    public Uri Address => Host.Address;

    public int ServerId => Host.Id;

    public int? StoreId => _server?.MainId;

    /// <summary>The host's process, for scenarios that kill it.</summary>
    public HostProcess Host => _host ?? throw new InvalidOperationException($"{Name} is not started.");

    /// <summary>How to reach the host's database.</summary>
    public string ConnectionString => Server.ConnectionStringOf("seckill");

    /// <summary>A shopper's and operator's view.</summary>
    public SaleClient Client => _client ?? throw new InvalidOperationException($"{Name} is not started.");

    private PostgresServer Server => _server ?? throw new InvalidOperationException($"{Name} has no server.");

    public async Task StartAsync()
    {
        var settings = Credentials.HostSettings();
        settings["Seckill__Rehearsal__MaxMs"] = "2000"; // The default, which tests switch off.
        if (isPostgres)
        {
            _server = await PostgresServer.StartAsync();
            settings["Seckill__Storage__Provider"] = "postgres";
            settings["Seckill__Storage__ConnectionString"] = await _server.CreateDatabaseAsync("seckill");
        }

        if (Traces is not null)
        {
            settings["Seckill__Telemetry__OtlpEndpoint"] = Traces.ToString();
            settings["Seckill__Telemetry__TraceRatio"] = TracedShare;
        }

        var address = new Uri($"http://127.0.0.1:{HostProcess.FreePort()}");
        if (before is not null && !HasManagementListener(before)) settings["Seckill__Management__Url"] = address.ToString();
        _host = new HostProcess(settings, address: address) { Assembly = before ?? HostProcess.HostAssembly };
        await _host.StartReadyAsync();
        Connect();
    }

    /// <summary>Makes a new client, also after a restart.</summary>
    public void Connect()
    {
        _client?.Dispose();
        _client = new SaleClient(Address, timeout: TimeSpan.FromSeconds(120));
    }

    public async Task OfferAsync(string item, long stock, int limit = 1)
    {
        var answer = await Client.ListAsync(_operator, item, stock, limit, PaymentWindowSeconds);
        if (answer.Code is { } code) throw new InvalidOperationException($"{Name} refuses to list '{item}': {code}.");
    }

    public async Task SettleAsync()
    {
        var limit = DateTime.UtcNow + SettlePatience;
        // Twice in a row: what the end of a load has cut off may still be on its way to the ledger.
        for (var quiet = 0; quiet < 2;)
        {
            quiet = (await MetricsAsync()).SumOf("seckill_projection_pending") > 0 ? 0 : quiet + 1;
            if (DateTime.UtcNow > limit) throw new TimeoutException($"The orders table of {Name} does not catch up.");
            await Task.Delay(ExporterPause);
        }
    }

    public async Task<Books?> CountAsync(string item)
    {
        var audit = await Client.AuditAsync(_operator, item);
        if (audit["ledger"] is not { } ledger || audit["ordersTable"] is not { } table)
            throw new InvalidOperationException($"No audit of '{item}': {audit.ToJsonString()}");
        var adds = (long)ledger["total"]! == (long)ledger["available"]! + (long)ledger["held"]! + (long)ledger["sold"]!;
        if (!(bool)audit["balanced"]! || !adds) throw new InvalidOperationException($"The books of '{item}' do not balance: {audit.ToJsonString()}");
        return new Books((long)ledger["orders"]!, (long)table["orders"]!);
    }

    public async Task<double> AllocatedAsync() => (await MetricsAsync()).SumOf("dotnet_gc_heap_total_allocated_bytes_total");

    /// <summary>Reads the host's metrics.</summary>
    public Task<Metrics> MetricsAsync() => Metrics.ReadAsync(Host.Management);

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_host is not null) await _host.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    /// <summary>An older build answers everything at one address. Its program does not name the class that reads the other one.</summary>
    private static bool HasManagementListener(string assembly) => File.ReadAllBytes(assembly).AsSpan().IndexOf("ManagementSettings"u8) >= 0;
}
