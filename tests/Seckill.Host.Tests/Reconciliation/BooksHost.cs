using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Npgsql;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;

namespace Seckill.Host.Tests.Reconciliation;

/// <summary>
/// A host of its own on either database, whose orders are paid through the sandbox's own pages, and whose books can be changed by SQL. A
/// second must be enough for money to be known everywhere.
/// </summary>
internal sealed class BooksHost : IAsyncDisposable
{
    private readonly HostProcess _process;
    private readonly PostgresServer? _server;
    private readonly string? _database;
    private SaleClient? _client;
    private HttpClient? _pages;

    private BooksHost(HostProcess process, PostgresServer? server, string? database) => (_process, _server, _database) = (process, server, database);

    public SaleClient Client => _client!;

    public string Operator { get; private set; } = "";

    public string Output => _process.Output;

    public static async Task<BooksHost> StartAsync(bool onPostgres, params (string Limit, string Value)[] limits)
    {
        var settings = new Dictionary<string, string> { ["Seckill__Limits__ReconciliationSettleSeconds"] = "1" };
        var server = onPostgres ? await PostgresServer.StartAsync() : null;
        var database = server is null ? null : await server.CreateDatabaseAsync();
        if (database is not null)
            (settings["Seckill__Storage__Provider"], settings["Seckill__Storage__ConnectionString"]) = ("postgres", database);
        foreach (var (limit, value) in limits) settings[$"Seckill__Limits__{limit}"] = value;
        var host = new BooksHost(new HostProcess(settings), server, database);
        await host.StartAgainAsync();
        return host;
    }

    /// <summary>Starts the process, or starts it again after its end.</summary>
    public async Task StartAgainAsync()
    {
        await _process.StartReadyAsync();
        _client?.Dispose();
        _pages?.Dispose();
        _client = new SaleClient(_process.Address);
        _pages = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = _process.Address };
        Operator = await Client.TokenAsync("olivia", "operator");
    }

    public Task KillAsync() => _process.KillAsync();

    public async Task ListAsync(string item, long stock = 100, int paymentWindowSeconds = 300) =>
        ((int)(await Client.ListAsync(Operator, item, stock, paymentWindowSeconds: paymentWindowSeconds)).Status).ShouldBeOneOf(200, 201);

    /// <summary>Buys a unit; returns the order's name.</summary>
    public async Task<string> BuyAsync(string buyer, string item)
    {
        var bought = await Client.BuyAsync(await Client.TokenAsync(buyer), item);
        bought.Status.ShouldBe(HttpStatusCode.Created, bought.Body?.ToJsonString());
        return bought.OrderId!;
    }

    /// <summary>Opens a payment; null when the order cannot be paid any more.</summary>
    public async Task<string?> OpenPaymentAsync(string buyer, string order) => (string?)(await Client.SendAsync(
        HttpMethod.Post, $"/api/orders/{order}/payment", null, await Client.TokenAsync(buyer))).Body?["paymentId"];

    /// <summary>Presses <c>pay</c> or <c>decline</c> on the sandbox's page.</summary>
    public async Task PressAsync(string payment, string button)
    {
        using var pressed = await _pages!.PostAsync(new Uri($"/sandbox/payments/{payment}/{button}", UriKind.Relative), null);
        pressed.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    /// <summary>Buys a unit and pays it; returns order and payment.</summary>
    public async Task<(string Order, string Payment)> BuyPaidAsync(string buyer, string item)
    {
        var order = await BuyAsync(buyer, item);
        var payment = (await OpenPaymentAsync(buyer, order))!;
        await PressAsync(payment, "pay");
        await AwaitOrderAsync(buyer, order, "paid");
        return (order, payment);
    }

    public async Task AwaitOrderAsync(string buyer, string order, string status)
    {
        var token = await Client.TokenAsync(buyer);
        await Eventually.GetAsync(
            () => Client.SendAsync(HttpMethod.Get, $"/api/orders/{order}", null, token), answer => (string?)answer.Body?["status"] == status);
    }

    public Task<JsonNode> AuditAsync(string item) => Client.AuditAsync(Operator, item);

    /// <summary>Waits until nothing of an item is too young to be compared and no difference is left.</summary>
    public Task AwaitReconciledAsync(string item) => Eventually.GetAsync(() => AuditAsync(item), audit => (bool)audit["settled"]! && (bool)audit["reconciled"]!);

    /// <summary>Gives a command.</summary>
    public async Task<(int ExitCode, IReadOnlyList<JsonArray> Rows, IReadOnlyList<string> Lines)> RunAsync(string line)
    {
        var answer = await Client.SendAsync(HttpMethod.Post, "/api/admin/commands", new { line }, Operator);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body?.ToJsonString());
        return (
            (int)answer.Body!["exitCode"]!, [.. answer.Body["rows"]!.AsArray().Select(row => row!.AsArray())],
            [.. answer.Body["lines"]!.AsArray().Select(text => (string)text!)]);
    }

    public async Task<JsonNode> HealthAsync() => (await Client.SendAsync(HttpMethod.Get, "/healthz")).Body!;

    public Task<string> MetricsAsync() => _pages!.GetStringAsync(new Uri("/metrics", UriKind.Relative));

    /// <summary>Changes the tables past the product.</summary>
    public Task ChangeAsync(string sql) => ExecuteAsync("orders.db", sql);

    /// <summary>Changes the ledger past the product.</summary>
    public Task ChangeLedgerAsync(string sql) => ExecuteAsync("ledger.db", sql);

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _pages?.Dispose();
        await _process.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    private async Task ExecuteAsync(string file, string sql)
    {
#pragma warning disable CA2100 // Written in the tests.
        if (_database is not null)
        {
            await using var server = new NpgsqlConnection(_database + ";Pooling=false");
            await server.OpenAsync();
            await using var statement = new NpgsqlCommand(sql, server);
            await statement.ExecuteNonQueryAsync();
            return;
        }

        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_process.Directory, "data", file)};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
#pragma warning restore CA2100
    }
}
