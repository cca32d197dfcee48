using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Payments;

/// <summary>
/// Webhooks that say more than we read, or something else altogether. Providers add events and fields at any time, and switch an
/// endpoint off that refuses them.
/// </summary>
[Collection(OnBuyersHost.Name)]
public sealed class WebhookForeignSpec(DevelopmentHost host)
{
    /// <summary>Signed reports of something that is not ours to read, whatever its data looks like.</summary>
    public static TheoryData<string> Foreign =>
    [
        """{"type":"payment.refunded","data":{DATA}}""",
        """{"type":"Payment.Succeeded","data":{DATA}}""",
        """{"type":"payment.succeeded.v2","data":{DATA}}""",
        """{"type":"invoice.created"}""",
        """{"type":"invoice.created","data":null}""",
        """{"type":"invoice.created","data":[1,2,3]}""",
        """{"type":"invoice.created","data":"text"}""",
        """{"type":"invoice.created","data":{"paymentId":7,"amount":"12.50","currency":null,"orderId":{}}}""",
        """{"data":{DATA},"timestamp":"2026-11-28T10:00:00Z","type":"invoice.created"}""",
    ];

    /// <summary>Where a provider may put what we do not know.</summary>
    public static TheoryData<string> Longer =>
    [
        """{"type":"payment.succeeded","timestamp":"2026-11-28T10:00:00Z","data":{DATA}}""",
        """{"id":"evt_1","type":"payment.succeeded","data":{DATA},"more":{"a":[{"b":null}]}}""",
        """{"type":"payment.succeeded","data":{DATA,"method":"card"}}""",
        """{"type":"payment.succeeded","data":{"charges":{"data":[{"details":{"card":{"checks":{"address":{"line":{"result":[[["pass"]]]}}}}}}]},DATA}}""",
        """{"type":"payment.succeeded","data":{DATA,"Amount":1,"order_id":"another-1"}}""",
    ];

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task An_event_that_is_not_known_is_acknowledged_and_does_nothing(string body)
    {
        var (buyer, order, data) = await OpenAsync();

        (await SendAsync(body, data)).ShouldHaveStatus(204);

        ((string)(await buyer.OrderAsync(order))["status"]!).ShouldBe("pending");
    }

    [Theory]
    [MemberData(nameof(Longer))]
    public async Task Fields_that_are_not_known_are_skipped(string body)
    {
        var (buyer, order, data) = await OpenAsync();

        (await SendAsync(body, data)).ShouldHaveStatus(204);

        await Eventually.OrderAsync(buyer, order, "paid");
    }

    [Fact]
    public async Task An_event_that_is_not_known_is_not_believed_without_a_signature()
    {
        using var webhook = host.Provider.Sign("""{"type":"invoice.created"}""", "evt-foreign", DateTimeOffset.UtcNow);
        webhook.Content = new StringContent("""{"type":"invoice.deleted"}""");

        (await host.Wire.SendAsync(webhook)).ShouldRefuseWith("unauthenticated");
    }

    private async Task<(Party Buyer, string Order, string Data)> OpenAsync()
    {
        var buyer = host.NewBuyer();
        var order = (await buyer.BuyAsync(await host.ListAsync())).ShouldHaveStatus(201).OrderId;
        var payment = (string)(await buyer.OpenPaymentAsync(order)).ShouldHaveStatus(201)["paymentId"]!;
        return (buyer, order, $"""
            "paymentId":"{payment}","orderId":"{order}","amount":9900,"currency":"CNY"
            """);
    }

    private Task<Received> SendAsync(string body, string data) =>
        host.SendAsync(host.Provider.Sign(body.Replace("DATA", data, StringComparison.Ordinal), "evt-foreign", DateTimeOffset.UtcNow));
}
