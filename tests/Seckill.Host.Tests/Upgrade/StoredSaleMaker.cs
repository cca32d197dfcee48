using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;

namespace Seckill.Host.Tests.Upgrade;

/// <summary>Lets another build of the host sell, kills it, and stores what it left.</summary>
internal static class StoredSaleMaker
{
    /// <summary>An item that sells for ever.</summary>
    public const string Item = "kept";

    /// <summary>An item whose holds end soon.</summary>
    public const string Quick = "quick";

    /// <summary>The buyer who has paid, and asked under two keys.</summary>
    public const string Payer = "paid";

    public const string FirstKey = "first";
    public const string FurtherKey = "further";

    private const long Price = 9_900;
    private const string Secret = "whsec_c2lnbnMgd2ViaG9va3Mgb2YgdGVzdHMgYW5kIG9mIG5vIG9uZSBlbHNl";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>A development host on SQLite that saves snapshots early.</summary>
    public static Dictionary<string, string> Settings => new()
    {
        ["Seckill__Payments__WebhookSecret"] = Secret,
        ["Seckill__Limits__SnapshotEveryEntries"] = "10",
    };

    /// <summary>The same on PostgreSQL.</summary>
    public static Dictionary<string, string> On(string connectionString) => new(Settings)
    {
        ["Seckill__Storage__Provider"] = "postgres",
        ["Seckill__Storage__ConnectionString"] = connectionString,
    };

    public static async Task MakeFilesAsync(string assembly)
    {
        await using var host = new HostProcess(Settings) { Assembly = assembly };
        await TradeAsync(host, "sqlite");
        var archive = Path.Combine(StoredSale.Folder, "sqlite.zip");
        File.Delete(archive);
        using var zip = ZipFile.Open(archive, ZipArchiveMode.Create);
        foreach (var file in Directory.GetFiles(Path.Combine(host.Directory, "data")).Order(StringComparer.Ordinal))
        {
            if (Path.GetExtension(file) is ".db" or ".db-wal")
                zip.CreateEntryFromFile(file, Path.GetFileName(file), CompressionLevel.SmallestSize);
        }
    }

    public static async Task MakeDatabaseAsync(string assembly, PostgresServer server)
    {
        var database = new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync());
        await using var host = new HostProcess(On(database.ConnectionString)) { Assembly = assembly };
        await TradeAsync(host, "postgres");
        var start = new ProcessStartInfo("pg_dump") { RedirectStandardOutput = true };
        string[] arguments = ["-h", database.Host!, "-p", $"{database.Port}", "-U", "postgres", "--no-owner", database.Database!];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var dump = Process.Start(start)!;
        var sql = await dump.StandardOutput.ReadToEndAsync();
        await dump.WaitForExitAsync();
        dump.ExitCode.ShouldBe(0);
        // \restrict and \unrestrict: a psql from before August 2025 does not know them, and they differ each time.
        var lines = sql.Split('\n').Where(line => !line.Contains("restrict ", StringComparison.Ordinal) || line[0] != '\\');
        await File.WriteAllTextAsync(Path.Combine(StoredSale.Folder, "postgres.sql"), string.Join('\n', lines));
    }

    /// <summary>A buyer's orders, as listed.</summary>
    public static async Task<JsonNode> OrdersOfAsync(SaleClient client, string buyer)
    {
        var list = await client.SendAsync(HttpMethod.Get, "/api/orders", null, await client.TokenAsync(buyer));
        list.Status.ShouldBe(HttpStatusCode.OK, list.Body?.ToJsonString());
        return list.Body!["orders"]!;
    }

    /// <summary>Adds five units; always under the same key.</summary>
    public static Task<Answer> AdjustAsync(SaleClient client, string olivia) => client.SendAsync(
        HttpMethod.Post, $"/api/admin/items/{Item}/stock", new { delta = 5, reason = "found" }, olivia, idempotencyKey: "more");

    /// <summary>Opens a payment and pays on the sandbox provider's page, which reports it by a webhook.</summary>
    public static async Task PayAsync(SaleClient client, string token, Answer order)
    {
        var page = $"/sandbox/payments/{await OpenAsync(client, token, order)}/pay";
        (await client.DeliverAsync(new HttpRequestMessage(HttpMethod.Post, page))).ShouldBe(HttpStatusCode.OK);
    }

    public static Task<Answer> AwaitAsync(SaleClient client, string token, Answer order, string status) => Eventually.GetAsync(
        () => client.SendAsync(HttpMethod.Get, $"/api/orders/{order.OrderId}", null, token),
        answer => (string?)answer.Body?["status"] == status);

    /// <summary>Makes orders of every status, kills the host with ledger entries newer than any snapshot, and stores its answers.</summary>
    private static async Task TradeAsync(HostProcess host, string store)
    {
        await host.StartReadyAsync();
        using var client = new SaleClient(host.Address);
        var olivia = await client.TokenAsync("olivia", "operator");
        await ListAsync(client, olivia, Item, paymentWindowSeconds: 300);
        await ListAsync(client, olivia, Quick, paymentWindowSeconds: 2);
        (await AdjustAsync(client, olivia)).Status.ShouldBe(HttpStatusCode.OK);

        List<string> buyers = [Payer, "expired", "refunded"];
        for (var number = 1; number <= 6; number++)
        {
            buyers.Add($"cancelled-{number}");
            var (buyer, cancelled) = await BuyAsync(client, Item, buyers[^1]);
            await client.SendAsync(HttpMethod.Post, $"/api/orders/{cancelled.OrderId}/cancel", null, buyer);
        }

        var (payer, paid) = await BuyAsync(client, Item, Payer, FirstKey);
        (await client.SendAsync(HttpMethod.Post, $"/api/items/{Item}/orders", null, payer, FurtherKey)).OrderId.ShouldBe(paid.OrderId);
        await PayAsync(client, payer, paid);
        await AwaitAsync(client, payer, paid, "paid");

        var (expirer, expired) = await BuyAsync(client, Quick, "expired");
        var (refundee, refunded) = await BuyAsync(client, Quick, "refunded");
        var late = await OpenAsync(client, refundee, refunded);
        await AwaitAsync(client, expirer, expired, "expired");
        await AwaitAsync(client, refundee, refunded, "expired");
        (await client.DeliverAsync(new WebhookSigner(Secret).Succeeded(refunded.OrderId!, late, Price))).ShouldBe(HttpStatusCode.NoContent);
        await AwaitAsync(client, refundee, refunded, "refunded");

        var (orders, books) = (new JsonObject(), new JsonObject());
        foreach (var buyer in buyers) orders[buyer] = (await OrdersOfAsync(client, buyer)).DeepClone();
        foreach (var item in (string[])[Item, Quick])
        {
            var audit = await client.AuditAsync(olivia, item);
            ((bool)audit["balanced"]!).ShouldBeTrue(audit.ToJsonString());
            books[item] = audit["ledger"]!.DeepClone();
        }

        await host.KillAsync();
        Directory.CreateDirectory(StoredSale.Folder);
        var told = new JsonObject { ["orders"] = orders, ["books"] = books }.ToJsonString(Indented);
        await File.WriteAllTextAsync(Path.Combine(StoredSale.Folder, $"{store}.json"), told + "\n");
    }

    private static async Task ListAsync(SaleClient client, string olivia, string item, int paymentWindowSeconds)
    {
        var listing = new
        {
            title = $"The {item} one of ‘quotes’ and 手机",
            campaign = "stored",
            price = new { amount = Price, currency = "CNY" },
            stock = 20,
            startsAt = "2026-01-01T00:00:00Z",
            endsAt = "2199-01-01T00:00:00Z",
            perBuyerLimit = 1,
            paymentWindowSeconds,
        };
        var listed = await client.SendAsync(HttpMethod.Put, $"/api/admin/items/{item}", listing, olivia);
        listed.Status.ShouldBe(HttpStatusCode.Created, listed.Body?.ToJsonString());
    }

    private static async Task<(string Token, Answer Order)> BuyAsync(SaleClient client, string item, string buyer, string? key = null)
    {
        var token = await client.TokenAsync(buyer);
        var order = await client.SendAsync(HttpMethod.Post, $"/api/items/{item}/orders", null, token, key);
        order.Status.ShouldBe(HttpStatusCode.Created, order.Body?.ToJsonString());
        return (token, order);
    }

    private static async Task<string> OpenAsync(SaleClient client, string token, Answer order) =>
        (string)(await client.SendAsync(HttpMethod.Post, $"/api/orders/{order.OrderId}/payment", null, token)).Body!["paymentId"]!;
}
