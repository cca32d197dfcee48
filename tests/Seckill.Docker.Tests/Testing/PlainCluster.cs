using System.Globalization;
using System.Net;
using Seckill.Host.Tests.Testing;

namespace Seckill.Docker.Tests.Testing;

/// <summary>A few nodes in the Production environment on a database, on loopback and without anything in front of them.</summary>
public sealed class PlainCluster : IShop, IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90);

    private int _names;
    private int _clients;

    /// <summary>Prepares nodes; nothing runs yet.</summary>
    /// <param name="count">How many nodes.</param>
    /// <param name="connectionString">The PostgreSQL database; null for SQLite, which takes one node.</param>
    /// <param name="settings">Further settings in environment form.</param>
    public PlainCluster(int count, string? connectionString, IReadOnlyDictionary<string, string>? settings = null)
    {
        int[] ports = [.. Enumerable.Range(0, count).Select(_ => HostProcess.FreePort())];
        Nodes = [.. ports.Select(port => new HostProcess(SettingsOf(port, ports, connectionString, settings)))];
    }

    public IReadOnlyList<HostProcess> Nodes { get; }

    public string Operator { get; } = TokenMint.Issue("olivia", "operator");

    /// <summary>Starts all nodes and waits until they are ready and each sees all others.</summary>
    public async Task StartAsync()
    {
        foreach (var node in Nodes) node.Start();
        await WaitWholeAsync();
    }

    /// <summary>Waits until all nodes are ready and each sees all others.</summary>
    public async Task WaitWholeAsync()
    {
        await Task.WhenAll(Nodes.Select(node => node.WaitReadyAsync(StartPatience)));
        foreach (var node in Nodes)
        {
            using var client = new SaleClient(node.Address);
            await Until.TrueAsync(async () =>
                (await client.SendAsync(HttpMethod.Get, "/api/admin/cluster", token: Operator)).Body?["members"]?.AsArray().Count == Nodes.Count);
        }
    }

    /// <summary>Clients are spread over the nodes, one after the other.</summary>
    public SaleClient Client() => new(Nodes[Interlocked.Increment(ref _clients) % Nodes.Count].Address);

    public string NewName(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{Interlocked.Increment(ref _names)}");

    /// <summary>Lists an item that is open now, and waits until every node knows it.</summary>
    public async Task<string> ListAsync(long stock)
    {
        var item = NewName("item");
        foreach (var node in Nodes)
        {
            using var client = new SaleClient(node.Address);
            // Listing is idempotent; items may just be moving to a node that has joined.
            if (node == Nodes[0])
                await Until.TrueAsync(async () => (await client.ListAsync(Operator, item, stock)).Status is HttpStatusCode.Created or HttpStatusCode.OK);
            await Until.TrueAsync(async () => (await client.ItemAsync(item)).Status == HttpStatusCode.OK);
        }

        return item;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes) await node.DisposeAsync();
    }

    private static Dictionary<string, string> SettingsOf(
        int port, int[] ports, string? connectionString, IReadOnlyDictionary<string, string>? further)
    {
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Seckill__Storage__Provider"] = connectionString is null ? "sqlite" : "postgres",
            ["Seckill__Auth__SigningKey"] = TokenMint.Key,
            ["Seckill__Auth__Issuer"] = TokenMint.Issuer,
            ["Seckill__Auth__Audience"] = TokenMint.Audience,
            ["Seckill__Payments__Provider"] = "sandbox",
            ["Seckill__Payments__WebhookSecret"] = "whsec_c2lnbnMgd2ViaG9va3Mgb2YgdGVzdHMgYW5kIG9mIG5vIG9uZSBlbHNl",
            ["Seckill__Cluster__Hostname"] = "127.0.0.1",
            ["Seckill__Cluster__Port"] = port.ToString(CultureInfo.InvariantCulture),
        };
        if (connectionString is null) return Add(settings, further);
        settings["Seckill__Storage__ConnectionString"] = connectionString;
        settings["Seckill__Storage__ConnectionsMax"] = "20";
        for (var seed = 0; seed < ports.Length; seed++) settings[$"Seckill__Cluster__SeedNodes__{seed}"] = $"127.0.0.1:{ports[seed]}";
        return Add(settings, further);
    }

    private static Dictionary<string, string> Add(Dictionary<string, string> settings, IReadOnlyDictionary<string, string>? further)
    {
        foreach (var (name, value) in further ?? new Dictionary<string, string>()) settings[name] = value;
        return settings;
    }
}
