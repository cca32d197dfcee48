using System.Text.Json.Nodes;
using Seckill.Browser.Tests.Testing;
using Seckill.Docker.Tests.Testing;
using Seckill.Host.Tests.Testing;
using static Microsoft.Playwright.Assertions;

namespace Seckill.Browser.Tests;

/// <summary>The page behind nginx and three nodes, of which one is lost in the middle of a purchase.</summary>
[Collection(OnTopology.Name)]
public sealed class NodeLossSpec(Topology topology)
{
    [SkippableFact]
    public async Task The_node_with_the_item_is_killed_under_the_page_and_the_buyer_gets_one_order()
    {
        Testing.Browser.Need();
        Topology.Need();
        var item = await topology.ListAsync(stock: 10);
        await using var browser = (await Testing.Browser.TakeAsync())!;
        await using var context = await browser.OpenAsync(new() { BaseURL = topology.Balancer.Address.ToString(), Locale = "en-GB" });
        await context.AddInitScriptAsync($"localStorage.setItem('seckill.session', JSON.stringify({Session("nora")}));");
        await using var shopper = new Shopper(context, "nora");
        var tab = await shopper.OpenAsync($"/items/{item}");
        await tab.ShouldBecomeAsync("open");
        var home = await HomeOfAsync(item);

        await home.KillAsync();
        await tab.Button.ClickAsync();

        // Nobody knows where the item is until the others have taken it over.
        await Expect(tab.Page.Locator("article")).ToHaveAttributeAsync("data-state", "toPay", new() { Timeout = 60_000 });
        await home.StartReadyAsync(TimeSpan.FromSeconds(90));
        await tab.Page.ReloadAsync();
        await tab.ShouldBecomeAsync("toPay");
        using var client = topology.Client();
        ((int)(await client.AuditAsync(topology.Operator, item))["ledger"]!["orders"]!).ShouldBe(1);
    }

    /// <summary>The node on which an item lives.</summary>
    private async Task<HostProcess> HomeOfAsync(string item)
    {
        HostProcess? home = null;
        await Until.TrueAsync(async () => (home = await FindHomeAsync(item)) is not null, $"The home of {item}");
        return home!;
    }

    private async Task<HostProcess?> FindHomeAsync(string item)
    {
        foreach (var node in topology.Nodes)
        {
            using var direct = new SaleClient(node.Address);
            try
            {
                var here = (await direct.SendAsync(HttpMethod.Get, "/api/admin/cluster/items", token: topology.Operator)).Body?["items"]?.AsArray();
                if (here is not null && here.Any(id => (string)id! == item)) return node;
            }
            catch (HttpRequestException)
            {
                // It is just being started again; the item may be on another one.
            }
        }

        return null;
    }

    private static string Session(string buyer) => new JsonObject
    {
        ["token"] = TokenMint.Issue(buyer), ["buyer"] = buyer, ["isOperator"] = false, ["expiresAt"] = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds(),
    }.ToJsonString();
}
