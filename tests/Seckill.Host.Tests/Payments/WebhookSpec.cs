using System.Globalization;
using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Payments;

/// <summary>What a believed webhook does.</summary>
[Collection(OnBuyersHost.Name)]
public sealed class WebhookSpec(DevelopmentHost host)
{
    private const string RefundsSql = "SELECT status FROM sandbox_payments WHERE payment_id = @name AND status = 'refunded'";

    [Fact]
    public async Task Money_in_time_pays_the_order()
    {
        var (buyer, order, payment) = await BuyAsync();

        (await host.SendAsync(host.Provider.Succeeded(order.OrderId, payment, 9900))).ShouldHaveStatus(204).Text.ShouldBeEmpty();

        var paid = await buyer.OrderAsync(order.OrderId);
        ((string)paid["status"]!).ShouldBe("paid");
        ((string)paid["paymentId"]!).ShouldBe(payment);
    }

    [Fact]
    public async Task A_replay_is_confirmed_and_changes_nothing()
    {
        var (buyer, order, payment) = await BuyAsync();
        var at = DateTimeOffset.UtcNow;
        var data = $$"""{"paymentId":"{{payment}}","orderId":"{{order.OrderId}}","amount":9900,"currency":"CNY"}""";
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
        var (buyer, order, payment) = await BuyAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50)
            .Select(_ => host.SendAsync(host.Provider.Succeeded(order.OrderId, payment, 9900))));

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
    public async Task Another_amount_or_currency_pays_nothing_and_goes_back(long amount, string currency)
    {
        var (buyer, order, payment) = await BuyAsync();

        (await host.SendAsync(host.Provider.Succeeded(order.OrderId, payment, amount, currency))).ShouldHaveStatus(204);

        await ShouldGoBackAsync(payment);
        ((string)(await buyer.OrderAsync(order.OrderId))["status"]!).ShouldBe("pending");
        await host.PayAsync(buyer, order.OrderId);
        ((string)(await buyer.OrderAsync(order.OrderId))["status"]!).ShouldBe("paid");
        ((bool)(await host.Operator.AuditAsync((string)order["itemId"]!))["balanced"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task A_payment_opened_for_one_order_does_not_pay_another_and_goes_back()
    {
        var (buyer, order, payment) = await BuyAsync();
        var (other, otherOrder, _) = await BuyAsync();

        (await host.SendAsync(host.Provider.Succeeded(otherOrder.OrderId, payment, 9900))).ShouldHaveStatus(204);

        await ShouldGoBackAsync(payment);
        ((string)(await other.OrderAsync(otherOrder.OrderId))["status"]!).ShouldBe("pending");
        ((string)(await buyer.OrderAsync(order.OrderId))["status"]!).ShouldBe("pending");
        await host.PayAsync(buyer, order.OrderId);
        ((string)(await buyer.OrderAsync(order.OrderId))["status"]!).ShouldBe("paid");
    }

    [Fact]
    public async Task A_payment_that_pays_its_order_is_not_sent_back_whatever_else_is_said_of_it()
    {
        var (buyer, order, payment) = await BuyAsync();
        var (other, otherOrder, _) = await BuyAsync();
        await host.SendAsync(host.Provider.Succeeded(order.OrderId, payment, 9900));
        await other.CancelAsync(otherOrder.OrderId);
        var versions = (await VersionAsync(order), await VersionAsync(otherOrder));

        (await host.SendAsync(host.Provider.Succeeded(otherOrder.OrderId, payment, 9900))).ShouldHaveStatus(204);
        (await host.SendAsync(host.Provider.Succeeded(order.OrderId, payment, 1))).ShouldHaveStatus(204);

        (await VersionAsync(order), await VersionAsync(otherOrder)).ShouldBe(versions);
        ((string)(await buyer.OrderAsync(order.OrderId))["status"]!).ShouldBe("paid");
        ((string)(await other.OrderAsync(otherOrder.OrderId))["status"]!).ShouldBe("cancelled");
        RefundsOf(payment).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_payment_that_the_provider_does_not_know_pays_nothing()
    {
        var item = await host.ListAsync(new Listing { Limit = 2 });
        var buyer = host.NewBuyer();
        var (first, second) = (await buyer.BuyAsync(item), await buyer.BuyAsync(item));
        await buyer.CancelAsync(second.OrderId);
        var forged = TestHost.NewName("pay");
        var before = await UnknownAsync();

        foreach (var order in (string[])[first.OrderId, second.OrderId, $"{item}-9", "nobody-listed-this-1"])
            (await host.SendAsync(host.Provider.Succeeded(order, forged, 9900))).ShouldRefuseWith("payment_unknown");

        ((string)(await buyer.OrderAsync(first.OrderId))["status"]!).ShouldBe("pending");
        ((string)(await buyer.OrderAsync(second.OrderId))["status"]!).ShouldBe("cancelled");
        host.Query("orders.db", "SELECT status FROM sandbox_payments WHERE payment_id = @name", forged).ShouldBeEmpty();
        (await UnknownAsync()).ShouldBe(before + 4);
        host.Output.ShouldContain("the provider's book does not know that payment");
    }

    [Fact]
    public async Task A_failed_payment_changes_nothing_whatever_it_names()
    {
        var (buyer, order, payment) = await BuyAsync();

        (await host.SendAsync(host.Provider.Request("payment.failed", order.OrderId, payment, 9900))).ShouldHaveStatus(204);
        (await host.SendAsync(host.Provider.Request("payment.failed", order.OrderId, "nobody-opened-this", 1))).ShouldHaveStatus(204);
        (await host.SendAsync(host.Provider.Request("payment.failed", "nobody-listed-this-1", payment, 9900))).ShouldHaveStatus(204);

        ((string)(await buyer.OrderAsync(order.OrderId))["status"]!).ShouldBe("pending");
    }

    [Theory]
    [InlineData("cancelled")]
    [InlineData("expired")]
    public async Task Late_money_goes_back_and_the_order_says_so(string end)
    {
        var (buyer, order, payment) = await BuyAsync(new Listing { Stock = 1, PaymentWindowSeconds = end == "expired" ? 2 : 300 });
        if (end == "cancelled") await buyer.CancelAsync(order.OrderId);
        await Eventually.OrderAsync(buyer, order.OrderId, end);

        (await host.SendAsync(host.Provider.Succeeded(order.OrderId, payment, 9900))).ShouldHaveStatus(204);

        ((string)(await buyer.OrderAsync(order.OrderId))["status"]!).ShouldBeOneOf("refund_due", "refunded");
        var refunded = await Eventually.OrderAsync(buyer, order.OrderId, "refunded");
        ((string)refunded["paymentId"]!).ShouldBe(payment);
        RefundsOf(payment).ShouldBe(["refunded"]);
        (await host.SendAsync(host.Provider.Succeeded(order.OrderId, payment, 9900))).ShouldHaveStatus(204);
        var audit = await host.Operator.AuditAsync((string)order["itemId"]!);
        ((long)audit["ledger"]!["available"]!).ShouldBe(1);
        ((bool)audit["balanced"]!).ShouldBeTrue(audit.ToString());
    }

    [Fact]
    public async Task A_second_payment_of_a_paid_order_goes_back_and_the_order_stays_paid()
    {
        var (buyer, order, second) = await BuyAsync();
        await host.Nobody.PostAsync($"/sandbox/payments/{second}/decline");
        var first = await host.PayAsync(buyer, order.OrderId);
        first.ShouldNotBe(second);

        (await host.SendAsync(host.Provider.Succeeded(order.OrderId, second, 9900))).ShouldHaveStatus(204);

        await ShouldGoBackAsync(second);
        var paid = await buyer.OrderAsync(order.OrderId);
        ((string)paid["status"]!).ShouldBe("paid");
        ((string)paid["paymentId"]!).ShouldBe(first);
        RefundsOf(first).ShouldBeEmpty();
        ((bool)(await host.Operator.AuditAsync((string)order["itemId"]!))["balanced"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task Money_and_deadline_that_race_have_one_outcome_each_time()
    {
        var item = await host.ListAsync(new Listing { Stock = 60, PaymentWindowSeconds = 6 });
        var orders = await Task.WhenAll(Enumerable.Range(0, 60).Select(async _ =>
        {
            var buyer = host.NewBuyer();
            var order = (await buyer.BuyAsync(item)).ShouldHaveStatus(201);
            var payBefore = DateTimeOffset.Parse((string)order["payBefore"]!, CultureInfo.InvariantCulture);
            return (Buyer: buyer, order.OrderId, PayBefore: payBefore, Payment: await DevelopmentHost.OpenPaymentAsync(buyer, order.OrderId));
        }));

        // From well before the deadline to well after it.
        await Task.WhenAll(orders.Select(async (one, i) =>
        {
            var delay = one.PayBefore - DateTimeOffset.UtcNow + TimeSpan.FromMilliseconds((i * 20) - 800);
            using var moment = new PeriodicTimer(delay > TimeSpan.Zero ? delay : TimeSpan.FromMilliseconds(1));
            await moment.WaitForNextTickAsync();
            (await host.SendAsync(host.Provider.Succeeded(one.OrderId, one.Payment, 9900))).ShouldHaveStatus(204);
        }));

        var ends = await Task.WhenAll(orders.Select(one => Eventually.GetAsync(
            () => one.Buyer.OrderAsync(one.OrderId), order => (string?)order["status"] is "paid" or "refunded")));
        var paid = ends.Count(order => (string)order["status"]! == "paid");
        var audit = await host.Operator.AuditAsync(item);
        ((bool)audit["balanced"]!).ShouldBeTrue(audit.ToString());
        ((long)audit["ledger"]!["sold"]!).ShouldBe(paid);
        ((long)audit["ledger"]!["available"]!).ShouldBe(60 - paid);
    }

    private async Task<(Party Buyer, Received Order, string Payment)> BuyAsync(Listing? listing = null)
    {
        var buyer = host.NewBuyer();
        var order = (await buyer.BuyAsync(await host.ListAsync(listing))).ShouldHaveStatus(201);
        return (buyer, order, await DevelopmentHost.OpenPaymentAsync(buyer, order.OrderId));
    }

    private async Task<long> VersionAsync(Received order) => (long)(await host.Operator.AuditAsync((string)order["itemId"]!))["revision"]!;

    private async Task<double> UnknownAsync() => Scrape.Value(await Scrape.FreshAsync(host), "seckill_payment_unknown_total");

    private Task<IReadOnlyList<string>> ShouldGoBackAsync(string payment) =>
        Eventually.GetAsync(() => Task.FromResult(RefundsOf(payment)), rows => rows is ["refunded"]);

    private IReadOnlyList<string> RefundsOf(string payment) => host.Query("orders.db", RefundsSql, payment);
}
