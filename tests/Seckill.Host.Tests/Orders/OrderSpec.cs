using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Orders;

[Collection(OnBuyersHost.Name)]
public sealed class OrderSpec(DevelopmentHost host)
{
    [Fact]
    public async Task An_order_is_readable_at_once()
    {
        var item = await host.ListAsync(new Listing { Stock = 40 });
        for (var i = 0; i < 40; i++)
        {
            var buyer = host.NewBuyer();
            var order = (await buyer.BuyAsync(item)).ShouldHaveStatus(201);

            var read = (await buyer.GetAsync(order.Headers["Location"])).ShouldHaveStatus(200);

            JsonNode.DeepEquals(read.Json, order.Json).ShouldBeTrue(read.ToString());
        }
    }

    [Fact]
    public async Task An_order_of_somebody_else_does_not_exist()
    {
        var order = await host.NewBuyer().BuyAsync(await host.ListAsync());
        var stranger = host.NewBuyer();

        (await stranger.OrderAsync(order.OrderId)).ShouldRefuseWith("order_not_found");
        (await stranger.CancelAsync(order.OrderId)).ShouldRefuseWith("order_not_found");
        (await stranger.OpenPaymentAsync(order.OrderId)).ShouldRefuseWith("order_not_found");
        (await host.Operator.CancelAsync(order.OrderId)).ShouldRefuseWith("order_not_found");
        (await host.Operator.OpenPaymentAsync(order.OrderId)).ShouldRefuseWith("order_not_found");
    }

    [Fact]
    public async Task Whether_an_order_exists_cannot_be_told_from_the_refusal()
    {
        var order = await host.NewBuyer().BuyAsync(await host.ListAsync());
        var stranger = host.NewBuyer();

        var existing = await stranger.OrderAsync(order.OrderId);
        var missing = await stranger.OrderAsync($"{(string)order["itemId"]!}-2");

        foreach (var member in (string[])["code", "title", "status", "detail"])
            existing[member]!.ToJsonString().ShouldBe(missing[member]!.ToJsonString());
    }

    [Fact]
    public async Task An_order_that_was_never_made_is_not_found()
    {
        var item = await host.ListAsync();
        var buyer = host.NewBuyer();

        foreach (var id in (string[])[$"{item}-1", $"{item}-9223372036854775807", "nobody-listed-this-1"])
        {
            (await buyer.OrderAsync(id)).ShouldRefuseWith("order_not_found");
            (await buyer.CancelAsync(id)).ShouldRefuseWith("order_not_found");
            (await buyer.OpenPaymentAsync(id)).ShouldRefuseWith("order_not_found");
        }
    }

    [Fact]
    public async Task Cancelling_returns_the_units_and_repeating_it_changes_nothing()
    {
        var item = await host.ListAsync(new Listing { Stock = 1 });
        var buyer = host.NewBuyer();
        var order = await buyer.BuyAsync(item);

        var cancelled = (await buyer.CancelAsync(order.OrderId)).ShouldHaveStatus(200);
        var repeated = (await buyer.CancelAsync(order.OrderId)).ShouldHaveStatus(200);

        ((string)cancelled["status"]!).ShouldBe("cancelled");
        cancelled["closedAt"].ShouldNotBeNull();
        JsonNode.DeepEquals(repeated.Json, cancelled.Json).ShouldBeTrue(repeated.ToString());
        (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);
    }

    [Fact]
    public async Task Whoever_cancelled_may_buy_again()
    {
        var item = await host.ListAsync();
        var buyer = host.NewBuyer();
        var first = await buyer.BuyAsync(item);
        await buyer.CancelAsync(first.OrderId);

        (await buyer.BuyAsync(item)).ShouldHaveStatus(201).OrderId.ShouldNotBe(first.OrderId);
    }

    [Fact]
    public async Task A_paid_order_cannot_be_cancelled()
    {
        var buyer = host.NewBuyer();
        var order = await buyer.BuyAsync(await host.ListAsync());
        await host.PayAsync(buyer, order.OrderId);

        ((string)(await buyer.CancelAsync(order.OrderId)).ShouldRefuseWith("order_state")["orderStatus"]!).ShouldBe("paid");
    }

    [Fact]
    public async Task An_ended_order_cannot_be_paid()
    {
        var buyer = host.NewBuyer();
        var order = await buyer.BuyAsync(await host.ListAsync());
        await buyer.CancelAsync(order.OrderId);

        ((string)(await buyer.OpenPaymentAsync(order.OrderId)).ShouldRefuseWith("order_state")["orderStatus"]!).ShouldBe("cancelled");
    }
}
