using System.Globalization;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.BadInput;

/// <summary>Webhooks that are signed well and say nonsense.</summary>
[Collection(OnBadInputHost.Name)]
public sealed class WebhookInputSpec(DevelopmentHost host)
{
    private const string RefundsSql = "SELECT status FROM sandbox_payments WHERE payment_id = @name AND status = 'refunded'";

    /// <summary>The field that is spoilt, its value, and the field that is blamed.</summary>
    public static TheoryData<string, string, string> Spoilt => new()
    {
        { "type", "null", "type" },
        { "type", "\"\"", "type" },
        { "type", "7", "type" },
        { "data", "null", "data" },
        { "data", "[]", "data" },
        { "data", "\"pay\"", "data" },
        { "paymentId", "null", "data.paymentId" },
        { "paymentId", "\"\"", "data.paymentId" },
        { "paymentId", "\"a b\"", "data.paymentId" },
        { "paymentId", "\"\u00e9\"", "data.paymentId" },
        { "paymentId", "\"12345678901234567890123456789012345678901234567890123456789012345\"", "data.paymentId" },
        { "paymentId", "7", "data.paymentId" },
        { "paymentId", "\"\\ud800\"", "data.paymentId" },
        { "orderId", "null", "data.orderId" },
        { "orderId", "\"\"", "data.orderId" },
        { "orderId", "\"NOT-AN-ID\"", "data.orderId" },
        { "orderId", "\"x-0\"", "data.orderId" },
        { "orderId", "7", "data.orderId" },
        { "orderId", "\"\\ud800\"", "data.orderId" },
        { "amount", "null", "data.amount" },
        { "amount", "-1", "data.amount" },
        { "amount", "1.0", "data.amount" },
        { "amount", "1e3", "data.amount" },
        { "amount", "\"9900\"", "data.amount" },
        { "amount", "9223372036854775808", "data.amount" },
        { "currency", "null", "data.amount" },
        { "currency", "\"cny\"", "data.amount" },
        { "currency", "\"\"", "data.amount" },
        { "currency", "7", "data.currency" },
        { "currency", "\"\\ud800\"", "data.currency" },
    };

    [Theory]
    [MemberData(nameof(Spoilt))]
    public async Task A_report_that_says_nonsense_is_blamed_on_its_field_and_pays_nothing(string field, string value, string blamed)
    {
        var buyer = host.NewBuyer();
        var order = (await buyer.BuyAsync(await host.ListAsync())).ShouldHaveStatus(201).OrderId;
        var data = new Dictionary<string, string>
        {
            ["paymentId"] = $"\"{TestHost.NewName("pay")}\"",
            ["orderId"] = $"\"{order}\"",
            ["amount"] = "9900",
            ["currency"] = "\"CNY\"",
        };
        var report = new Dictionary<string, string> { ["type"] = "\"payment.succeeded\"" };
        (field is "type" or "data" ? report : data)[field] = value;
        report.TryAdd("data", Written(data));

        (await host.SendAsync(host.Provider.Sign(Written(report), "evt-nonsense", DateTimeOffset.UtcNow))).ShouldBlame(blamed);

        ((string)(await buyer.OrderAsync(order))["status"]!).ShouldBe("pending");
    }

    /// <summary>The payment is readable and known; what else the report says is not.</summary>
    public static IEnumerable<object[]> SpoiltBesideThePayment =>
        Spoilt.Where(row => row[0] is "orderId" or "amount" or "currency").Select(row => row[..2]);

    [Theory]
    [MemberData(nameof(SpoiltBesideThePayment))]
    public async Task Money_of_a_known_payment_goes_back_when_the_report_of_it_cannot_be_read(string field, string value)
    {
        var buyer = host.NewBuyer();
        var order = (await buyer.BuyAsync(await host.ListAsync())).ShouldHaveStatus(201).OrderId;
        var payment = await DevelopmentHost.OpenPaymentAsync(buyer, order);
        var data = new Dictionary<string, string>
        {
            ["paymentId"] = $"\"{payment}\"",
            ["orderId"] = $"\"{order}\"",
            ["amount"] = "9900",
            ["currency"] = "\"CNY\"",
        };
        data[field] = value;
        var report = new Dictionary<string, string> { ["type"] = "\"payment.succeeded\"", ["data"] = Written(data) };
        var before = await UnreadableAsync();

        (await host.SendAsync(host.Provider.Sign(Written(report), "evt-unreadable", DateTimeOffset.UtcNow))).ShouldHaveStatus(204);

        await Eventually.GetAsync(
            () => Task.FromResult(host.Query("orders.db", RefundsSql, payment)), rows => rows is ["refunded"]);
        ((string)(await buyer.OrderAsync(order))["status"]!).ShouldBe("pending", "it may still be paid");
        // A scrape may be answered from the one before.
        await Eventually.GetAsync(UnreadableAsync, count => count > before);
        host.Output.ShouldContain("A signed webhook reports money, but cannot be read");
    }

    [Fact]
    public async Task Money_that_pays_its_order_stays_whatever_cannot_be_read_afterwards()
    {
        var buyer = host.NewBuyer();
        var order = (await buyer.BuyAsync(await host.ListAsync())).ShouldHaveStatus(201).OrderId;
        var payment = await host.PayAsync(buyer, order);
        var report = $$"""{"type":"payment.succeeded","data":{"paymentId":"{{payment}}","orderId":"{{order}}","amount":"9900","currency":"CNY"} }""";

        (await host.SendAsync(host.Provider.Sign(report, "evt-unreadable", DateTimeOffset.UtcNow))).ShouldHaveStatus(204);

        ((string)(await buyer.OrderAsync(order))["status"]!).ShouldBe("paid");
    }

    [Fact]
    public async Task A_failure_that_cannot_be_read_moves_no_money()
    {
        var buyer = host.NewBuyer();
        var order = (await buyer.BuyAsync(await host.ListAsync())).ShouldHaveStatus(201).OrderId;
        var payment = await DevelopmentHost.OpenPaymentAsync(buyer, order);
        var report = $$"""{"type":"payment.failed","data":{"paymentId":"{{payment}}","orderId":"{{order}}","amount":null,"currency":"CNY"} }""";

        (await host.SendAsync(host.Provider.Sign(report, "evt-unreadable", DateTimeOffset.UtcNow))).ShouldBlame("data.amount");

        await host.PayAsync(buyer, order);
        ((string)(await buyer.OrderAsync(order))["status"]!).ShouldBe("paid");
    }

    private async Task<double> UnreadableAsync()
    {
        var metrics = (await host.Nobody.GetAsync("/metrics")).Text.Split('\n');
        return double.Parse(
            metrics.Single(line => line.StartsWith("seckill_payment_unreadable_total", StringComparison.Ordinal)).Split(' ')[1],
            CultureInfo.InvariantCulture);
    }

    private static string Written(Dictionary<string, string> members) =>
        "{" + string.Join(',', members.Select(member => $"\"{member.Key}\":{member.Value}")) + "}";
}
