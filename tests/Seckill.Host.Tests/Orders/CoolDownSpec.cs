using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Orders;

/// <summary>A buyer who reserves and lets go, again and again, has to wait, and in the end gets nothing more of the item.</summary>
public sealed class CoolDownSpec(CoolDownSpec.TightHost host) : IClassFixture<CoolDownSpec.TightHost>
{
    [Fact]
    public async Task Whoever_gives_up_too_often_waits_and_then_may_buy_again()
    {
        var item = await host.ListAsync();
        var (restless, other) = (host.NewBuyer(), host.NewBuyer());
        for (var count = 1; count <= 2; count++) await ReserveAndCancelAsync(restless, item);

        var refused = (await restless.BuyAsync(item)).ShouldRefuseWith("cooling_down");

        var wait = (DateTimeOffset)refused["retryAt"]! - DateTimeOffset.UtcNow;
        wait.ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(1));
        (await other.BuyAsync(item)).ShouldHaveStatus(201);
        var again = await Eventually.GetAsync(() => restless.BuyAsync(item), answer => answer.Status == 201);
        DateTimeOffset.UtcNow.ShouldBeGreaterThanOrEqualTo((DateTimeOffset)refused["retryAt"]!);
        (await restless.CancelAsync(again.OrderId)).ShouldHaveStatus(200);
        await ShouldBalanceAsync(item);
    }

    [Fact]
    public async Task After_the_last_one_it_is_over_for_this_buyer_and_item_only()
    {
        var (item, another) = (await host.ListAsync(), await host.ListAsync());
        var restless = host.NewBuyer();
        for (var count = 1; count <= 3; count++)
        {
            var bought = await Eventually.GetAsync(() => restless.BuyAsync(item), answer => answer.Status == 201);
            (await restless.CancelAsync(bought.OrderId)).ShouldHaveStatus(200);
        }

        var refused = (await restless.BuyAsync(item)).ShouldRefuseWith("cooling_down");

        ((DateTimeOffset)refused["retryAt"]!).ShouldBe((DateTimeOffset)(await host.ItemAsync(item))["endsAt"]!);
        (await restless.BuyAsync(another)).ShouldHaveStatus(201);
        await ShouldBalanceAsync(item);
    }

    private static async Task ReserveAndCancelAsync(Party buyer, string item)
    {
        var order = (await buyer.BuyAsync(item)).ShouldHaveStatus(201).OrderId;
        (await buyer.CancelAsync(order)).ShouldHaveStatus(200);
    }

    private async Task ShouldBalanceAsync(string item) => await Eventually.GetAsync(
        () => host.Operator.AuditAsync(item), audit => audit.Status == 200 && (bool)audit["balanced"]!);

    /// <summary>One ended order is free, and the wait is short enough for a test.</summary>
    public sealed class TightHost() : TestHost("Development", DevelopmentHost.Secret, new Dictionary<string, string>
    {
        ["EndedReservationsFree"] = "1",
        ["EndedReservationsMax"] = "3",
        ["CoolDownSeconds"] = "1",
    });
}
