using System.Diagnostics;
using System.Net;
using Seckill.Docker.Tests.Testing;
using Seckill.Host.Tests.Testing;
using Xunit.Abstractions;

namespace Seckill.Docker.Tests;

/// <summary>Two PostgreSQL servers: docker/postgres-standby.sh under a running sale.</summary>
public sealed class FailoverSpec(ITestOutputHelper output)
{
    /// <summary>Longer than the journal waits for a write: by then the item has failed, and has been read again from the ledger.</summary>
    private static readonly TimeSpan Absence = TimeSpan.FromSeconds(7);

    [SkippableFact]
    public async Task Every_yes_is_on_the_standby_which_takes_over_in_the_middle_of_a_sale()
    {
        await using var pair = await StandbyPair.StartAsync();
        await using var cluster = new PlainCluster(
            2, pair.ConnectionString, new Dictionary<string, string> { ["Seckill__Limits__RequestTimeoutMs"] = "2000" });
        await cluster.StartAsync();
        int[] processes = [.. cluster.Nodes.Select(node => node.Id)];

        await ShouldSayNoYesWithoutStandbyAsync(pair, cluster);
        await ShouldFailOverAsync(pair, cluster);

        cluster.Nodes.Select(node => node.Id).ShouldBe(processes, "no node was restarted");
    }

    [SkippableFact]
    public async Task What_an_asynchronous_standby_has_missed_is_lost_and_a_node_that_remembers_it_is_found_out()
    {
        await using var pair = await StandbyPair.StartAsync();
        await using var cluster = new PlainCluster(1, pair.ConnectionString);
        await cluster.StartAsync();
        var item = await cluster.ListAsync(stock: 100);
        using var client = cluster.Client();
        await BuyAsync(client, "early", item);
        await pair.Primary.RunScriptAsync("postgres-standby.sh", "release");
        await pair.Standby.StopAsync();
        await BuyAsync(client, "lost", item);
        await BuyAsync(client, "lost-too", item);
        await pair.Primary.KillAsync();
        await pair.Standby.StartAgainAsync();
        await pair.Standby.RunScriptAsync("postgres-standby.sh", "promote");

        // The node has run on. It writes after a gap, or a failed write makes it read the item again and sell the lost units to others.
        await Until.TrueAsync(async () => (await client.BuyAsync(TokenMint.Issue("next"), item)).OrderId is not null);

        // Each pool of the node meets its broken connections once.
        var verified = new Answer(HttpStatusCode.OK, null);
        await Until.TrueAsync(async () =>
        {
            verified = await client.SendAsync(HttpMethod.Post, "/api/admin/commands", new { line = $"item verify {item}" }, cluster.Operator);
            return (int?)verified.Body?["exitCode"] is not (null or 4);
        });
        output.WriteLine($"{verified.Body?["lines"]}");
        ((int?)verified.Body?["exitCode"]).ShouldBe(1, verified.Body?.ToString());
        verified.Body!["lines"]!.ToString().ShouldContain("missing");
    }

    private static async Task BuyAsync(SaleClient client, string buyer, string item)
    {
        var answer = await client.BuyAsync(TokenMint.Issue(buyer), item);
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Body?.ToString());
    }

    private static async Task ShouldSayNoYesWithoutStandbyAsync(StandbyPair pair, PlainCluster cluster)
    {
        var item = await cluster.ListAsync(stock: 10);
        using var client = cluster.Client();
        var buyer = TokenMint.Issue("patient");

        await pair.Standby.CrashAsync();
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Absence)
        {
            var answer = await client.BuyAsync(buyer, item);
            answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable, $"{watch.Elapsed.TotalSeconds:0.0} s after the standby was gone");
        }

        await pair.Standby.StartAgainAsync();
        await Until.TrueAsync(async () => (await client.BuyAsync(buyer, item)).Status is HttpStatusCode.Created or HttpStatusCode.OK);
        await Until.TrueAsync(async () => (bool)(await client.AuditAsync(cluster.Operator, item))["balanced"]!);
    }

    private async Task ShouldFailOverAsync(StandbyPair pair, PlainCluster cluster)
    {
        using var shoppers = new Shoppers(cluster, await cluster.ListAsync(stock: 1_000_000));
        shoppers.Open();
        await shoppers.SellAsync(200);

        var watch = Stopwatch.StartNew();
        await pair.Primary.KillAsync();
        output.WriteLine(await pair.Standby.RunScriptAsync("postgres-standby.sh", "promote"));
        output.WriteLine($"promoted after {watch.Elapsed.TotalSeconds:0.0} s");
        await shoppers.SellAsync(1);
        output.WriteLine($"first yes after {watch.Elapsed.TotalSeconds:0.0} s");
        await shoppers.SellAsync(200);
        await shoppers.CloseAsync();

        output.WriteLine(shoppers.Summary);
        await shoppers.ShouldAgreeWithTheBooksAsync();
    }
}
