using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Orders;

/// <summary>Everybody at once.</summary>
[Collection(OnBuyersHost.Name)]
public sealed class RushSpec(DevelopmentHost host)
{
    [Fact]
    public async Task A_thousand_parallel_requests_of_one_buyer_make_one_order()
    {
        var item = await host.ListAsync(new Listing { Stock = 50 });
        var buyer = host.NewBuyer();

        var answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => buyer.BuyAsync(item)));

        answers.Count(answer => answer.Status == 201).ShouldBe(1);
        answers.Count(answer => answer.Status == 200).ShouldBe(999);
        answers.Select(answer => answer.OrderId).Distinct().Count().ShouldBe(1);
        await ShouldHaveStockAsync(item, available: 49, held: 1);
    }

    [Fact]
    public async Task Two_thousand_parallel_buyers_of_ten_units_get_exactly_ten()
    {
        var item = await host.ListAsync(new Listing { Stock = 10 });

        var answers = await Task.WhenAll(Enumerable.Range(0, 2_000).Select(_ => host.NewBuyer().BuyAsync(item)));

        var won = answers.Where(answer => answer.Status == 201).ToList();
        won.Count.ShouldBe(10);
        won.Select(answer => answer.OrderId).Distinct().Count().ShouldBe(10);
        foreach (var answer in answers.Except(won)) answer.ShouldRefuseWith("sold_out");
        await ShouldHaveStockAsync(item, available: 0, held: 10);
        ((bool)(await host.Operator.AuditAsync(item))["balanced"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task Parallel_requests_of_one_buyer_never_pass_the_limit()
    {
        var item = await host.ListAsync(new Listing { Stock = 100, Limit = 7 });
        var buyer = host.NewBuyer();

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => buyer.BuyAsync(item)));

        answers.Count(answer => answer.Status == 201).ShouldBe(7);
        foreach (var answer in answers.Where(answer => answer.Status != 201)) answer.ShouldRefuseWith("limit_reached");
        await ShouldHaveStockAsync(item, available: 93, held: 7);
    }

    private async Task ShouldHaveStockAsync(string item, long available, long held)
    {
        var ledger = (await host.Operator.AuditAsync(item))["ledger"]!;
        ((long)ledger["available"]!).ShouldBe(available);
        ((long)ledger["held"]!).ShouldBe(held);
        // Nobody waits for the audit: the board follows within moments.
        await host.AwaitItemAsync(item, answer => (long)answer["stock"]!["held"]! == held);
    }
}
