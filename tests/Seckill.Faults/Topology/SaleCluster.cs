using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;
using Seckill.Faults.Receipts;
using Seckill.Faults.Shoppers;
using Seckill.Testing;

namespace Seckill.Faults.Topology;

/// <summary>How a cluster is built.</summary>
internal sealed record ClusterPlan
{
    public int Nodes { get; init; } = 3;

    /// <summary>Whether proxies stand in the path, which partitions and counting need.</summary>
    public bool HasProxies { get; init; } = true;

    /// <summary>Whether the nodes' clocks can be moved; it costs a little at every look at the clock.</summary>
    public bool HasMovableClocks { get; init; } = true;

    /// <summary>Whether it is no cluster but one process with SQLite files of its own.</summary>
    public bool IsSqlite { get; init; }

    public Subnet Subnet { get; init; } = Subnet.Next();

    /// <summary>One process on SQLite, whose clock can be moved.</summary>
    public static ClusterPlan OneOnSqlite => new() { Nodes = 1, IsSqlite = true, HasProxies = false };

    /// <summary>Settings beside the ones that make it a cluster, in environment form.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Settings of single nodes, which come before all others.</summary>
    public Func<int, IReadOnlyDictionary<string, string>> SettingsOfNode { get; init; } = static _ => new Dictionary<string, string>();
}

/// <summary>
/// PostgreSQL and several real hosts, each at an address of its own, under a supervisor that starts again whatever ends by itself,
/// as a service manager or a container engine does.
/// </summary>
internal sealed class SaleCluster : IAsyncDisposable
{
    /// <summary>Signs webhooks as the payment provider does.</summary>
    public const string WebhookSecret = "whsec_c2lnbnMgd2ViaG9va3Mgb2YgaGFybmVzcyBhbmQgb2Ygbm8gb25lIGVsc2U=";

    /// <summary>How long money may be under way before the reconciliation compares it.</summary>
    public static readonly TimeSpan MoneySettles = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(120);

    private readonly CancellationTokenSource _closing = new();
    private readonly PostgresServer? _postgres;
    private readonly string? _database;
    private readonly bool _ownsPostgres;
    private Task _supervising = Task.CompletedTask;

    private SaleCluster(ClusterPlan plan, PostgresServer? postgres, bool ownsPostgres, string? database)
    {
        (_postgres, _ownsPostgres, _database) = (postgres, ownsPostgres, database);
        Network = plan.HasProxies ? new Network(plan.Subnet, plan.Nodes, Postgres.Port) : null;
        Nodes = [.. Enumerable.Range(1, plan.Nodes).Select(number => new ClusterNode(
            number, plan.Subnet.HostOf(number), plan.Subnet.HttpOf(number), SettingsOf(plan, number, database), plan.HasMovableClocks))];
        View = new ClusterWindow(Nodes);
        Bookcase = plan.IsSqlite ? new SqliteBookcase(Nodes[0].DataDirectory) : new PostgresBookcase(Database);
    }

    public IReadOnlyList<ClusterNode> Nodes { get; }

    public PostgresServer Postgres => _postgres ?? throw new InvalidOperationException("There is no PostgreSQL where a host keeps its books in files.");

    /// <summary>How to reach the database past the proxies.</summary>
    public string Database => _database ?? throw new InvalidOperationException("There is no database server where a host keeps its books in files.");

    /// <summary>The product's books, past the proxies.</summary>
    public Bookcase Bookcase { get; }

    /// <summary>The proxies; null when there are none.</summary>
    public Network? Network { get; }

    public ClusterWindow View { get; }

    /// <summary>What ended by itself and was started again, in order.</summary>
    public ConcurrentQueue<string> Restarts { get; } = new();

    /// <summary>Starts everything and waits until every node is ready and sees all others.</summary>
    public static async Task<SaleCluster> StartAsync(ClusterPlan? plan = null, PostgresServer? postgres = null)
    {
        plan ??= new ClusterPlan();
        var server = plan.IsSqlite ? null : postgres ?? await PostgresServer.StartAsync();
        var cluster = new SaleCluster(plan, server, postgres is null, server is null ? null : await server.CreateDatabaseAsync());
        try
        {
            foreach (var node in cluster.Nodes) node.Start();
            // From here on: a node that cannot reach a busy database in time ends, and is started again.
            cluster._supervising = cluster.SuperviseAsync();
            await cluster.WaitWholeAsync(StartPatience);
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }

        return cluster;
    }

    /// <summary>Waits until every node is ready and the nodes agree on who belongs to the cluster; false when that takes too long.</summary>
    public async Task<bool> TryWaitWholeAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        using var look = new PeriodicTimer(LookEvery);
        while (!await View.IsWholeAsync())
        {
            if (limit.IsCancellationRequested) return false;
            await look.WaitForNextTickAsync(CancellationToken.None);
        }

        return true;
    }

    /// <summary>As <see cref="TryWaitWholeAsync"/>, but fails with what the nodes said.</summary>
    public async Task WaitWholeAsync(TimeSpan patience)
    {
        if (await TryWaitWholeAsync(patience)) return;
        var said = string.Join("\n", Nodes.Select(node => $"--- {node}\n{node.Output[^Math.Min(node.Output.Length, 4_000)..]}"));
        throw new TimeoutException($"The cluster was not whole within {patience}: {await View.DescribeAsync()}\n{said}");
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _supervising;
        foreach (var node in Nodes) await node.DisposeAsync();
        if (Network is not null) await Network.DisposeAsync();
        View.Dispose();
        NpgsqlConnection.ClearAllPools();
        if (_ownsPostgres && _postgres is not null) await _postgres.DisposeAsync();
        _closing.Dispose();
    }

    private async Task SuperviseAsync()
    {
        using var look = new PeriodicTimer(LookEvery);
        while (!_closing.IsCancellationRequested)
        {
            foreach (var node in Nodes.Where(node => node.HasFallen))
            {
                Restarts.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:HH:mm:ss} {node} ended with {node.ExitCode}"));
                node.Start();
            }

            try
            {
                await look.WaitForNextTickAsync(_closing.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static Dictionary<string, string> SettingsOf(ClusterPlan plan, int number, string? database)
    {
        var settings = new Dictionary<string, string>(plan.Settings)
        {
            ["Seckill__Auth__SigningKey"] = Badges.SigningKey,
            ["Seckill__Auth__Issuer"] = Badges.Issuer,
            ["Seckill__Auth__Audience"] = Badges.Audience,
            ["Seckill__Payments__Provider"] = "sandbox",
            ["Seckill__Payments__WebhookSecret"] = WebhookSecret,
            // The whole crowd comes from one address here; a shop's does not.
            ["Seckill__Limits__AnonymousBurst"] = "0",
            ["Seckill__Limits__CallAddressBurst"] = "0",
            // The end of a sale waits for the reconciliation.
            ["Seckill__Limits__ReconciliationSettleSeconds"] = Text((int)MoneySettles.TotalSeconds),
            ["Seckill__Limits__ReconciliationEverySeconds"] = "2",
            ["Seckill__Limits__ReconciliationRecheckSeconds"] = "2",
        };
        foreach (var (name, value) in plan.SettingsOfNode(number)) settings[name] = value;
        if (database is not null) AddCluster(settings, plan, number, database);
        return settings;
    }

    private static void AddCluster(Dictionary<string, string> settings, ClusterPlan plan, int number, string database)
    {
        var connection = new NpgsqlConnectionStringBuilder(database);
        if (plan.HasProxies)
            (connection.Host, connection.Port) = (plan.Subnet.DatabaseOf(number).Address.ToString(), plan.Subnet.DatabaseOf(number).Port);
        settings.TryAdd("Seckill__Storage__Provider", "postgres");
        settings.TryAdd("Seckill__Storage__ConnectionString", connection.ConnectionString);
        settings.TryAdd("Seckill__Cluster__Hostname", plan.Subnet.HostOf(number));
        settings.TryAdd("Seckill__Cluster__Port", Text(Subnet.ClusterPort));
        foreach (var seed in Enumerable.Range(1, plan.Nodes))
            settings[$"Seckill__Cluster__SeedNodes__{seed - 1}"] = $"{plan.Subnet.HostOf(seed)}:{Subnet.ClusterPort}";
        if (!plan.HasProxies) return;
        settings["Seckill__Cluster__BindHostname"] = plan.Subnet.HiddenClusterOf(number).Address.ToString();
        settings["Seckill__Cluster__BindPort"] = Text(Subnet.ClusterPort);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
