using System.Globalization;
using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Orders;

[Collection(OnBuyersHost.Name)]
public sealed class PurchaseSpec(DevelopmentHost host)
{
    [Fact]
    public async Task A_purchase_makes_an_order_with_every_field_of_the_contract()
    {
        var item = await host.ListAsync(new Listing { Amount = 1250, Currency = "EUR", Limit = 5, PaymentWindowSeconds = 60 });
        var buyer = host.NewBuyer();

        var order = (await buyer.BuyAsync(item, quantity: 3)).ShouldHaveStatus(201);

        var createdAt = DateTimeOffset.Parse((string)order["createdAt"]!, CultureInfo.InvariantCulture);
        (DateTimeOffset.UtcNow - createdAt).Duration().ShouldBeLessThan(TimeSpan.FromSeconds(10));
        var expected = new JsonObject
        {
            ["orderId"] = $"{item}-1",
            ["itemId"] = item,
            ["buyerId"] = buyer.Name,
            ["quantity"] = 3,
            ["unitPrice"] = new JsonObject { ["amount"] = 1250, ["currency"] = "EUR" },
            ["amount"] = new JsonObject { ["amount"] = 3750, ["currency"] = "EUR" },
            ["status"] = "pending",
            ["createdAt"] = (string)order["createdAt"]!,
            ["payBefore"] = createdAt.AddSeconds(60).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            ["paidAt"] = null,
            ["closedAt"] = null,
            ["paymentId"] = null,
        };
        JsonNode.DeepEquals(order.Json, expected).ShouldBeTrue(order.ToString());
        order.Headers["Location"].ShouldBe($"/api/orders/{item}-1");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("""{"quantity":null}""")]
    [InlineData("""{"ticket":null}""")]
    [InlineData("""{"quantity":1,"ticket":"not needed here"}""")]
    [InlineData(" \r\n\t{ \"quantity\" : 1 } ")]
    public async Task One_unit_is_meant_when_nothing_else_is_said(string? body)
    {
        var item = await host.ListAsync();

        var order = await host.NewBuyer().SendTextAsync(HttpMethod.Post, $"/api/items/{item}/orders", body);

        ((int)order.ShouldHaveStatus(201)["quantity"]!).ShouldBe(1);
    }

    [Fact]
    public async Task A_hundred_units_are_the_most_that_one_order_holds()
    {
        var item = await host.ListAsync(new Listing { Stock = 200, Limit = 200 });
        var buyer = host.NewBuyer();

        (await buyer.BuyAsync(item, quantity: 101)).ShouldBlame("quantity");

        (await buyer.BuyAsync(item, quantity: 100)).ShouldHaveStatus(201);
    }

    [Fact]
    public async Task The_dearest_order_possible_has_the_right_amount()
    {
        var item = await host.ListAsync(new Listing { Amount = 1_000_000_000_000, Stock = 100, Limit = 100 });

        var order = await host.NewBuyer().BuyAsync(item, quantity: 100);

        ((long)order["amount"]!["amount"]!).ShouldBe(100_000_000_000_000);
    }

    [Fact]
    public async Task What_is_free_can_be_bought()
    {
        var item = await host.ListAsync(new Listing { Amount = 0 });

        ((long)(await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201)["amount"]!["amount"]!).ShouldBe(0);
    }

    [Fact]
    public async Task Before_the_start_the_refusal_says_when_it_is()
    {
        var item = await host.ListAsync(Listing.Upcoming);

        var refusal = (await host.NewBuyer().BuyAsync(item)).ShouldRefuseWith("not_started");

        ((string)refusal["startsAt"]!).ShouldBe((string)(await host.ItemAsync(item))["startsAt"]!);
    }

    [Fact]
    public async Task Sold_out_says_how_many_units_may_come_back()
    {
        var item = await host.ListAsync(new Listing { Stock = 3, Limit = 2 });
        await host.NewBuyer().BuyAsync(item, quantity: 2);
        var payer = host.NewBuyer();
        await host.PayAsync(payer, (await payer.BuyAsync(item)).OrderId);

        // The board follows the item within moments.
        await Eventually.GetAsync(
            async () => (await host.NewBuyer().BuyAsync(item)).ShouldRefuseWith("sold_out"), refusal => (long)refusal["held"]! == 2);
    }

    [Fact]
    public async Task Wanting_more_than_there_is_takes_nothing()
    {
        var item = await host.ListAsync(new Listing { Stock = 3, Limit = 5 });

        (await host.NewBuyer().BuyAsync(item, quantity: 4)).ShouldRefuseWith("sold_out");

        (await host.NewBuyer().BuyAsync(item, quantity: 3)).ShouldHaveStatus(201);
    }

    [Theory]
    [InlineData("pause", "paused")]
    [InlineData("close", "closed")]
    public async Task An_operators_word_stops_the_sale(string word, string code)
    {
        var item = await host.ListAsync();
        await host.Operator.SwitchAsync(item, word);

        (await host.NewBuyer().BuyAsync(item)).ShouldRefuseWith(code);
    }

    [Fact]
    public async Task After_its_end_an_item_is_closed()
    {
        var now = DateTimeOffset.UtcNow;
        var item = await host.ListAsync(new Listing { StartsAt = now.AddHours(-2), EndsAt = now.AddHours(-1) });

        (await host.NewBuyer().BuyAsync(item)).ShouldRefuseWith("closed");
    }

    [Fact]
    public async Task The_limit_is_on_units_and_its_refusal_names_the_orders()
    {
        var item = await host.ListAsync(new Listing { Limit = 3 });
        var buyer = host.NewBuyer();
        var first = await buyer.BuyAsync(item, quantity: 2);
        (await buyer.BuyAsync(item, quantity: 2)).ShouldRefuseWith("limit_reached");
        var second = (await buyer.BuyAsync(item)).ShouldHaveStatus(201);

        var refusal = (await buyer.BuyAsync(item)).ShouldRefuseWith("limit_reached");

        refusal["orderIds"]!.AsArray().Select(id => (string)id!).ShouldBe([first.OrderId, second.OrderId], ignoreOrder: true);
        (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);
    }

    [Fact]
    public async Task An_unknown_item_cannot_be_bought() =>
        (await host.NewBuyer().BuyAsync("nobody-listed-this")).ShouldRefuseWith("item_not_found");
}
