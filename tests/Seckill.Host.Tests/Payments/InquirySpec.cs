using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Payments;

/// <summary>Orders at their end, of which the provider knows more than it has reported.</summary>
[Collection(OnBuyersHost.Name)]
public sealed class InquirySpec(DevelopmentHost host)
{
    /// <summary>The provider has taken the money a moment ago, and its report is lost.</summary>
    private const string TakeMoney = """
        UPDATE sandbox_payments SET status = 'succeeded', event_id = payment_id, event_type = 'payment.succeeded', delivered_at_ms = 0,
        paid_at_ms = expires_at_ms - 1 WHERE payment_id = @name
        """;

    private const string TakeMoneyLate = """
        UPDATE sandbox_payments SET status = 'succeeded', event_id = payment_id, event_type = 'payment.succeeded', delivered_at_ms = 0,
        paid_at_ms = expires_at_ms WHERE payment_id = @name
        """;

    [Fact]
    public async Task Money_that_was_paid_in_time_pays_the_order_although_no_report_came()
    {
        var (item, buyer, order, payment) = await BuyAsync();
        host.Execute("orders.db", TakeMoney, payment);

        var paid = await Eventually.OrderAsync(buyer, order, "paid");

        ((string)paid["paymentId"]!).ShouldBe(payment);
        (await host.SendAsync(host.Provider.Succeeded(order, payment, 9900))).ShouldHaveStatus(204);
        var audit = await host.Operator.AuditAsync(item);
        ((long)audit["ledger"]!["sold"]!).ShouldBe(1);
        ((long)audit["ledger"]!["refundDue"]!).ShouldBe(0);
        ((bool)audit["balanced"]!).ShouldBeTrue(audit.ToString());
    }

    [Fact]
    public async Task Money_that_was_paid_too_late_goes_back_although_no_report_came()
    {
        var (item, buyer, order, payment) = await BuyAsync();
        host.Execute("orders.db", TakeMoneyLate, payment);

        var refunded = await Eventually.OrderAsync(buyer, order, "refunded");

        ((string)refunded["paymentId"]!).ShouldBe(payment);
        var audit = await host.Operator.AuditAsync(item);
        ((long)audit["ledger"]!["available"]!).ShouldBe(1);
        ((bool)audit["balanced"]!).ShouldBeTrue(audit.ToString());
    }

    [Fact]
    public async Task Money_that_was_taken_before_a_cancellation_goes_back_although_no_report_came()
    {
        var (item, buyer, order, payment) = await BuyAsync(paymentWindowSeconds: 300);
        host.Execute("orders.db", TakeMoney, payment);

        var cancelled = (await buyer.CancelAsync(order)).ShouldHaveStatus(200);

        ((string)cancelled["status"]!).ShouldBe("cancelled");
        ((string)(await Eventually.OrderAsync(buyer, order, "refunded"))["paymentId"]!).ShouldBe(payment);
        host.Query("orders.db", "SELECT status FROM sandbox_payments WHERE payment_id = @name", payment).ShouldBe(["refunded"]);
        (await host.SendAsync(host.Provider.Succeeded(order, payment, 9900))).ShouldHaveStatus(204);
        var audit = await host.Operator.AuditAsync(item);
        ((long)audit["ledger"]!["available"]!).ShouldBe(1);
        ((bool)audit["balanced"]!).ShouldBeTrue(audit.ToString());
    }

    [Fact]
    public async Task An_open_payment_that_nobody_made_does_not_keep_the_units()
    {
        var (_, buyer, order, payment) = await BuyAsync();

        await Eventually.OrderAsync(buyer, order, "expired");

        host.Query("orders.db", "SELECT status FROM sandbox_payments WHERE payment_id = @name AND paid_at_ms IS NULL", payment)
            .ShouldHaveSingleItem();
    }

    private async Task<(string Item, Party Buyer, string Order, string Payment)> BuyAsync(int paymentWindowSeconds = 2)
    {
        var (item, buyer) = (await host.ListAsync(new Listing { Stock = 1, PaymentWindowSeconds = paymentWindowSeconds }), host.NewBuyer());
        var order = (await buyer.BuyAsync(item)).ShouldHaveStatus(201).OrderId;
        return (item, buyer, order, await DevelopmentHost.OpenPaymentAsync(buyer, order));
    }
}
