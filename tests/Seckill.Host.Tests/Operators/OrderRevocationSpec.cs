using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Operators;

/// <summary>An operator cancels orders of any buyer.</summary>
[Collection(OnOperatorsHost.Name)]
public sealed class OrderRevocationSpec(DevelopmentHost host)
{
    [Fact]
    public async Task A_pending_order_is_cancelled_and_its_open_payment_takes_no_money()
    {
        var (buyer, item) = (host.NewBuyer(), await host.ListAsync(new Listing { Stock = 1 }));
        var order = await buyer.BuyAsync(item);
        var payment = await DevelopmentHost.OpenPaymentAsync(buyer, order.OrderId);

        var cancelled = (await RevokeAsync(order.OrderId)).ShouldHaveStatus(200);

        ((string)cancelled["status"]!).ShouldBe("cancelled");
        cancelled["closedAt"].ShouldNotBeNull();
        ((string)(await buyer.OrderAsync(order.OrderId))["status"]!).ShouldBe("cancelled");
        host.Query("orders.db", "SELECT status FROM sandbox_payments WHERE payment_id = @name", payment).ShouldBe(["failed"]);
        (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);
    }

    [Fact]
    public async Task A_paid_order_is_refunded_and_its_units_are_sold_again()
    {
        var (buyer, item) = (host.NewBuyer(), await host.ListAsync(new Listing { Stock = 1 }));
        var order = await buyer.BuyAsync(item);
        var payment = await PayOnThePageAsync(buyer, order.OrderId);

        var revoked = (await RevokeAsync(order.OrderId)).ShouldHaveStatus(200);

        ((string)revoked["status"]!).ShouldBeOneOf("refund_due", "refunded");
        ((string)revoked["paymentId"]!).ShouldBe(payment);
        revoked["paidAt"].ShouldBeNull();
        var refunded = await Eventually.OrderAsync(buyer, order.OrderId, "refunded");
        ((string)refunded["paymentId"]!).ShouldBe(payment);
        host.Query("orders.db", "SELECT status FROM sandbox_payments WHERE payment_id = @name", payment).ShouldBe(["refunded"]);
        (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);
        var audit = await Eventually.GetAsync(() => host.Operator.AuditAsync(item), answer => (bool)answer["balanced"]!);
        ((long)audit["ledger"]!["sold"]!, (long)audit["ledger"]!["held"]!).ShouldBe((0, 1));
        var operation = await OperationAsync(item, "refund_due");
        ((string)operation["detail"]!, (string)operation["reason"]!, (string)operation["actor"]!).ShouldBe((order.OrderId, "fraud", host.Operator.Name));
    }

    [Fact]
    public async Task A_repeat_answers_with_the_order_as_it_is()
    {
        var (buyer, item) = (host.NewBuyer(), await host.ListAsync());
        var (pending, paid) = (await buyer.BuyAsync(item), await host.NewBuyer().BuyAsync(item));
        (await RevokeAsync(pending.OrderId)).ShouldHaveStatus(200);

        ((string)(await RevokeAsync(pending.OrderId)).ShouldHaveStatus(200)["status"]!).ShouldBe("cancelled");
        ((string)(await buyer.CancelAsync(pending.OrderId)).ShouldHaveStatus(200)["status"]!).ShouldBe("cancelled");
        paid.ShouldHaveStatus(201);
        await OperationAsync(item, "unchanged");
    }

    [Fact]
    public async Task A_refunded_order_stays_refunded()
    {
        var (buyer, item) = (host.NewBuyer(), await host.ListAsync());
        var order = await buyer.BuyAsync(item);
        await PayOnThePageAsync(buyer, order.OrderId);
        (await RevokeAsync(order.OrderId)).ShouldHaveStatus(200);
        await Eventually.OrderAsync(buyer, order.OrderId, "refunded");

        ((string)(await RevokeAsync(order.OrderId)).ShouldHaveStatus(200)["status"]!).ShouldBe("refunded");
        ((string)(await buyer.CancelAsync(order.OrderId)).ShouldRefuseWith("order_state")["orderStatus"]!).ShouldBe("refunded");
    }

    [Fact]
    public async Task An_expired_order_is_over_already()
    {
        var (buyer, item) = (host.NewBuyer(), await host.ListAsync(new Listing { PaymentWindowSeconds = 1 }));
        var order = await buyer.BuyAsync(item);
        await Eventually.OrderAsync(buyer, order.OrderId, "expired");

        ((string)(await RevokeAsync(order.OrderId)).ShouldRefuseWith("order_state")["orderStatus"]!).ShouldBe("expired");
        await OperationAsync(item, "order_state");
    }

    [Fact]
    public async Task After_the_end_of_the_sale_the_units_are_available_and_nobody_gets_them()
    {
        var (buyer, item) = (host.NewBuyer(), await host.ListAsync(new Listing { Stock = 1 }));
        var order = await buyer.BuyAsync(item);
        await PayOnThePageAsync(buyer, order.OrderId);
        (await host.Operator.SwitchAsync(item, "close")).ShouldHaveStatus(200);

        (await RevokeAsync(order.OrderId)).ShouldHaveStatus(200);

        await host.AwaitItemAsync(item, answer => (long)answer["stock"]!["available"]! == 1 && (long)answer["stock"]!["sold"]! == 0);
        (await host.NewBuyer().BuyAsync(item)).ShouldRefuseWith("closed");
    }

    [Fact]
    public async Task A_reason_is_required()
    {
        var order = await host.NewBuyer().BuyAsync(await host.ListAsync());
        var path = $"/api/admin/orders/{order.OrderId}/cancel";
        (await host.Operator.PostAsync(path)).ShouldBlame("reason");
        (await host.Operator.PostAsync(path, new JsonObject())).ShouldBlame("reason");
        foreach (var reason in (string[])["", " ", "two\nlines", new string('r', 201)])
            (await host.Operator.PostAsync(path, new JsonObject { ["reason"] = reason })).ShouldBlame("reason");

        ((string)(await host.Operator.OrderAsync(order.OrderId))["status"]!).ShouldBe("pending");
    }

    [Fact]
    public async Task What_does_not_exist_cannot_be_cancelled()
    {
        var item = await host.ListAsync();
        (await RevokeAsync($"{item}-1")).ShouldRefuseWith("order_not_found");
        (await RevokeAsync($"{TestHost.NewName("unknown")}-1")).ShouldRefuseWith("order_not_found");
        (await RevokeAsync("nonsense")).ShouldBlame("orderId");
    }

    private Task<Received> RevokeAsync(string orderId) =>
        host.Operator.PostAsync($"/api/admin/orders/{orderId}/cancel", new JsonObject { ["reason"] = "fraud" });

    /// <summary>Pays at the sandbox provider, so that it has the money and can give it back.</summary>
    private async Task<string> PayOnThePageAsync(Party buyer, string orderId)
    {
        var payment = await DevelopmentHost.OpenPaymentAsync(buyer, orderId);
        (await host.SendAsync(host.Provider.Succeeded(orderId, payment, 9900))).ShouldHaveStatus(204);
        await Eventually.OrderAsync(buyer, orderId, "paid");
        return payment;
    }

    private Task<JsonNode> OperationAsync(string item, string outcome) => Eventually.GetAsync(
        async () => (await host.Operator.GetAsync($"/api/admin/operations?item={item}")).ShouldHaveStatus(200)["operations"]!.AsArray()
            .FirstOrDefault(one => (string)one!["outcome"]! == outcome)!,
        found => found is not null);
}
