using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.BadInput;

/// <summary>Ids with odd characters, routes and methods that do not exist.</summary>
[Collection(OnBadInputHost.Name)]
public sealed class PathSpec(DevelopmentHost host)
{
    private static readonly string Id64 = new('a', 64);

    public static TheoryData<string> BadItemIds =>
    [
        "Phone", "PHONE", "-phone", "-", "a_b", "a.b", "a~b", "a+b", "a,b", "a:b", "a;b", "a=b", "a@b", "a!b", "a$b", "a'b", "a(b)",
        "a*b", "a&b", "a|b",
        "a%20b", "%20", "a%2Fb", "%2F", "%2f..%2f..", "a%5Cb", "a%25b", "a%0Ab", "a%0D%0Ab", "a%09b", "a%22b", "a%3Cb%3E", "a%3Fb",
        "a%23b", "a%7Fb",
        "%C3%A9", "a%C3%A9", "%E6%89%8B", "%F0%9F%98%80", "%EF%BC%A1", "%E2%80%8B", "%C2%AD", "a%CC%88", "null%2500",
        Id64 + "a", Id64 + Id64 + Id64,
    ];

    public static TheoryData<string> BadOrderIds =>
    [
        "x", "x-", "-1", "x-0", "x-01", "x--1-", "x-1x", "x-+1", "x-1e1", "x-1.0", "x-%201", "X-1", "x-9223372036854775808",
        "x-99999999999999999999",
        "x-%D9%A1", "x%2F1", "x-1%00".Replace("%00", "%2500", StringComparison.Ordinal), "-x-1", "x%20-1", Id64 + "a-1", "%E6%89%8B-1",
    ];

    public static TheoryData<string> Nowhere =>
    [
        "/api", "/api/", "/assets", "/items", "/items/x/y", "/api/nothing", "/api/item", "/api/items/x/nothing", "/api/items/x/orders/1", "/api/orders/x-1/pay",
        "/api/admin", "/api/admin/items", "/favicon.ico", "/../etc/passwd", "//api//items", "/API/NOTHING", "/healthz/nothing",
        "/openapi/nothing.json",
    ];

    public static TheoryData<string, string> WrongMethods => new()
    {
        { "POST", "/api/time" }, { "DELETE", "/api/items/x" }, { "PUT", "/api/items/x" }, { "GET", "/api/items/x/orders" },
        { "DELETE", "/api/items/x/orders" }, { "PATCH", "/api/orders/x-1" }, { "DELETE", "/api/orders/x-1" },
        { "GET", "/api/orders/x-1/cancel" },
        { "GET", "/api/orders/x-1/payment" }, { "GET", "/api/payments/webhook" }, { "POST", "/api/admin/items/x" },
        { "GET", "/api/admin/items/x/pause" },
        { "POST", "/api/admin/items/x/audit" }, { "POST", "/api/admin/cluster" }, { "GET", "/api/dev/tokens" }, { "POST", "/healthz" },
        { "OPTIONS", "/api/items" }, { "TRACE", "/api/items" }, { "NONSENSE", "/api/items" },
    };

    [Theory]
    [MemberData(nameof(BadItemIds))]
    public async Task An_item_id_with_odd_characters_is_blamed(string id)
    {
        (await host.Nobody.GetAsync($"/api/items/{id}")).ShouldBlame("itemId");
        (await host.Nobody.GetAsync($"/api/items/{id}/events")).ShouldBlame("itemId");
        (await host.NewBuyer().BuyAsync(id)).ShouldBlame("itemId");
        (await host.Operator.ListAsync(id, new Listing())).ShouldBlame("itemId");
        (await host.Operator.AdjustAsync(id, 1, "k")).ShouldBlame("itemId");
        (await host.Operator.SwitchAsync(id, "pause")).ShouldBlame("itemId");
        (await host.Operator.AuditAsync(id)).ShouldBlame("itemId");
    }

    [Theory]
    [MemberData(nameof(BadOrderIds))]
    public async Task An_order_id_that_is_none_is_blamed(string id)
    {
        var buyer = host.NewBuyer();

        (await buyer.OrderAsync(id)).ShouldBlame("orderId");
        (await buyer.CancelAsync(id)).ShouldBlame("orderId");
        (await buyer.OpenPaymentAsync(id)).ShouldBlame("orderId");
    }

    [Theory]
    [InlineData("%00")]
    [InlineData("a%00b")]
    [InlineData("%zz")]
    [InlineData("%")]
    [InlineData("%C3")]
    [InlineData("%FF")]
    [InlineData("a%C3%28b")]
    public async Task What_cannot_be_decoded_is_a_bad_request(string id)
    {
        // Some of it the server itself refuses before any code of the product runs.
        foreach (var path in (string[])[$"/api/items/{id}", $"/api/orders/{id}-1"])
        {
            var token = $"Authorization: Bearer {TokenMint.Issue("alice")}";
            var answer = await RawWire.SendAsync(host.Address, [$"GET {path} HTTP/1.1", token]);

            answer.Status.ShouldBe(400, answer.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Nowhere))]
    public async Task Where_nothing_is_served_the_refusal_is_a_problem_too(string path)
    {
        (await host.Operator.GetAsync(path)).ShouldRefuseWith("not_found");
        (await host.Nobody.PostAsync(path)).ShouldRefuseWith("not_found");
    }

    [Theory]
    [MemberData(nameof(WrongMethods))]
    public async Task A_method_that_is_not_allowed_is_refused_and_the_others_are_named(string method, string path)
    {
        var refusal = (await host.Operator.SendAsync(new HttpMethod(method), path, null)).ShouldRefuseWith("method_not_allowed");

        refusal.Headers["Allow"].ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_longer_path_than_the_server_reads_is_refused() =>
        (await RawWire.SendAsync(host.Address, [$"GET /api/items/{new string('a', 20_000)} HTTP/1.1"])).Status.ShouldBeOneOf(400, 414);
}
