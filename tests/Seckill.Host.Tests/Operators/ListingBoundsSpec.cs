using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Operators;

/// <summary>Every range of the contract: its ends are accepted, what lies just beyond is blamed on the right field.</summary>
[Collection(OnOperatorsHost.Name)]
public sealed class ListingBoundsSpec(DevelopmentHost host)
{
    public static TheoryData<string, string> Accepted => new()
    {
        { "title", Quoted(1) },
        { "title", Quoted(200) },
        { "title", "\"" + string.Concat(Enumerable.Repeat("😀", 200)) + "\"" },
        { "campaign", Quoted(64) },
        { "campaign", "\"A-z_0.9\"" },
        { "campaign", "null" },
        { "price", """{"amount":0,"currency":"CNY"}""" },
        { "price", """{"amount":1000000000000,"currency":"JPY"}""" },
        { "stock", "0" },
        { "stock", "100000000" },
        { "perBuyerLimit", "1" },
        { "perBuyerLimit", "1000000" },
        { "perBuyerLimit", "null" },
        { "paymentWindowSeconds", "1" },
        { "paymentWindowSeconds", "86400" },
        { "paymentWindowSeconds", "null" },
        { "ticketRequired", "false" },
        { "ticketRequired", "true" },
        { "ticketRequired", "null" },
        { "campaignLimit", "null" },
        { "challengeRequired", "true" },
        { "challengeRequired", "null" },
        { "queue", "\"none\"" },
        { "queue", "null" },
        { "imageUrl", "\"/p.png\"" },
        { "imageUrl", "\"https://cdn.example/" + new string('x', 980) + "\"" },
        { "imageUrl", "null" },
        { "description", Quoted(2_000) },
        { "description", "\"two\\nlines\"" },
        { "description", "null" },
        { "listPrice", """{"amount":9900,"currency":"CNY"}""" },
        { "listPrice", """{"amount":1000000000000,"currency":"CNY"}""" },
        { "listPrice", "null" },
        { "startsAt", "\"2000-01-01T00:00:00Z\"" },
        { "startsAt", "\"2020-02-29T23:59:59.999+14:00\"" },
        { "startsAt", "\"2020-02-29t23:59:59.1234567-12:00\"" },
        { "endsAt", "\"2200-01-01T00:00:00Z\"" },
        { "endsAt", "\"2199-12-31T23:59:59z\"" },
    };

    public static TheoryData<string, string, string> Refused => new()
    {
        { "title", "null", "title" },
        { "title", "\"\"", "title" },
        { "title", "\"  \"", "title" },
        { "title", "\"\\u200b\"", "title" },
        { "title", Quoted(201), "title" },
        { "title", "\"two\\nlines\"", "title" },
        { "title", "\"nul\\u0000\"", "title" },
        { "title", "\"half \\ud83d\"", "title" },
        { "title", "7", "title" },
        { "campaign", "\"\"", "campaign" },
        { "campaign", Quoted(65), "campaign" },
        { "campaign", "\"a b\"", "campaign" },
        { "campaign", "\"é\"", "campaign" },
        { "price", "null", "price" },
        { "price", "9900", "price" },
        { "price", "{}", "price.amount" },
        { "price", """{"amount":-1,"currency":"CNY"}""", "price.amount" },
        { "price", """{"amount":1000000000001,"currency":"CNY"}""", "price.amount" },
        { "price", """{"amount":9223372036854775808,"currency":"CNY"}""", "price.amount" },
        { "price", """{"amount":1.5,"currency":"CNY"}""", "price.amount" },
        { "price", """{"amount":"9900","currency":"CNY"}""", "price.amount" },
        { "price", """{"amount":9900,"currency":"cny"}""", "price.currency" },
        { "price", """{"amount":9900,"currency":"CNYX"}""", "price.currency" },
        { "price", """{"amount":9900,"currency":"ÄÖÜ"}""", "price.currency" },
        { "price", """{"amount":9900}""", "price.currency" },
        { "price", """{"amount":9900,"currency":"CNY","vat":1}""", "price.vat" },
        { "stock", "null", "stock" },
        { "stock", "-1", "stock" },
        { "stock", "100000001", "stock" },
        { "stock", "9223372036854775808", "stock" },
        { "stock", "\"5\"", "stock" },
        { "stock", "1e3", "stock" },
        { "stock", "1.0", "stock" },
        { "stock", "true", "stock" },
        { "perBuyerLimit", "0", "perBuyerLimit" },
        { "perBuyerLimit", "-1", "perBuyerLimit" },
        { "perBuyerLimit", "1000001", "perBuyerLimit" },
        { "perBuyerLimit", "4294967297", "perBuyerLimit" },
        { "paymentWindowSeconds", "0", "paymentWindowSeconds" },
        { "paymentWindowSeconds", "86401", "paymentWindowSeconds" },
        { "paymentWindowSeconds", "-9223372036854775808", "paymentWindowSeconds" },
        { "paymentWindowSeconds", "9223372036854775807", "paymentWindowSeconds" },
        { "ticketRequired", "1", "ticketRequired" },
        { "queue", "true", "queue" },
        { "queue", "\"\"", "queue" },
        { "queue", "\"OPEN\"", "queue" },
        { "ticketRequired", "\"false\"", "ticketRequired" },
        { "challengeRequired", "0", "challengeRequired" },
        { "imageUrl", "\"\"", "imageUrl" },
        { "imageUrl", "\"javascript:alert(1)\"", "imageUrl" },
        { "imageUrl", "\"//elsewhere.example/p.png\"", "imageUrl" },
        { "imageUrl", "\"/" + new string('x', 1_000) + "\"", "imageUrl" },
        { "imageUrl", "7", "imageUrl" },
        { "description", "\"\"", "description" },
        { "description", Quoted(2_001), "description" },
        { "description", "\"nul\\u0000\"", "description" },
        { "description", "[]", "description" },
        { "listPrice", "9900", "listPrice" },
        { "listPrice", "{}", "listPrice.amount" },
        { "listPrice", """{"amount":9899,"currency":"CNY"}""", "listPrice.amount" },
        { "listPrice", """{"amount":1000000000001,"currency":"CNY"}""", "listPrice.amount" },
        { "listPrice", """{"amount":9900,"currency":"USD"}""", "listPrice.currency" },
        { "listPrice", """{"amount":9900}""", "listPrice.currency" },
        { "startsAt", "null", "startsAt" },
        { "startsAt", "\"1999-12-31T23:59:59Z\"", "startsAt" },
        { "startsAt", "\"0001-01-01T00:00:00+14:00\"", "startsAt" },
        { "startsAt", "\"2026-11-11T10:00:00\"", "startsAt" },
        { "startsAt", "\"2026-11-11\"", "startsAt" },
        { "startsAt", "\"11/11/2026 10:00:00 +00:00\"", "startsAt" },
        { "startsAt", "\"2026-02-29T10:00:00Z\"", "startsAt" },
        { "startsAt", "\"2026-11-11T25:00:00Z\"", "startsAt" },
        { "startsAt", "\"2026-11-11T10:00:00+25:00\"", "startsAt" },
        { "startsAt", "\"tomorrow\"", "startsAt" },
        { "startsAt", "\"\"", "startsAt" },
        { "startsAt", "1794391200", "startsAt" },
        { "endsAt", "null", "endsAt" },
        { "endsAt", "\"2200-01-01T00:00:00.001Z\"", "endsAt" },
        { "endsAt", "\"9999-12-31T23:59:59Z\"", "endsAt" },
        { "endsAt", "\"10000-01-01T00:00:00Z\"", "endsAt" },
        { "endsAt", "\"2019-12-31T23:59:59.999Z\"", "endsAt" },
        { "endsAt", "\"2020-01-01T00:00:00Z\"", "endsAt" },
        { "endsAt", "\"2020-01-01T08:00:00+08:00\"", "endsAt" },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task A_value_within_its_range_is_accepted(string field, string value)
    {
        var item = TestHost.NewName("item");

        var created = (await PutAsync(item, field, value)).ShouldHaveStatus(201);

        if (value == "null" || field.EndsWith("At", StringComparison.Ordinal)) return;
        var told = field == "stock" ? created["stock"]!["total"] : created[field];
        JsonNode.DeepEquals(told, JsonNode.Parse(value)).ShouldBeTrue(created.ToString());
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_value_beyond_its_range_is_blamed_on_its_field(string field, string value, string blamed)
    {
        var item = TestHost.NewName("item");

        (await PutAsync(item, field, value)).ShouldBlame(blamed);

        (await host.ItemAsync(item)).ShouldRefuseWith("item_not_found");
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        var refusal = await host.Operator.SendTextAsync(
            HttpMethod.Put, $"/api/admin/items/{TestHost.NewName("item")}",
            """{"title":"","price":{"amount":-1,"currency":"x"},"stock":-1,"perBuyerLimit":0,"paymentWindowSeconds":0}""");

        refusal.ShouldRefuseWith("validation_failed")["errors"]!.AsObject().Select(error => error.Key).ShouldBe(
            ["title", "price.amount", "price.currency", "stock", "startsAt", "endsAt", "perBuyerLimit", "paymentWindowSeconds"],
            ignoreOrder: true);
    }

    [Fact]
    public async Task The_longest_item_id_possible_names_an_item_that_sells()
    {
        var item = TestHost.NewName("long").PadRight(64, '0');

        (await host.Operator.ListAsync(item, new Listing())).ShouldHaveStatus(201);

        var buyer = host.NewBuyer();
        var order = (await buyer.BuyAsync(item)).ShouldHaveStatus(201);
        (await buyer.OrderAsync(order.OrderId)).ShouldHaveStatus(200);
        (await host.Operator.ListAsync(item + "0", new Listing())).ShouldBlame("itemId");
    }

    /// <summary>A good listing from 2020 to 2030, one of whose fields is spoilt, or is at its bound.</summary>
    private Task<Received> PutAsync(string item, string field, string value)
    {
        var listing = new Dictionary<string, string>
        {
            ["title"] = "\"Phone\"",
            ["price"] = """{"amount":9900,"currency":"CNY"}""",
            ["stock"] = "10",
            ["startsAt"] = "\"2020-01-01T00:00:00Z\"",
            ["endsAt"] = "\"2030-01-01T00:00:00Z\"",
            [field] = value,
        };
        var body = "{" + string.Join(',', listing.Select(member => $"\"{member.Key}\":{member.Value}")) + "}";
        return host.Operator.SendTextAsync(HttpMethod.Put, $"/api/admin/items/{item}", body);
    }

    private static string Quoted(int length) => "\"" + new string('x', length) + "\"";
}
