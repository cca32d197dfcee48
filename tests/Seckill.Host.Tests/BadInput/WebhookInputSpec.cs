using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.BadInput;

/// <summary>Webhooks that are signed well and say nonsense.</summary>
[Collection(OnDevelopmentHost.Name)]
public sealed class WebhookInputSpec(DevelopmentHost host)
{
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
        { "orderId", "null", "data.orderId" },
        { "orderId", "\"\"", "data.orderId" },
        { "orderId", "\"NOT-AN-ID\"", "data.orderId" },
        { "orderId", "\"x-0\"", "data.orderId" },
        { "orderId", "7", "data.orderId" },
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

    private static string Written(Dictionary<string, string> members) =>
        "{" + string.Join(',', members.Select(member => $"\"{member.Key}\":{member.Value}")) + "}";
}
