using System.Text.Json.Nodes;
using Seckill.Domain.Items;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Orders;

/// <summary>One answer per intent.</summary>
[Collection(OnBuyersHost.Name)]
public sealed class IdempotencySpec(DevelopmentHost host)
{
    [Fact]
    public async Task At_limit_one_asking_again_gives_the_same_order()
    {
        var item = await host.ListAsync();
        var buyer = host.NewBuyer();
        var first = (await buyer.BuyAsync(item)).ShouldHaveStatus(201);

        var second = (await buyer.BuyAsync(item)).ShouldHaveStatus(200);

        JsonNode.DeepEquals(second.Json, first.Json).ShouldBeTrue(second.ToString());
    }

    [Fact]
    public async Task At_limit_one_every_key_that_was_answered_with_an_order_keeps_that_answer()
    {
        var item = await host.ListAsync();
        var buyer = host.NewBuyer();
        var first = (await buyer.BuyAsync(item, key: "a")).ShouldHaveStatus(201);
        (await buyer.BuyAsync(item, key: "b")).ShouldHaveStatus(200).OrderId.ShouldBe(first.OrderId);
        await buyer.CancelAsync(first.OrderId);

        (await buyer.BuyAsync(item, key: "b")).ShouldHaveStatus(200).OrderId.ShouldBe(first.OrderId);
        (await buyer.BuyAsync(item, key: "c")).ShouldHaveStatus(201).OrderId.ShouldNotBe(first.OrderId);
    }

    [Fact]
    public async Task At_limit_one_a_key_too_many_is_told_the_order_and_makes_none()
    {
        var item = await host.ListAsync();
        var buyer = host.NewBuyer();
        var order = (await buyer.BuyAsync(item)).ShouldHaveStatus(201);
        for (var i = 0; i < ItemLimits.FurtherKeysPerOrderMax; i++) (await buyer.BuyAsync(item, key: $"k{i}")).ShouldHaveStatus(200);

        var refused = await buyer.BuyAsync(item, key: "one-more");

        refused.ShouldRefuseWith("limit_reached");
        refused["orderIds"]!.ToJsonString().ShouldBe($"[\"{order.OrderId}\"]");
        ((int)refused["orderCount"]!).ShouldBe(1);
    }

    [Fact]
    public async Task A_limit_names_the_newest_orders_and_counts_them_all()
    {
        var item = await host.ListAsync(new Listing { Limit = 12, Stock = 50 });
        var buyer = host.NewBuyer();
        for (var i = 0; i < 12; i++) (await buyer.BuyAsync(item)).ShouldHaveStatus(201);

        var refused = await buyer.BuyAsync(item);

        refused.ShouldRefuseWith("limit_reached");
        refused["orderIds"]!.AsArray().Count.ShouldBe(10);
        ((int)refused["orderCount"]!).ShouldBe(12);
    }

    [Fact]
    public async Task The_same_key_gives_the_same_order()
    {
        var item = await host.ListAsync(new Listing { Limit = 10 });
        var buyer = host.NewBuyer();
        var first = (await buyer.BuyAsync(item, quantity: 2, key: "cart-1")).ShouldHaveStatus(201);

        (await buyer.BuyAsync(item, quantity: 2, key: "cart-1")).ShouldHaveStatus(200).OrderId.ShouldBe(first.OrderId);
        (await buyer.BuyAsync(item, quantity: 2, key: "cart-2")).ShouldHaveStatus(201).OrderId.ShouldNotBe(first.OrderId);
    }

    [Fact]
    public async Task The_same_key_for_a_different_request_is_refused()
    {
        var item = await host.ListAsync(new Listing { Limit = 10 });
        var buyer = host.NewBuyer();
        await buyer.BuyAsync(item, quantity: 2, key: "cart-1");

        (await buyer.BuyAsync(item, quantity: 3, key: "cart-1")).ShouldRefuseWith("idempotency_key_reused");
    }

    [Fact]
    public async Task Keys_of_two_buyers_and_of_two_items_never_meet()
    {
        var (item, other) = (await host.ListAsync(), await host.ListAsync());
        var (alice, bob) = (host.NewBuyer(), host.NewBuyer());

        (await alice.BuyAsync(item, key: "k")).ShouldHaveStatus(201);
        (await bob.BuyAsync(item, key: "k")).ShouldHaveStatus(201);
        (await alice.BuyAsync(other, key: "k")).ShouldHaveStatus(201);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a key")]
    public async Task A_repeat_gets_its_order_when_the_item_has_sold_out_meanwhile(string? key)
    {
        var item = await host.ListAsync(new Listing { Stock = 1 });
        var buyer = host.NewBuyer();
        var keyOfTest = key?.Replace(' ', '-');
        var order = (await buyer.BuyAsync(item, key: keyOfTest)).ShouldHaveStatus(201);
        await AwaitPhaseAsync(item, "sold_out");

        (await buyer.BuyAsync(item, key: keyOfTest)).ShouldHaveStatus(200).OrderId.ShouldBe(order.OrderId);
        (await host.NewBuyer().BuyAsync(item)).ShouldRefuseWith("sold_out");
    }

    [Theory]
    [InlineData("pause", "paused")]
    [InlineData("close", "closed")]
    public async Task A_repeat_gets_its_order_when_the_sale_has_stopped_meanwhile(string word, string code)
    {
        var item = await host.ListAsync(new Listing { Limit = 2 });
        var buyer = host.NewBuyer();
        var order = await buyer.BuyAsync(item, key: "k");
        await host.Operator.SwitchAsync(item, word);

        (await buyer.BuyAsync(item, key: "k")).ShouldHaveStatus(200).OrderId.ShouldBe(order.OrderId);
        (await buyer.BuyAsync(item, key: "another")).ShouldRefuseWith(code);
    }

    [Fact]
    public async Task A_key_answers_for_its_order_when_that_has_ended()
    {
        var item = await host.ListAsync();
        var buyer = host.NewBuyer();
        var order = await buyer.BuyAsync(item, key: "k");
        await buyer.CancelAsync(order.OrderId);

        var repeat = (await buyer.BuyAsync(item, key: "k")).ShouldHaveStatus(200);

        repeat.OrderId.ShouldBe(order.OrderId);
        ((string)repeat["status"]!).ShouldBe("cancelled");
    }

    [Theory]
    [InlineData("!")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("a\"b\\c,d;e=f~")]
    public async Task Any_visible_characters_make_a_key(string key)
    {
        var item = await host.ListAsync(new Listing { Limit = 2 });
        var buyer = host.NewBuyer();
        var order = (await buyer.BuyAsync(item, key: key)).ShouldHaveStatus(201);

        (await buyer.BuyAsync(item, key: key)).ShouldHaveStatus(200).OrderId.ShouldBe(order.OrderId);
    }

    private Task<Received> AwaitPhaseAsync(string item, string phase) =>
        host.AwaitItemAsync(item, answer => (string?)answer["phase"] == phase);
}
