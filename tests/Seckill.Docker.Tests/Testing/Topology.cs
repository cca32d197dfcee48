using System.Globalization;
using Npgsql;
using Seckill.Host.Tests.Testing;

namespace Seckill.Docker.Tests.Testing;

/// <summary>
/// What compose.yaml describes, as plain processes on loopback: a PostgreSQL server set up by the same script, three nodes in the
/// Production environment with the same settings, the same nginx configuration in front.
/// </summary>
public sealed class Topology : IShop, IAsyncLifetime
{
    private const string AppPassword = "of the tests";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("seckill-certificates-");
    private PostgresServer? _server;
    private LoadBalancer? _balancer;
    private int _names;

    /// <summary>The three nodes.</summary>
    public IReadOnlyList<HostProcess> Nodes { get; private set; } = [];

    /// <summary>What shoppers see.</summary>
    public LoadBalancer Balancer => _balancer!;

    public string Operator { get; } = TokenMint.Issue("olivia", "operator");

    /// <summary>Tests call this first: where a program is missing they are skipped, with the reason.</summary>
    public static void Need(params string[] programs)
    {
        Skip.If(PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        foreach (var program in (string[])["psql", "nginx", .. programs]) Tool.Find(program);
    }

    public async Task InitializeAsync()
    {
        if (PostgresServer.MissingReason is not null || !File.Exists("/usr/bin/psql") || !File.Exists("/usr/sbin/nginx")) return;
        _server = await PostgresServer.StartAsync();
        var database = new NpgsqlConnectionStringBuilder(await _server.CreateDatabaseAsync("seckill"));
        await SetUpAsync(database);
        database.Username = "seckill_app";
        database.Password = AppPassword;

        int[] ports = [.. Enumerable.Range(0, 3).Select(_ => HostProcess.FreePort())];
        var certificates = await MakeCertificatesAsync(_folder);
        Nodes = [.. ports.Select((_, node) => new HostProcess(SettingsOf(node, ports, database.ConnectionString, certificates)) { IsSupervised = true })];
        foreach (var node in Nodes) node.Start();
        await Task.WhenAll(Nodes.Select(node => node.WaitReadyAsync(TimeSpan.FromSeconds(90))));
        _balancer = await LoadBalancer.PrepareAsync([.. Nodes.Select(node => node.Address)]);
        await _balancer.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_balancer is not null) await _balancer.DisposeAsync();
        foreach (var node in Nodes) await node.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>A client of the load balancer.</summary>
    public SaleClient Client() => new(Balancer.Address);

    /// <summary>A name that no other test uses.</summary>
    public string NewName(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{Interlocked.Increment(ref _names)}");

    /// <summary>Lists an item that is open now, and waits until every node knows it.</summary>
    public async Task<string> ListAsync(long stock)
    {
        var item = NewName("item");
        using var client = Client();
        // Listing is idempotent; items may just be moving to a node that has joined.
        Answer? last = null;
        try
        {
            await Until.TrueAsync(async () =>
            {
                last = await client.ListAsync(Operator, item, stock);
                return last.Status is System.Net.HttpStatusCode.Created or System.Net.HttpStatusCode.OK;
            });
            foreach (var node in Nodes) await Until.TrueAsync(() => KnowsAsync(node, item));
        }
        catch (Exception error) when (error is TimeoutException or TaskCanceledException or HttpRequestException)
        {
            var said = Nodes.Select(node => $"--- {node.Address}\n{node.Output[^Math.Min(node.Output.Length, 2_000)..]}");
            throw new InvalidOperationException($"{item} cannot be listed: {last?.Status} {last?.Body}\n{string.Join('\n', said)}\n--- nginx\n{Balancer.Output}", error);
        }

        return item;
    }

    /// <summary>Runs certificates.sh in a folder of its own. Returns the folder that it fills.</summary>
    public static async Task<string> MakeCertificatesAsync(DirectoryInfo folder)
    {
        var script = Path.Combine(folder.FullName, "certificates.sh");
        File.Copy(Path.Combine(Tool.Folder, "certificates.sh"), script, overwrite: true);
        var told = await Tool.RunAsync("sh", [script]);
        told.ExitCode.ShouldBe(0, told.Text);
        return Path.Combine(folder.FullName, "certs");
    }

    private static async Task<bool> KnowsAsync(HostProcess node, string item)
    {
        using var direct = new SaleClient(node.Address);
        try
        {
            return (await direct.ItemAsync(item)).Status == System.Net.HttpStatusCode.OK;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            // It is just being started again.
            return false;
        }
    }

    private static Dictionary<string, string> SettingsOf(int node, int[] ports, string connectionString, string certificates)
    {
        var settings = new Dictionary<string, string>
        {
            ["Seckill__Cluster__Tls__Certificate"] = Path.Combine(certificates, $"node{node + 1}.crt"),
            ["Seckill__Cluster__Tls__Key"] = Path.Combine(certificates, $"node{node + 1}.key"),
            ["Seckill__Cluster__Tls__Authorities"] = Path.Combine(certificates, "ca.crt"),
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Seckill__Storage__Provider"] = "postgres",
            ["Seckill__Storage__ConnectionString"] = connectionString,
            ["Seckill__Storage__ConnectionsMax"] = "30",
            ["Seckill__Auth__SigningKey"] = TokenMint.Key,
            ["Seckill__Auth__Issuer"] = TokenMint.Issuer,
            ["Seckill__Auth__Audience"] = TokenMint.Audience,
            ["Seckill__Payments__Provider"] = "sandbox",
            ["Seckill__Payments__WebhookSecret"] = "whsec_c2lnbnMgd2ViaG9va3Mgb2YgdGVzdHMgYW5kIG9mIG5vIG9uZSBlbHNl",
            ["Seckill__Cluster__Hostname"] = "127.0.0.1",
            ["Seckill__Cluster__Port"] = ports[node].ToString(CultureInfo.InvariantCulture),
            ["Seckill__Proxies__Trusted__0"] = "127.0.0.1",
            // Far above what the other tests do from one address.
            ["Seckill__Limits__AddressBurst"] = "50000",
            ["Seckill__Limits__AddressRefillPerSecond"] = "1000",
        };
        for (var seed = 0; seed < ports.Length; seed++) settings[$"Seckill__Cluster__SeedNodes__{seed}"] = $"127.0.0.1:{ports[seed]}";
        return settings;
    }

    private static async Task SetUpAsync(NpgsqlConnectionStringBuilder database)
    {
        var secret = Path.GetTempFileName();
        await File.WriteAllTextAsync(secret, AppPassword + "\n");
        var told = await Tool.RunAsync(
            "psql",
            ["-X", "-h", database.Host!, "-p", $"{database.Port}", "-U", "postgres", "-d", database.Database!, "-f",
                Path.Combine(Tool.Folder, "postgres", "setup.sql")],
            new Dictionary<string, string> { ["SECKILL_APP_PASSWORD_FILE"] = secret });
        File.Delete(secret);
        told.ExitCode.ShouldBe(0, told.Text);
    }
}

/// <summary>Tests of this collection share the topology and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class OnTopology : ICollectionFixture<Topology>
{
    public const string Name = "Topology";
}
