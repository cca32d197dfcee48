using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Payments;

/// <summary>What a believed webhook does.</summary>
[Collection(OnDevelopmentHost.Name)]
public sealed class WebhookSpec(DevelopmentHost host)
{
    private readonly string _payment = TestHost.NewName("pay");

    [Fact]
    public async Task Money_in_time_pays_the_order()
    {
        var (buyer, order) = await BuyAsync();

        (await host.SendAsync(host.Provider.Succeeded(order.OrderId, _payment, 9900))).ShouldHaveStatus(204).Text.ShouldBeEmpty();

        var paid = await buyer.OrderAsync(order.OrderId);
        ((string)paid["status"]!).ShouldBe("paid");
        ((string)paid["paymentId"]!).ShouldBe(_payment);
    }

    [Fact]
    public async Task A_replay_is_confirmed_and_changes_nothing()
    {
        var (buyer, order) = await BuyAsync();
        var at = DateTimeOffset.UtcNow;
        var data = $$"""{"paymentId":"{{_payment}}","orderId":"{{order.OrderId}}","amount":9900,"currency":"CNY"}""";
        var body = $$"""{"type":"payment.succeeded","data":{{data}}}""";
        (await host.SendAsync(host.Provider.Sign(body, "evt-1", at))).ShouldHaveStatus(204);
        var paid = await buyer.OrderAsync(order.OrderId);
        var version = await VersionAsync(order);

        (await host.SendAsync(host.Provider.Sign(body, "evt-1", at))).ShouldHaveStatus(204);
        (await host.SendAsync(host.Provider.Sign(body, "evt-2", at))).ShouldHaveStatus(204);

        JsonNode.DeepEquals((await buyer.OrderAsync(order.OrderId)).Json, paid.Json).ShouldBeTrue();
        (await VersionAsync(order)).ShouldBe(version);
    }

    [Fact]
    public async Task The_same_webhook_many_times_at_once_pays_once()
    {
        var (buyer, order) = await BuyAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50)
            .Select(_ => host.SendAsync(host.Provider.Succeeded(order.OrderId, _payment, 9900))));

        answers.ShouldAllBe(answer => answer.Status == 204);
        var audit = await host.Operator.AuditAsync((string)order["itemId"]!);
        ((long)audit["ledger"]!["paid"]!).ShouldBe(1);
        ((bool)audit["balanced"]!).ShouldBeTrue(audit.ToString());
        ((string)(await buyer.OrderAsync(order.OrderId))["status"]!).ShouldBe("paid");
    }

    [Theory]
    [InlineData(9899, "CNY")]
    [InlineData(9901, "CNY")]
    [InlineData(0, "CNY")]
    [InlineData(9900, "USD")]
    public async Task Another_amount_or_currency_pays_nothing(long amount, string currency)
    {
        var (buyer, order) = await BuyAsync();

        (await host.SendAsync(host.Provider.Succeeded(order.OrderId, _payment, amount, currency))).ShouldRefuseWith("validation_failed");

        ((string)(await buyer.OrderAsync(order.OrderId))["status"]!).ShouldBe("pending");
    }

    [Fact]
    public async Task A_payment_opened_for_one_order_does_not_pay_another()
    {
        var (buyer, order) = await BuyAsync();
        var (other, otherOrder) = await BuyAsync();
        var opened = (string)(await buyer.OpenPaymentAsync(order.OrderId))["paymentId"]!;

        (await host.SendAsync(host.Provider.Succeeded(otherOrder.OrderId, opened, 9900))).ShouldRefuseWith("validation_failed");

        ((string)(await other.OrderAsync(otherOrder.OrderId))["status"]!).ShouldBe("pending");
    }

    [Fact]
    public async Task Money_for_an_unknown_order_is_refused()
    {
        var item = await host.ListAsync();

        (await host.SendAsync(host.Provider.Succeeded($"{item}-1", _payment, 9900))).ShouldRefuseWith("order_not_found");
        (await host.SendAsync(host.Provider.Succeeded("nobody-listed-this-1", _payment, 9900))).ShouldRefuseWith("order_not_found");
        (await host.SendAsync(host.Provider.Request("payment.failed", $"{item}-1", _payment, 9900))).ShouldRefuseWith("order_not_found");
    }

    [Fact]
    public async Task A_failed_payment_leaves_the_order_pending()
    {
        var (buyer, order) = await BuyAsync();

        (await host.SendAsync(host.Provider.Request("payment.failed", order.OrderId, _payment, 9900))).ShouldHaveStatus(204);

        ((string)(await buyer.OrderAsync(order.OrderId))["status"]!).ShouldBe("pending");
    }

    [Theory]
    [InlineData("cancelled")]
    [InlineData("expired")]
    public async Task Late_money_goes_back_and_the_order_says_so(string end)
    {
        var (buyer, order) = await BuyAsync(new Listing { Stock = 1, PaymentWindowSeconds = end == "expired" ? 1 : 300 });
        if (end == "cancelled") await buyer.CancelAsync(order.OrderId);
        await Eventually.OrderAsync(buyer, order.OrderId, end);

        (await host.SendAsync(host.Provider.Succeeded(order.OrderId, _payment, 9900))).ShouldHaveStatus(204);

        ((string)(await buyer.OrderAsync(order.OrderId))["status"]!).ShouldBeOneOf("refund_due", "refunded");
        var refunded = await Eventually.OrderAsync(buyer, order.OrderId, "refunded");
        ((string)refunded["paymentId"]!).ShouldBe(_payment);
        RefundsOf(_payment).ShouldBe(["refunded"]);
        (await host.SendAsync(host.Provider.Succeeded(order.OrderId, _payment, 9900))).ShouldHaveStatus(204);
        var audit = await host.Operator.AuditAsync((string)order["itemId"]!);
        ((long)audit["ledger"]!["available"]!).ShouldBe(1);
        ((bool)audit["balanced"]!).ShouldBeTrue(audit.ToString());
    }

    [Fact]
    public async Task A_second_payment_of_a_paid_order_goes_back_and_the_order_stays_paid()
    {
        var (buyer, order) = await BuyAsync();
        await host.SendAsync(host.Provider.Succeeded(order.OrderId, _payment, 9900));
        var second = TestHost.NewName("pay");

        (await host.SendAsync(host.Provider.Succeeded(order.OrderId, second, 9900))).ShouldHaveStatus(204);

        await Eventually.GetAsync(() => Task.FromResult(RefundsOf(second)), rows => rows is ["refunded"]);
        var paid = await buyer.OrderAsync(order.OrderId);
        ((string)paid["status"]!).ShouldBe("paid");
        ((string)paid["paymentId"]!).ShouldBe(_payment);
        RefundsOf(_payment).ShouldBeEmpty();
        ((bool)(await host.Operator.AuditAsync((string)order["itemId"]!))["balanced"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task Money_and_deadline_that_race_have_one_outcome_each_time()
    {
        var item = await host.ListAsync(new Listing { Stock = 60, PaymentWindowSeconds = 1 });
        var orders = await Task.WhenAll(Enumerable.Range(0, 60).Select(async _ =>
        {
            var buyer = host.NewBuyer();
            return (Buyer: buyer, (await buyer.BuyAsync(item)).ShouldHaveStatus(201).OrderId);
        }));

        // From well before the deadline to well after it.
        await Task.WhenAll(orders.Select(async (one, i) =>
        {
            using var moment = new PeriodicTimer(TimeSpan.FromMilliseconds(700 + (i * 10)));
            await moment.WaitForNextTickAsync();
            (await host.SendAsync(host.Provider.Succeeded(one.OrderId, $"{_payment}-{i}", 9900))).ShouldHaveStatus(204);
        }));

        var ends = await Task.WhenAll(orders.Select(one => Eventually.GetAsync(
            () => one.Buyer.OrderAsync(one.OrderId), order => (string?)order["status"] is "paid" or "refunded")));
        var paid = ends.Count(order => (string)order["status"]! == "paid");
        var audit = await host.Operator.AuditAsync(item);
        ((bool)audit["balanced"]!).ShouldBeTrue(audit.ToString());
        ((long)audit["ledger"]!["sold"]!).ShouldBe(paid);
        ((long)audit["ledger"]!["available"]!).ShouldBe(60 - paid);
    }

    private async Task<(Party Buyer, Received Order)> BuyAsync(Listing? listing = null)
    {
        var buyer = host.NewBuyer();
        return (buyer, (await buyer.BuyAsync(await host.ListAsync(listing))).ShouldHaveStatus(201));
    }

    private async Task<long> VersionAsync(Received order) => (long)(await host.Operator.AuditAsync((string)order["itemId"]!))["revision"]!;

    private IReadOnlyList<string> RefundsOf(string payment) =>
        host.Query("orders.db", "SELECT status FROM sandbox_payments WHERE payment_id = @name", payment);
}
