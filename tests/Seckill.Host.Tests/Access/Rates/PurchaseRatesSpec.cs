using System.Net;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Access.Rates;

/// <summary>How often purchases may come: by address, by item and in total, as operators set it. By buyer it is in <see cref="ProductionSpec"/>.</summary>
[Collection(OnSwitchedHost.Name)]
public sealed class PurchaseRatesSpec(SwitchedHost host)
{
    [Fact]
    public async Task An_item_gets_no_more_purchases_than_an_operator_allows_and_another_item_gets_its_own()
    {
        var (phone, radio) = (await host.ListAsync(new Listing { Stock = 1_000 }), await host.ListAsync());
        Received[] answers;
        await using (await host.SwitchAsync("item-purchases", 5))
        {
            answers = await BuyAsync(phone, 60);
            (await host.NewBuyer().BuyAsync(radio)).ShouldHaveStatus(201);
        }

        answers.Count(answer => answer.Status == 201).ShouldBeGreaterThanOrEqualTo(5);
        var refused = answers.Where(answer => answer.Code == "rate_limited").ToArray();
        refused.Length.ShouldBeGreaterThan(10);
        refused.ShouldAllBe(answer => answer.Headers["RateLimit-Policy"] == "\"item_purchases\";q=5;w=1"
            && answer.Headers["RateLimit"] == $"\"item_purchases\";r=0;t={answer.Headers["Retry-After"]}");
        (answers.Length - refused.Length).ShouldBe(answers.Count(answer => answer.Status == 201));
        (await BuyAsync(phone, 60)).ShouldAllBe(answer => answer.Status == 201, "the limit is off again");
    }

    [Fact]
    public async Task All_items_together_get_no_more_purchases_than_an_operator_allows()
    {
        string[] items = [await host.ListAsync(), await host.ListAsync(), await host.ListAsync()];
        await using var limit = await host.SwitchAsync("all-purchases", 4);

        var answers = (await Task.WhenAll(items.Select(item => BuyAsync(item, 10)))).SelectMany(all => all).ToArray();

        answers.Count(answer => answer.Status == 201).ShouldBeGreaterThanOrEqualTo(4);
        answers.Count(answer => answer.Code == "rate_limited").ShouldBeGreaterThan(5);
        answers.Where(answer => answer.Status == 429).ShouldAllBe(answer => answer.Headers["RateLimit-Policy"].StartsWith("\"all_purchases\";q=4"));
    }

    [Fact]
    public async Task What_the_edge_refuses_counts_against_no_item()
    {
        var soldOut = await host.ListSoldOutAsync();
        await Eventually.GetAsync(() => host.NewBuyer().BuyAsync(soldOut), answer => answer.Code == "sold_out");
        await host.AwaitItemAsync(soldOut, answer => (string)answer["phase"]! == "sold_out");
        await using var limit = await host.SwitchAsync("item-purchases", 1);

        (await BuyAsync(soldOut, 30)).ShouldAllBe(answer => answer.Code == "sold_out");
    }

    [Fact]
    public async Task An_address_is_limited_as_soon_as_an_operator_says_so()
    {
        var item = await host.ListAsync(new Listing { Stock = 1_000 });
        (await BuyAsync(item, 20)).ShouldAllBe(answer => answer.Status == 201);
        await using var limit = await host.SwitchAsync("address-purchases", 2);

        var answers = await BuyAsync(item, 40);

        answers.Count(answer => answer.Code == "rate_limited").ShouldBeGreaterThan(10);
        answers.First(answer => answer.Status == 429).Headers["RateLimit-Policy"].ShouldBe("\"address_purchases\";q=2;w=1");
    }

    [Fact]
    public async Task A_thousand_requests_of_one_buyer_at_once_are_one_order_and_mostly_refusals_within_the_limits_made_for_people()
    {
        await using var process = new HostProcess(new Dictionary<string, string>
        {
            ["Seckill__Limits__BuyerBurst"] = "60",
            ["Seckill__Limits__BuyerRefillPerSecond"] = "20",
        });
        await process.StartReadyAsync();
        using var client = new SaleClient(process.Address);
        var (olivia, eager) = (await client.TokenAsync("olivia", "operator"), await client.TokenAsync("eager"));
        (await client.ListAsync(olivia, "phone", stock: 100)).Status.ShouldBe(HttpStatusCode.Created);

        var answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => client.BuyAsync(eager, "phone")));

        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(answer => answer.Code == "rate_limited").ShouldBeGreaterThan(500);
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.Created || answer.Status == HttpStatusCode.OK || answer.Code == "rate_limited");
        (await client.BuyAsync(await client.TokenAsync("calm"), "phone")).Status.ShouldBe(HttpStatusCode.Created);
        var audit = await client.AuditAsync(olivia, "phone");
        ((long)audit["ledger"]!["orders"]!).ShouldBe(2);
    }

    private async Task<Received[]> BuyAsync(string item, int buyers) =>
        await Task.WhenAll(Enumerable.Range(0, buyers).Select(_ => host.NewBuyer().BuyAsync(item)));
}
