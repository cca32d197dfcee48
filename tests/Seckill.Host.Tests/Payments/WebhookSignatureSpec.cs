using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Payments;

/// <summary>Which webhooks are believed.</summary>
[Collection(OnBuyersHost.Name)]
public sealed class WebhookSignatureSpec(DevelopmentHost host)
{
    public static TheoryData<string> Headers => ["webhook-id", "webhook-timestamp", "webhook-signature"];

    [Fact]
    public async Task Another_secret_is_not_believed()
    {
        var order = await BuyAsync();

        await ShouldNotBelieveAsync(order, new WebhookSigner("another secret"u8.ToArray()).Succeeded(order.Id, order.Payment, 9900));
    }

    [Fact]
    public async Task A_changed_body_is_not_believed()
    {
        var order = await BuyAsync();
        var webhook = host.Provider.Succeeded(order.Id, order.Payment, 1);
        var body = await webhook.Content!.ReadAsStringAsync();
        webhook.Content = new StringContent(body.Replace("\"amount\":1", "\"amount\":9900", StringComparison.Ordinal));

        await ShouldNotBelieveAsync(order, webhook);
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task A_missing_header_is_not_believed(string header)
    {
        var order = await BuyAsync();
        var webhook = host.Provider.Succeeded(order.Id, order.Payment, 9900);
        webhook.Headers.Remove(header);

        await ShouldNotBelieveAsync(order, webhook);
    }

    [Theory]
    [InlineData("webhook-id", "another")]
    [InlineData("webhook-id", "")]
    [InlineData("webhook-timestamp", "soon")]
    [InlineData("webhook-timestamp", "-1")]
    [InlineData("webhook-timestamp", "99999999999999999999")]
    [InlineData("webhook-timestamp", "9223372036854775807")]
    [InlineData("webhook-signature", "v1,")]
    [InlineData("webhook-signature", "v1,AAAA")]
    [InlineData("webhook-signature", "v1,not base64")]
    [InlineData("webhook-signature", ",")]
    [InlineData("webhook-signature", " ")]
    public async Task A_changed_header_is_not_believed(string header, string value)
    {
        var order = await BuyAsync();
        var webhook = host.Provider.Succeeded(order.Id, order.Payment, 9900);
        webhook.Headers.Remove(header);
        webhook.Headers.TryAddWithoutValidation(header, value);

        await ShouldNotBelieveAsync(order, webhook);
    }

    [Theory]
    [InlineData(-6)]
    [InlineData(6)]
    public async Task A_timestamp_far_from_now_is_not_believed(int minutes)
    {
        var order = await BuyAsync();

        await ShouldNotBelieveAsync(order, host.Provider.Succeeded(order.Id, order.Payment, 9900, at: DateTimeOffset.UtcNow.AddMinutes(minutes)));
    }

    [Theory]
    [InlineData(-4)]
    [InlineData(4)]
    public async Task A_clock_that_is_a_little_off_is_believed(int minutes)
    {
        var order = await BuyAsync();

        var webhook = host.Provider.Succeeded(order.Id, order.Payment, 9900, at: DateTimeOffset.UtcNow.AddMinutes(minutes));

        (await host.SendAsync(webhook)).ShouldHaveStatus(204);
    }

    [Theory]
    [InlineData("v1,AAAA {0}")]
    [InlineData("{0} v1,AAAA")]
    [InlineData("v1a,AAAA  v2,??? {0}")]
    public async Task One_good_signature_of_several_is_enough(string several)
    {
        var order = await BuyAsync();
        var webhook = host.Provider.Succeeded(order.Id, order.Payment, 9900);
        var good = webhook.Headers.GetValues("webhook-signature").Single();
        webhook.Headers.Remove("webhook-signature");
        webhook.Headers.TryAddWithoutValidation("webhook-signature", string.Format(CultureInfo.InvariantCulture, several, good));

        (await host.SendAsync(webhook)).ShouldHaveStatus(204);
    }

    [Fact]
    public async Task A_good_signature_of_another_version_is_not_believed()
    {
        var order = await BuyAsync();
        var webhook = host.Provider.Succeeded(order.Id, order.Payment, 9900);
        var good = webhook.Headers.GetValues("webhook-signature").Single();
        webhook.Headers.Remove("webhook-signature");
        webhook.Headers.TryAddWithoutValidation("webhook-signature", good.Replace("v1,", "v2,", StringComparison.Ordinal));

        await ShouldNotBelieveAsync(order, webhook);
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task A_header_given_twice_is_not_believed(string header)
    {
        var order = await BuyAsync();
        using var webhook = host.Provider.Succeeded(order.Id, order.Payment, 9900);
        var lines = webhook.Headers.Select(one => $"{one.Key}: {one.Value.Single()}");
        var again = $"{header}: {webhook.Headers.GetValues(header).Single()}";

        var answer = await RawWire.SendAsync(
            host.Address,
            ["POST /api/payments/webhook HTTP/1.1", "Content-Type: application/json", .. lines, again],
            await webhook.Content!.ReadAsByteArrayAsync());

        answer.ShouldRefuseWith("unauthenticated");
    }

    [Fact]
    public async Task The_signature_is_over_the_bytes_as_they_come()
    {
        var order = await BuyAsync();
        var body = $$"""
            { "data" : { "currency":"CNY", "amount":9900,
                "orderId":"{{order.Id}}", "paymentId":"{{order.Payment}}" },  "type":"payment.succeeded" }

            """;

        (await host.SendAsync(host.Provider.Sign(body, "evt-bytes", DateTimeOffset.UtcNow))).ShouldHaveStatus(204);
    }

    [Fact]
    public async Task A_believed_signature_over_nonsense_is_a_bad_request()
    {
        foreach (var body in (string[])["", "nonsense", "[]", "{}"])
            (await host.SendAsync(host.Provider.Sign(body, "evt-nonsense", DateTimeOffset.UtcNow))).ShouldRefuseWith("validation_failed");
    }

    [Fact]
    public void The_signer_of_these_tests_signs_by_the_specification()
    {
        // The example of the Standard Webhooks specification's reference libraries.
        var key = Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        var signed = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes("""msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}"""));

        Convert.ToBase64String(signed).ShouldBe("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    private async Task<(Party Buyer, string Id, string Payment)> BuyAsync()
    {
        var buyer = host.NewBuyer();
        var order = (await buyer.BuyAsync(await host.ListAsync())).ShouldHaveStatus(201).OrderId;
        return (buyer, order, await DevelopmentHost.OpenPaymentAsync(buyer, order));
    }

    private async Task ShouldNotBelieveAsync((Party Buyer, string Id, string Payment) order, HttpRequestMessage webhook)
    {
        (await host.SendAsync(webhook)).ShouldRefuseWith("unauthenticated");
        ((string)(await order.Buyer.OrderAsync(order.Id))["status"]!).ShouldBe("pending");
    }
}
