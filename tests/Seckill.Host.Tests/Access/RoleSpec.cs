using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Access;

/// <summary>Who may do what.</summary>
[Collection(OnDevelopmentHost.Name)]
public sealed class RoleSpec(DevelopmentHost host)
{
    public static TheoryData<string, string> OperatorEndpoints => new()
    {
        { "PUT", "/api/admin/items/x" },
        { "POST", "/api/admin/items/x/stock" },
        { "POST", "/api/admin/items/x/pause" },
        { "POST", "/api/admin/items/x/resume" },
        { "POST", "/api/admin/items/x/close" },
        { "GET", "/api/admin/items/x/audit" },
        { "GET", "/api/admin/cluster" },
        { "POST", "/api/admin/orders/x-1/cancel" },
        { "GET", "/api/admin/operations" },
        { "GET", "/api/admin/switches" },
        { "GET", "/api/admin/switches/event-streams" },
        { "PUT", "/api/admin/switches/event-streams" },
        { "GET", "/api/admin/blocks" },
        { "GET", "/api/admin/blocks/buyers/mallory" },
        { "PUT", "/api/admin/blocks/buyers/olivia" },
        { "DELETE", "/api/admin/blocks/addresses/192.0.2.0%2F24" },
        { "GET", "/api/admin/commands" },
        { "POST", "/api/admin/commands" },
    };

    public static TheoryData<string, string> BuyerEndpoints => new()
    {
        { "POST", "/api/items/x/orders" },
        { "GET", "/api/orders" },
        { "GET", "/api/orders/x-1" },
        { "POST", "/api/orders/x-1/cancel" },
        { "POST", "/api/orders/x-1/payment" },
    };

    public static TheoryData<string> OpenEndpoints =>
        ["/api/time", "/api/items", "/healthz", "/healthz/live", "/healthz/ready", "/metrics"];

    [Theory]
    [MemberData(nameof(OperatorEndpoints))]
    public async Task Operators_work_is_forbidden_to_buyers_and_strangers(string method, string path)
    {
        foreach (var role in (string[])["buyer", "Operator", "operators", " operator", "admin", ""])
            (await host.PartyOf("mallory", role).SendAsync(new HttpMethod(method), path, null)).ShouldRefuseWith("forbidden");

        (await host.Nobody.SendAsync(new HttpMethod(method), path, null)).ShouldRefuseWith("unauthenticated");
    }

    [Theory]
    [MemberData(nameof(BuyerEndpoints))]
    public async Task Buying_needs_a_token(string method, string path) =>
        (await host.Nobody.SendAsync(new HttpMethod(method), path, null)).ShouldRefuseWith("unauthenticated");

    [Theory]
    [MemberData(nameof(OpenEndpoints))]
    public async Task Looking_needs_no_token(string path) => (await host.Nobody.GetAsync(path)).ShouldHaveStatus(200);

    [Fact]
    public async Task Who_is_refused_is_not_read_any_further() =>
        (await host.Nobody.SendTextAsync(HttpMethod.Put, "/api/admin/items/NOT!VALID", "nonsense")).ShouldRefuseWith("unauthenticated");

    [Fact]
    public async Task The_role_operator_may_be_one_of_several()
    {
        var claims = TokenMint.Claims();
        claims["role"] = new JsonArray("buyer", "operator");

        (await host.PartyWith(TokenMint.Sign(claims)).GetAsync("/api/admin/cluster")).ShouldHaveStatus(200);
    }

    [Fact]
    public async Task An_operator_may_buy_too()
    {
        var item = await host.ListAsync();

        (await host.Operator.BuyAsync(item)).ShouldHaveStatus(201);
    }

    [Fact]
    public async Task An_operator_may_read_any_order()
    {
        var order = await host.NewBuyer().BuyAsync(await host.ListAsync());

        (await host.Operator.OrderAsync(order.OrderId)).ShouldHaveStatus(200).OrderId.ShouldBe(order.OrderId);
    }
}
