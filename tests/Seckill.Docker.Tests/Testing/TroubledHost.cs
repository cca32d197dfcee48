using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;

namespace Seckill.Docker.Tests.Testing;

/// <summary>A host on SQLite to which everything happens that a dashboard shows: a sale, and one trouble after the other.</summary>
public sealed class TroubledHost : IAsyncDisposable
{
    private readonly HostProcess _process = new(new Dictionary<string, string>
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["Seckill__Limits__RequestTimeoutMs"] = "1500",
        ["Seckill__Limits__GatewayQueueMax"] = "20",
        ["Seckill__Limits__BuyerBurst"] = "3",
        ["Seckill__Limits__BuyerRefillPerSecond"] = "1",
        ["Seckill__Limits__FirstByteTimeoutMs"] = "1000",
        // What is owed is soon tried again, and what is due is soon given up.
        ["Seckill__Limits__BoardRepeatMs"] = "1000",
        ["Seckill__Limits__PaymentInquiryTimeoutMs"] = "1000",
        ["Seckill__Limits__PaymentInquiryPatienceMs"] = "4000",
        ["Seckill__Limits__SnapshotEveryEntries"] = "10",
        ["Seckill__Limits__ReconciliationSettleSeconds"] = "1",
        ["Seckill__Limits__ReconciliationEverySeconds"] = "1",
        ["Seckill__Limits__ReconciliationRecheckSeconds"] = "1",
        ["Seckill__Limits__ReconciliationRowsPerSecond"] = "100000",
    });

    private readonly List<IDisposable> _open = [];
    private SaleClient? _client;
    private string _operator = "";
    private int _buyers;

    public Uri Address => _process.Address;

    private SaleClient Client => _client!;

    public async Task StartAsync()
    {
        await _process.StartReadyAsync();
        _client?.Dispose();
        _client = new SaleClient(_process.Address);
        _operator = await Client.TokenAsync("olivia", "operator");
    }

    /// <summary>A sale with everything that belongs to one: wins, repeats, refusals, payments, lookups, shoppers who follow it.</summary>
    public async Task SellAsync()
    {
        foreach (var item in (string[])["phone", "tablet", "gap", "unreadable"]) await ListAsync(item, 200);
        await ListAsync("radio", 100_000);
        await ListAsync("few", 1);
        await FollowAsync("phone");
        for (var n = 0; n < 20; n++) (await BuyAsync("phone")).Status.ShouldBe(HttpStatusCode.Created);
        foreach (var item in (string[])["few", "gap", "gap", "gap", "unreadable", "unreadable", "tablet"]) await BuyAsync(item);
        var eager = await Client.TokenAsync("eager");
        for (var n = 0; n < 8; n++) await Client.BuyAsync(eager, "phone");
        var (_, order) = await BuyPaidAsync("phone");
        (await Client.SendAsync(HttpMethod.Get, $"/api/orders/{order}", null, _operator)).Status.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>People go on buying: a counter that was above 0 when it was first scraped has not grown yet.</summary>
    public async Task BuyOnAsync(Func<Task> untilSeen)
    {
        var seen = untilSeen();
        while (!seen.IsCompleted) await BuyAsync("radio");
        await seen;
    }

    /// <summary>A buyer is blocked, and goes on trying.</summary>
    public async Task BlockAsync(Func<Task> untilSeen)
    {
        var blocked = await Client.SendAsync(HttpMethod.Put, "/api/admin/blocks/buyers/mallory", new { reason = "bot" }, _operator);
        ((int)blocked.Status).ShouldBeInRange(200, 204, blocked.Body?.ToJsonString());
        var token = await Client.TokenAsync("mallory");
        var seen = untilSeen();
        while (!seen.IsCompleted) await Client.BuyAsync(token, "phone");
        await seen;
    }

    /// <summary>Somebody connects and says nothing.</summary>
    public async Task ConnectSilentlyAsync()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_process.Address.Host, _process.Address.Port);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        (await socket.ReceiveAsync(new byte[1], limit.Token)).ShouldBe(0, "the host hangs up");
    }

    /// <summary>The tables are locked: rows wait, a refund cannot be sent, a hold falls due, and the book of payments does not answer.</summary>
    public async Task LockTablesAsync(Func<Task> untilSeen)
    {
        await ListAsync("soon", 10, paymentWindowSeconds: 3);
        var (_, paid) = await BuyPaidAsync("phone");
        var (buyer, held) = await BuyOrderAsync("soon");
        (await Client.SendAsync(HttpMethod.Post, $"/api/orders/{held}/payment", null, buyer)).Status.ShouldBe(HttpStatusCode.Created);
        using (Lock("orders.db"))
        {
            (await Client.SendAsync(HttpMethod.Post, $"/api/admin/orders/{paid}/cancel", new { reason = "fraud" }, _operator))
                .Status.ShouldBe(HttpStatusCode.OK);
            await untilSeen();
        }
    }

    /// <summary>The ledger is locked: requests wait, more than may; writes fail.</summary>
    public async Task LockLedgerAsync(Func<Task> untilSeen)
    {
        using (Lock("ledger.db"))
        {
            using var enough = new CancellationTokenSource();
            var crowd = Enumerable.Range(0, 60).Select(async _ =>
            {
                while (!enough.IsCancellationRequested) await BuyAsync("phone");
            }).ToArray();
            await untilSeen();
            await enough.CancelAsync();
            await Task.WhenAll(crowd);
        }
    }

    /// <summary>Somebody changes the tables by hand: one row is gone, the units of another item are wrong.</summary>
    public async Task ChangeRowsAsync()
    {
        Execute("orders.db", "DELETE FROM orders WHERE item_id = 'phone' AND sequence = 1");
        await Until.TrueAsync(() => Task.FromResult(
            Execute("orders.db", "UPDATE items SET held = held + available, available = 0 WHERE item_id = 'tablet' AND held > 0") == 1));
        await Until.TrueAsync(async () => (await BuyAsync("tablet")).Status == HttpStatusCode.Created, "The ledger is unlocked");
    }

    /// <summary>The book of payments is not what it was: nobody can compare with it.</summary>
    public void LosePayments() => Execute("orders.db", "ALTER TABLE sandbox_payments RENAME COLUMN changed_at_ms TO away");

    /// <summary>A power cut, after which snapshots and ledgers of some items are damaged.</summary>
    public async Task DamageAsync()
    {
        await Until.TrueAsync(() => Task.FromResult(Execute("snapshots.db", "UPDATE snapshot SET snapshot = snapshot WHERE persistence_id = 'item-phone'") > 0));
        await _process.KillAsync();
        Execute("snapshots.db", "UPDATE snapshot SET snapshot = x'FFFF' WHERE persistence_id = 'item-phone'");
        Execute("ledger.db", "DELETE FROM journal WHERE persistence_id = 'item-gap' AND sequence_number = 2").ShouldBe(1);
        Execute("ledger.db", "UPDATE journal SET message = x'FFFF' WHERE persistence_id = 'item-unreadable' AND sequence_number = 2").ShouldBe(1);
        Execute("orders.db", "ALTER TABLE sandbox_payments RENAME COLUMN away TO changed_at_ms");
        await StartAsync();
        await FollowAsync("phone");
        await Client.SendAsync(HttpMethod.Get, "/api/admin/items/gap/verify", null, _operator);
        for (var n = 0; n < 10; n++) await BuyAsync("radio");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var open in _open) open.Dispose();
        _client?.Dispose();
        await _process.DisposeAsync();
    }

    private Task ListAsync(string item, long stock, int paymentWindowSeconds = 300) => Until.TrueAsync(async () =>
        (await Client.ListAsync(_operator, item, stock, paymentWindowSeconds: paymentWindowSeconds)).Status is HttpStatusCode.Created or HttpStatusCode.OK);

    private async Task<Answer> BuyAsync(string item) =>
        await Client.BuyAsync(await Client.TokenAsync($"buyer-{Interlocked.Increment(ref _buyers)}"), item);

    private async Task<(string Buyer, string Order)> BuyOrderAsync(string item)
    {
        var buyer = await Client.TokenAsync($"buyer-{Interlocked.Increment(ref _buyers)}");
        var bought = await Client.BuyAsync(buyer, item);
        bought.Status.ShouldBe(HttpStatusCode.Created);
        return (buyer, bought.OrderId!);
    }

    private async Task<(string Buyer, string Order)> BuyPaidAsync(string item)
    {
        var (buyer, order) = await BuyOrderAsync(item);
        var payment = (string)(await Client.SendAsync(HttpMethod.Post, $"/api/orders/{order}/payment", null, buyer)).Body!["paymentId"]!;
        using var pages = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = _process.Address };
        using var pressed = await pages.PostAsync(new Uri($"/sandbox/payments/{payment}/pay", UriKind.Relative), null);
        pressed.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        await Until.TrueAsync(async () => (string?)(await Client.SendAsync(HttpMethod.Get, $"/api/orders/{order}", null, buyer)).Body?["status"] == "paid");
        return (buyer, order);
    }

    private async Task FollowAsync(string item)
    {
        var http = new HttpClient { BaseAddress = _process.Address };
        _open.Add(http);
        _open.Add(await http.GetAsync(new Uri($"/api/items/{item}/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead));
    }

    /// <summary>Takes the write lock, and holds it until disposed.</summary>
    private SqliteConnection Lock(string database)
    {
        var connection = Open(database);
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 5000; BEGIN EXCLUSIVE;";
        command.ExecuteNonQuery();
        return connection;
    }

    private int Execute(string database, string sql)
    {
        using var connection = Open(database);
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written above.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteNonQuery();
    }

    private SqliteConnection Open(string database)
    {
        var connection = new SqliteConnection(
            $"Data Source={Path.Combine(_process.Directory, "data", database)};Mode=ReadWrite;Pooling=false;Default Timeout=10");
        connection.Open();
        return connection;
    }
}
