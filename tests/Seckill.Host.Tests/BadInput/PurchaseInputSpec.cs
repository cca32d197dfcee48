using System.Text;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.BadInput;

/// <summary>What a purchase may say, and what it may not.</summary>
[Collection(OnBadInputHost.Name)]
public sealed class PurchaseInputSpec(DevelopmentHost host)
{
    public static TheoryData<string> Quantities =>
    [
        "0", "-0", "-1", "101", "2147483648", "4294967297", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
        "1e3", "1E0", "1.0", "1.5", "0.1e1", "1e400", "\"1\"", "\"\"", "true", "[1]", "{\"units\":1}",
    ];

    public static TheoryData<string> Keys => ["", " ", "a b", "é", "a\u00a0b", "\u007f", new string('k', 65), "tab\tinside"];

    [Theory]
    [MemberData(nameof(Quantities))]
    public async Task A_quantity_that_is_none_is_blamed(string quantity)
    {
        var item = await host.ListAsync(new Listing { Stock = 1_000, Limit = 1_000 });

        var refusal = await host.NewBuyer().SendTextAsync(HttpMethod.Post, $"/api/items/{item}/orders", $$"""{"quantity":{{quantity}}}""");

        refusal.ShouldBlame("quantity");
        await ShouldBeUntouchedAsync(item, 1_000);
    }

    [Theory]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData(".5")]
    [InlineData("0x1")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1_000")]
    public async Task A_number_that_is_no_json_is_refused(string quantity)
    {
        var item = await host.ListAsync();

        var refusal = await host.NewBuyer().SendTextAsync(HttpMethod.Post, $"/api/items/{item}/orders", $$"""{"quantity":{{quantity}}}""");

        refusal.ShouldRefuseWith("validation_failed");

        await ShouldBeUntouchedAsync(item, 10);
    }

    [Theory]
    [InlineData("""{"ticket":7}""", "ticket")]
    [InlineData("""{"quantity":1,"buyerId":"somebody-else"}""", "buyerId")]
    [InlineData("""{"quantity":1,"price":{"amount":1,"currency":"CNY"}}""", "price")]
    public async Task A_field_that_is_not_the_buyers_to_say_is_blamed(string body, string field)
    {
        var item = await host.ListAsync();

        (await host.NewBuyer().SendTextAsync(HttpMethod.Post, $"/api/items/{item}/orders", body)).ShouldBlame(field);

        await ShouldBeUntouchedAsync(item, 10);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task A_key_that_is_none_is_blamed(string key)
    {
        var item = await host.ListAsync();
        var token = $"Authorization: Bearer {host.NewBuyer().Token}";

        // By hand: no library would send some of them. What is beyond Latin 1 goes out as UTF-8.
        var line = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes($"Idempotency-Key: {key}"));
        var refusal = await RawWire.SendAsync(host.Address, [$"POST /api/items/{item}/orders HTTP/1.1", token, line], []);

        refusal.ShouldBlame("Idempotency-Key");
        await ShouldBeUntouchedAsync(item, 10);
    }

    [Fact]
    public async Task Two_keys_are_refused()
    {
        var item = await host.ListAsync();
        var token = $"Authorization: Bearer {host.NewBuyer().Token}";

        var refusal = await RawWire.SendAsync(
            host.Address, [$"POST /api/items/{item}/orders HTTP/1.1", token, "Idempotency-Key: k", "Idempotency-Key: k"], []);

        refusal.ShouldBlame("Idempotency-Key");
        await ShouldBeUntouchedAsync(item, 10);
    }

    private async Task ShouldBeUntouchedAsync(string item, long available) =>
        ((long)(await host.ItemAsync(item))["stock"]!["available"]!).ShouldBe(available);
}
