using System.Diagnostics;
using System.Net;
using Seckill.Docker.Tests.Testing;
using Seckill.Host.Tests.Testing;
using Xunit.Abstractions;

namespace Seckill.Docker.Tests;

/// <summary>The steps of plan B in docker/README.md that need no other database, under a running sale on three nodes behind nginx.</summary>
[Collection(OnTopology.Name)]
public sealed class PlanBSpec(Topology topology, ITestOutputHelper output)
{
    [SkippableFact]
    public async Task The_whole_sale_stops_and_goes_on()
    {
        Topology.Need();
        using var shoppers = new Shoppers(topology, await topology.ListAsync(stock: 1_000_000));
        shoppers.Open();
        await shoppers.SellAsync(50);

        await TimeAsync("all purchases off on every node", async () =>
        {
            await SwitchAsync("new-purchases", "off");
            foreach (var node in topology.Nodes) await ShouldComeToAsync(node, shoppers.Item, "paused");
        });
        var sold = shoppers.Receipts.Count;
        await TimeAsync("all purchases on again", async () =>
        {
            await SwitchAsync("new-purchases", "on");
            await shoppers.SellAsync(50);
        });

        await shoppers.CloseAsync();
        shoppers.Receipts.Count.ShouldBeGreaterThanOrEqualTo(sold + 50);
        await shoppers.ShouldAgreeWithTheBooksAsync();
    }

    [SkippableFact]
    public async Task One_item_stops_while_the_others_sell()
    {
        Topology.Need();
        using var stopped = new Shoppers(topology, await topology.ListAsync(stock: 1_000_000), readers: 1, buyers: 4);
        using var others = new Shoppers(topology, await topology.ListAsync(stock: 1_000_000), readers: 1, buyers: 4);
        stopped.Open();
        others.Open();
        await stopped.SellAsync(20);

        await TimeAsync("one item paused on every node", async () =>
        {
            await RunAsync($"item pause {stopped.Item} --reason rehearsal");
            foreach (var node in topology.Nodes) await ShouldComeToAsync(node, stopped.Item, "paused");
        });
        await others.SellAsync(50);
        await TimeAsync("one item resumed", async () =>
        {
            await RunAsync($"item resume {stopped.Item} --reason rehearsal");
            await stopped.SellAsync(1);
        });

        await Task.WhenAll(stopped.CloseAsync(), others.CloseAsync());
        await stopped.ShouldAgreeWithTheBooksAsync();
        await others.ShouldAgreeWithTheBooksAsync();
    }

    [SkippableFact]
    public async Task What_is_not_the_sale_is_switched_off_while_purchases_go_on()
    {
        Topology.Need();
        using var shoppers = new Shoppers(topology, await topology.ListAsync(stock: 1_000_000));
        shoppers.Open();
        await shoppers.SellAsync(50);
        var buyer = TokenMint.Issue(topology.NewName("lister"));

        await TimeAsync("degraded on every node", async () =>
        {
            await SwitchAsync("stock-display", "coarse");
            await SwitchAsync("event-streams", "off");
            await SwitchAsync("order-listing", "off");
            foreach (var node in topology.Nodes)
            {
                using var client = new SaleClient(node.Address);
                await Until.TrueAsync(async () => (await client.SendAsync(HttpMethod.Get, "/api/orders", token: buyer)).Code == "overloaded");
                await Until.TrueAsync(async () => (await client.SendAsync(HttpMethod.Get, $"/api/items/{shoppers.Item}/events")).Code == "overloaded");
                // Rounded up, at most to the total.
                await Until.TrueAsync(async () => (long)(await client.ItemAsync(shoppers.Item)).Body!["stock"]!["available"]! == 1_000_000);
            }
        });
        await shoppers.SellAsync(100);
        await TimeAsync("whole again", async () =>
        {
            foreach (var name in (string[])["stock-display", "event-streams", "order-listing"])
                await SwitchAsync(name, name == "stock-display" ? "exact" : "on");
            using var client = topology.Client();
            await Until.TrueAsync(async () => (await client.SendAsync(HttpMethod.Get, "/api/orders", token: buyer)).Status == HttpStatusCode.OK);
        });

        await shoppers.CloseAsync();
        await shoppers.ShouldAgreeWithTheBooksAsync();
    }

    [SkippableFact]
    public async Task One_file_puts_the_busy_page_before_shoppers_but_not_before_operators_and_payments()
    {
        Topology.Need();
        using var shoppers = new Shoppers(topology, await topology.ListAsync(stock: 1_000_000));
        shoppers.Open();
        await shoppers.SellAsync(20);
        using var http = new HttpClient { BaseAddress = topology.Balancer.Address };
        using var client = topology.Client();

        try
        {
            await TimeAsync("busy page", async () =>
            {
                await File.WriteAllTextAsync(topology.Balancer.BusySwitch, "");
                await Until.TrueAsync(async () => (await client.ItemAsync(shoppers.Item)).Status == HttpStatusCode.ServiceUnavailable);
            });
            using var page = await http.GetAsync(new Uri("/", UriKind.Relative));
            (page.StatusCode, page.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.ServiceUnavailable, "text/html"));
            page.Headers.RetryAfter.ShouldNotBeNull();
            (await page.Content.ReadAsStringAsync()).ShouldContain("请稍候");
            foreach (var key in (string?[])[null, "a-key"])
            {
                var refusal = await client.SendAsync(
                    HttpMethod.Post, $"/api/items/{shoppers.Item}/orders", token: TokenMint.Issue("late"), idempotencyKey: key);
                (refusal.Status, refusal.Code).ShouldBe((HttpStatusCode.ServiceUnavailable, "overloaded"), "nothing was sent to anybody");
                ((string)refusal.Body!["detail"]!).ShouldContain("takes no requests at present");
            }

            using var problem = await http.GetAsync(new Uri($"/api/items/{shoppers.Item}", UriKind.Relative));
            problem.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            problem.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(10));
            await RunAsync($"item show {shoppers.Item}");
            var report = await client.SendAsync(HttpMethod.Post, "/api/payments/webhook", new { });
            report.Status.ShouldBe(HttpStatusCode.Unauthorized, "a node has looked at it");
            using var health = await http.GetAsync(new Uri("/nginx-health", UriKind.Relative));
            health.StatusCode.ShouldBe(HttpStatusCode.NoContent);
            // A crowd that knocks fills no log.
            topology.Balancer.Output.Split('\n').ShouldNotContain(
                line => line.Contains($"/{shoppers.Item}\"", StringComparison.Ordinal) && line.Contains("\"upstream\":\"\"", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(topology.Balancer.BusySwitch);
        }

        await TimeAsync("first order after the busy page", () => shoppers.SellAsync(1));
        await shoppers.CloseAsync();
        await shoppers.ShouldAgreeWithTheBooksAsync();
    }

    private async Task TimeAsync(string what, Func<Task> step)
    {
        var watch = Stopwatch.StartNew();
        await step();
        output.WriteLine($"{what}: {watch.Elapsed.TotalSeconds:0.00} s");
    }

    private Task SwitchAsync(string name, string value) => RunAsync($"switch set {name} {value} --reason rehearsal");

    /// <summary>Runs an operator's command as the console does.</summary>
    private async Task RunAsync(string line)
    {
        using var client = topology.Client();
        var answer = await client.SendAsync(HttpMethod.Post, "/api/admin/commands", new { line }, topology.Operator);
        ((int?)answer.Body?["exitCode"]).ShouldBe(0, $"{line}: {answer.Status} {answer.Body}");
    }

    private async Task ShouldComeToAsync(HostProcess node, string item, string code)
    {
        using var client = new SaleClient(node.Address);
        await Until.TrueAsync(async () => (await client.BuyAsync(TokenMint.Issue(topology.NewName("stranger")), item)).Code == code);
    }
}
