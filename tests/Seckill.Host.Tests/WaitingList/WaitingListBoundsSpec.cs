using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.WaitingList;

/// <summary>The bounds of a waiting list. The host is not shared, because its metrics say how many commands its items were asked.</summary>
public sealed class WaitingListBoundsSpec(WaitingListBoundsSpec.TightHost host) : IClassFixture<WaitingListBoundsSpec.TightHost>
{
    private static readonly Listing SoldOut = new() { Stock = 0, WaitingList = true };

    [Fact]
    public async Task A_full_list_takes_nobody_until_somebody_leaves()
    {
        var item = await host.ListAsync(SoldOut);
        var (first, second, third) = (host.NewBuyer(), host.NewBuyer(), host.NewBuyer());
        (await first.WaitAsync(item)).ShouldHaveStatus(200);
        (await second.WaitAsync(item)).ShouldHaveStatus(200);

        (await third.WaitAsync(item)).ShouldRefuseWith("waiting_list_full");
        (await first.StopWaitingAsync(item)).ShouldHaveStatus(200);

        ((int)(await third.WaitAsync(item)).ShouldHaveStatus(200)["ahead"]!).ShouldBe(1);
    }

    [Fact]
    public async Task Joins_and_leaves_count_as_purchases_do()
    {
        var (item, restless) = (await host.ListAsync(SoldOut), host.NewBuyer());
        var answers = new List<Received>();
        for (var i = 0; i < 4; i++)
        {
            answers.Add(await restless.WaitAsync(item));
            answers.Add(await restless.StopWaitingAsync(item));
        }

        answers.ShouldContain(answer => answer.Status == 429);
        foreach (var refused in answers.Where(answer => answer.Status != 200)) refused.ShouldRefuseWith("rate_limited");
    }

    [Fact]
    public async Task Reading_a_place_costs_the_item_no_command_and_neither_does_what_the_edge_knows()
    {
        var (item, upcoming) = (await host.ListAsync(SoldOut), await host.ListAsync(Listing.Upcoming with { WaitingList = true }));
        var buyer = host.NewBuyer();
        (await buyer.WaitAsync(item)).ShouldHaveStatus(200);
        var before = await CommandsAsync();

        for (var i = 0; i < 20; i++) (await buyer.PlaceAsync(item)).ShouldHaveStatus(200);
        (await host.NewBuyer().WaitAsync(upcoming)).ShouldRefuseWith("not_started");
        (await host.NewBuyer().WaitAsync(await host.ListSoldOutAsync())).ShouldRefuseWith("no_waiting_list");

        (await CommandsAsync() - before).ShouldBeLessThan(4, "the list and the purchase of the item without a waiting list, and nothing else");
    }

    private async Task<double> CommandsAsync() => Scrape.Value(await Scrape.FreshAsync(host), "seckill_item_batch_commands_sum");

    public sealed class TightHost() : TestHost("Development", DevelopmentHost.Secret, new Dictionary<string, string>
    {
        ["WaitingListMax"] = "2",
        ["BuyerBurst"] = "5",
        ["BuyerRefillPerSecond"] = "1",
    });
}
