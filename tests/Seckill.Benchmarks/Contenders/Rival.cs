using System.Globalization;
using System.Net.Http.Json;
using Seckill.Benchmarks.Rivals;
using Seckill.Testing;

namespace Seckill.Benchmarks.Contenders;

/// <summary>A rival host in a process of its own, and the real store that it needs.</summary>
/// <param name="name">What it is called in tables.</param>
/// <param name="kind">What <see cref="RivalHost"/> calls it.</param>
/// <param name="store">Which store it needs.</param>
/// <param name="hasOurSockets">Whether requests begin on the threads of the sockets, as they do in our host; else as the framework likes.</param>
internal sealed class Rival(string name, string kind, RivalStore store, bool hasOurSockets = false) : IContender
{
    public const string Empty = "empty";

    /// <summary>What names of rivals end with that have our socket settings.</summary>
    public const string OurSockets = "-our-sockets";

    /// <summary>As in earnest, and with the collector that a web project has by default; the benchmark itself runs with another.</summary>
    private static readonly Dictionary<string, string> Environment =
        new() { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["DOTNET_gcServer"] = "1" };

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(120) };
    private PostgresServer? _postgres;
    private RedisServer? _redis;
    private ChildProcess? _process;

    public string Name => name;

    public Uri Address { get; } = new($"http://127.0.0.1:{HostProcess.FreePort()}");

    public int ServerId => _process?.Id ?? throw new InvalidOperationException($"{name} is not started.");

    public int? StoreId => _postgres?.MainId ?? _redis?.Id;

    public async Task StartAsync()
    {
        var connection = await StartStoreAsync();
        string[] arguments = [typeof(RivalHost).Assembly.Location, "rival", kind, "--urls", Address.ToString(), "--store", connection];
        _process = new ChildProcess("dotnet", arguments, hasOurSockets ? new Dictionary<string, string>(Environment) { [RivalHost.InlineVariable] = "1" } : Environment);
        await _process.WaitForPortAsync(Address.Port);
    }

    public async Task OfferAsync(string item, long stock, int limit = 1)
    {
        if (store == RivalStore.None) return;
        using var answer = await _client.PutAsync(new Uri(Address, $"/bench/items/{item}?stock={stock}"), null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Rivals do everything before they answer.</summary>
    public Task SettleAsync() => Task.CompletedTask;

    public async Task<Books?> CountAsync(string item)
    {
        if (store == RivalStore.None) return null;
        var counts = await _client.GetFromJsonAsync(new Uri(Address, $"/bench/items/{item}"), RivalJson.Default.RivalCounts)
            ?? throw new InvalidOperationException($"{name} gives no counts.");
        if (counts.Sold + counts.Remaining != counts.Stock) throw new InvalidOperationException($"The books of {name} do not balance: {counts}");
        return new Books(counts.Sold, counts.Orders);
    }

    public async Task<double> AllocatedAsync() =>
        double.Parse(await _client.GetStringAsync(new Uri(Address, "/bench/allocated")), CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_process is not null) await _process.DisposeAsync();
        if (_postgres is not null) await _postgres.DisposeAsync();
        if (_redis is not null) await _redis.DisposeAsync();
    }

    private async Task<string> StartStoreAsync()
    {
        switch (store)
        {
            case RivalStore.Postgres:
                _postgres = await PostgresServer.StartAsync();
                return await _postgres.CreateDatabaseAsync("rival");
            case RivalStore.RedisEverySecond:
            case RivalStore.RedisAlways:
                _redis = await RedisServer.StartAsync(store == RivalStore.RedisAlways ? "always" : "everysec");
                return _redis.Configuration;
            default:
                return "none";
        }
    }
}

/// <summary>What a rival keeps its orders in.</summary>
internal enum RivalStore
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A PostgreSQL server of its own.</summary>
    Postgres,

    /// <summary>Redis that flushes its log once a second: a crash of the machine loses up to a second of yeses.</summary>
    RedisEverySecond,

    /// <summary>Redis that flushes its log before it answers.</summary>
    RedisAlways,
}
