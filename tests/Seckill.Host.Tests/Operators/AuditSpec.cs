using System.Globalization;
using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Operators;

[Collection(OnOperatorsHost.Name)]
public sealed class AuditSpec(DevelopmentHost host)
{
    [Fact]
    public async Task An_audit_counts_every_kind_of_order_on_both_sides()
    {
        var item = await host.ListAsync(new Listing { Stock = 20, Limit = 3, PaymentWindowSeconds = 2 });
        await BuyAsync(item, units: 3, end: "expired");
        await BuyAsync(item, units: 1, end: "refunded");
        await BuyAsync(item, units: 2, end: "cancelled");
        await BuyAsync(item, units: 2, end: "paid");
        await host.Operator.AdjustAsync(item, 5, TestHost.NewName("key"));
        await host.Operator.AdjustAsync(item, -3, TestHost.NewName("key"));
        await BuyAsync(item, units: 1, end: "pending");

        var audit = (await host.Operator.AuditAsync(item)).ShouldHaveStatus(200);

        var books = JsonNode.Parse("""
            {"total":22,"available":19,"held":1,"sold":2,
             "orders":5,"paid":1,"pending":1,"expired":1,"cancelled":1,"refundDue":0,"refunded":1}
            """)!;
        JsonNode.DeepEquals(audit["ledger"], books).ShouldBeTrue(audit.ToString());
        JsonNode.DeepEquals(audit["ordersTable"], books).ShouldBeTrue(audit.ToString());
        ((string)audit["itemId"]!).ShouldBe(item);
        ((bool)audit["balanced"]!).ShouldBeTrue();
        audit["differences"]!.AsArray().ShouldBeEmpty();
        var asOf = DateTimeOffset.Parse((string)audit["asOf"]!, CultureInfo.InvariantCulture);
        (DateTimeOffset.UtcNow - asOf).Duration().ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task An_audit_in_mid_sale_is_balanced()
    {
        var item = await host.ListAsync(new Listing { Stock = 300 });

        var buying = Task.WhenAll(Enumerable.Range(0, 300).Select(_ => host.NewBuyer().BuyAsync(item)));
        var audits = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => host.Operator.AuditAsync(item)));
        await buying;

        foreach (var audit in audits) ((bool)audit.ShouldHaveStatus(200)["balanced"]!).ShouldBeTrue(audit.ToString());
    }

    [Fact]
    public async Task An_audit_of_a_table_that_was_tampered_with_says_what_differs()
    {
        var item = await host.ListAsync();
        await host.NewBuyer().BuyAsync(item);
        await host.Operator.AuditAsync(item);

        host.Execute("orders.db", "DELETE FROM orders WHERE item_id = @name", item);

        var audit = (await host.Operator.AuditAsync(item)).ShouldHaveStatus(200);
        ((bool)audit["balanced"]!).ShouldBeFalse();
        audit["differences"]!.AsArray().Select(difference => (string)difference!["what"]!).ShouldContain("pending.orders");
        ((long)audit["ledger"]!["orders"]!).ShouldBe(1);
        ((long)audit["ordersTable"]!["orders"]!).ShouldBe(0);
    }

    [Fact]
    public async Task An_audit_of_sums_beyond_64_bits_says_what_differs()
    {
        var item = await host.ListAsync(new Listing { Stock = 200, Limit = 200, Amount = 1_000_000_000_000 });
        var buyer = host.NewBuyer();
        await buyer.BuyAsync(item, 100);
        await buyer.BuyAsync(item, 100);
        ((bool)(await host.Operator.AuditAsync(item)).ShouldHaveStatus(200)["balanced"]!).ShouldBeTrue();

        host.Execute("orders.db", "UPDATE orders SET unit_price = 9223372036854775807 WHERE item_id = @name", item);

        var audit = (await host.Operator.AuditAsync(item)).ShouldHaveStatus(200);
        var difference = audit["differences"]!.AsArray().ShouldHaveSingleItem()!;
        difference["what"]!.ToJsonString().ShouldBe("\"pending.amount\"");
        difference["ledger"]!.ToJsonString().ShouldBe("200000000000000");
        difference["ordersTable"]!.ToJsonString().ShouldBe("1844674407370955161400");
    }

    [Fact]
    public async Task An_unknown_item_has_no_audit() =>
        (await host.Operator.AuditAsync("nobody-listed-this")).ShouldRefuseWith("item_not_found");

    private async Task BuyAsync(string item, int units, string end)
    {
        var buyer = host.NewBuyer();
        var order = (await buyer.BuyAsync(item, units)).ShouldHaveStatus(201).OrderId;
        if (end == "pending") return;
        var payment = await DevelopmentHost.OpenPaymentAsync(buyer, order);
        if (end == "cancelled") await buyer.CancelAsync(order);
        if (end is "expired" or "refunded") await Eventually.OrderAsync(buyer, order, "expired");
        if (end is "paid" or "refunded") await host.SendAsync(host.Provider.Succeeded(order, payment, units * 9900));
        await Eventually.OrderAsync(buyer, order, end);
    }
}
