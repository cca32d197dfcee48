using System.Diagnostics;
using System.Net;
using Seckill.Docker.Tests.Testing;
using Xunit.Abstractions;

namespace Seckill.Docker.Tests;

/// <summary>The machine with the data is lost in the middle of a sale: what a backup brings back.</summary>
public sealed class RestoreSpec(ITestOutputHelper output)
{
    [SkippableFact]
    public async Task A_copy_and_the_log_that_was_followed_bring_every_yes_back()
    {
        Skip.If(PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        Tool.Find("psql");
        await using var server = await PostgresServer.StartAsync();
        var connection = new Npgsql.NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync("seckill"))
        {
            CommandTimeout = 0, Options = "-c statement_timeout=5000",
        };
        var (log, copy) = (server.Beside("log"), server.Beside("copy"));
        await using var follower = new Script(server.StartScript("postgres-backup.sh", "follow", log));
        await server.RunScriptAsync("postgres-standby.sh", "require", "seckill_archive");
        await using var cluster = new PlainCluster(1, connection.ConnectionString);
        await cluster.StartAsync();
        using var shoppers = new Shoppers(cluster, await cluster.ListAsync(stock: 1_000_000));
        shoppers.Open();
        await shoppers.SellAsync(100);
        await server.RunScriptAsync("postgres-backup.sh", "copy", copy);
        await shoppers.SellAsync(100);
        await shoppers.CloseAsync();

        var watch = Stopwatch.StartNew();
        await server.KillAsync();
        await cluster.Nodes[0].KillAsync();
        await follower.DisposeAsync();
        await using var restored = await PostgresServer.StartOnAsync(
            (owner, data) => owner.RunScriptAsync("postgres-backup.sh", "restore", copy, log, data));
        output.WriteLine($"restored after {watch.Elapsed.TotalSeconds:0.0} s");
        await Until.TrueAsync(async () => await restored.IsPrimaryAsync(), "Recovery has ended");
        await using var again = new PlainCluster(1, restored.ConnectionStringOf("seckill"));
        await again.StartAsync();
        output.WriteLine($"ready after {watch.Elapsed.TotalSeconds:0.0} s ({shoppers.Summary})");

        await shoppers.ShouldAgreeWithTheBooksAsync(again);
    }

    [SkippableFact]
    public async Task A_copy_of_the_sqlite_files_from_a_running_sale_is_a_sale()
    {
        Tool.Find("sqlite3");
        await using var shop = new PlainCluster(1, null);
        await shop.StartAsync();
        var item = await shop.ListAsync(stock: 1_000_000);
        using var shoppers = new Shoppers(shop, item);
        shoppers.Open();
        await shoppers.SellAsync(100);
        await using var again = new PlainCluster(1, null);

        var watch = Stopwatch.StartNew();
        var before = shoppers.Receipts.Values.ToList();
        var (data, copy) = (Path.Combine(shop.Nodes[0].Directory, "data"), Path.Combine(again.Nodes[0].Directory, "data"));
        var told = await Tool.RunAsync("sh", [Path.Combine(Tool.Folder, "sqlite-backup.sh"), data, copy]);
        told.ExitCode.ShouldBe(0, told.Text);
        output.WriteLine($"copied in {watch.Elapsed.TotalSeconds:0.0} s");
        await shoppers.SellAsync(10);
        await shoppers.CloseAsync();
        await shop.Nodes[0].KillAsync();
        watch.Restart();
        await again.StartAsync();
        output.WriteLine($"ready after {watch.Elapsed.TotalSeconds:0.0} s ({shoppers.Summary})");

        // What was sold after the copy is lost; what was answered before it is not, and the books balance.
        using var client = again.Client();
        await Until.TrueAsync(async () => (bool)(await client.AuditAsync(again.Operator, item))["balanced"]!);
        before.ShouldBeSubsetOf(await WinnersAsync(again, item));
        await ShouldReplayAsync(again, item);
    }

    /// <summary>Both ways to replay the orders table: one item while it sells, and all of it with the host stopped.</summary>
    private async Task ShouldReplayAsync(PlainCluster shop, string item)
    {
        var orders = await WinnersAsync(shop, item);
        using var client = shop.Client();
        var watch = Stopwatch.StartNew();
        var line = new { line = $"projection rebuild {item} --reason rehearsal" };
        var answer = await client.SendAsync(HttpMethod.Post, "/api/admin/commands", line, shop.Operator);
        ((int?)answer.Body?["exitCode"]).ShouldBe(0, answer.Body?.ToString());
        output.WriteLine($"projection rebuild took {watch.Elapsed.TotalSeconds:0.0} s");
        await Until.TrueAsync(async () => (bool)(await client.AuditAsync(shop.Operator, item))["balanced"]!);
        (await WinnersAsync(shop, item)).ShouldBe(orders);

        (await shop.Nodes[0].StopAsync(TimeSpan.FromSeconds(45))).ShouldBe(0);
        watch.Restart();
        shop.Nodes[0].StartWith("--rebuild-read-model");
        (await shop.Nodes[0].WaitForExitAsync(TimeSpan.FromSeconds(60))).ShouldBe(0, shop.Nodes[0].Output);
        output.WriteLine($"--rebuild-read-model took {watch.Elapsed.TotalSeconds:0.0} s");
        await shop.StartAsync();
        ((bool)(await client.AuditAsync(shop.Operator, item))["balanced"]!).ShouldBeTrue();
        (await WinnersAsync(shop, item)).ShouldBe(orders);
    }

    private static async Task<List<string>> WinnersAsync(PlainCluster shop, string item)
    {
        using var client = shop.Client();
        var told = await client.SendAsync(HttpMethod.Get, $"/api/admin/items/{item}/winners", token: shop.Operator);
        told.Status.ShouldBe(HttpStatusCode.OK);
        return [.. told.Body!["winners"]!.AsArray().Select(winner => (string)winner!["orderId"]!)];
    }

    /// <summary>A script that runs until the test ends it.</summary>
    private sealed class Script(Process process) : IAsyncDisposable
    {
        private bool _hasEnded;

        public async ValueTask DisposeAsync()
        {
            if (_hasEnded) return;
            _hasEnded = true;
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
