using Seckill.Host.Tests.Testing;
using Xunit;

namespace Seckill.Host.Tests.BadInput;

[Collection(OnBadInputHost.Name)]
public sealed class QuerySpec(DevelopmentHost host)
{
    public static TheoryData<string> Limits =>
        ["0", "-1", "201", "1.0", "1e1", "%201", "+1", "ten", "0x1", "2147483648", "9223372036854775808", "%D9%A1", "1%00", "null", "1,2"];

    public static TheoryData<string> Cursors =>
        ["x", "!", "%00", "AAAA", "null", "a%20b", "=", "ZGVtby1vcGVu=", "Li4vLi4", "8J-YgA", new string('A', 257)];

    public static TheoryData<string> Phases => ["Open", "OPEN", "soldout", "sold-out", "0", "open,closed", "%20open", "%00", "any"];

    [Theory]
    [MemberData(nameof(Limits))]
    public async Task A_limit_out_of_range_is_blamed(string limit)
    {
        (await host.Nobody.GetAsync($"/api/items?limit={limit}")).ShouldBlame("limit");
        (await host.NewBuyer().GetAsync($"/api/orders?limit={limit}")).ShouldBlame("limit");
    }

    [Theory]
    [MemberData(nameof(Cursors))]
    public async Task A_cursor_of_no_list_is_blamed(string cursor)
    {
        (await host.Nobody.GetAsync($"/api/items?cursor={cursor}")).ShouldBlame("cursor");
        (await host.NewBuyer().GetAsync($"/api/orders?cursor={cursor}")).ShouldBlame("cursor");
    }

    [Theory]
    [MemberData(nameof(Phases))]
    public async Task A_phase_that_is_none_is_blamed(string phase) =>
        (await host.Nobody.GetAsync($"/api/items?phase={phase}")).ShouldBlame("phase");

    [Theory]
    [InlineData("a%20b")]
    [InlineData("%00")]
    [InlineData("%E6%89%8B")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task A_campaign_that_is_none_is_blamed(string campaign) =>
        (await host.Nobody.GetAsync($"/api/items?campaign={campaign}")).ShouldBlame("campaign");

    [Theory]
    [InlineData("limit", "1")]
    [InlineData("cursor", "ZGVtby1vcGVu")]
    [InlineData("phase", "open")]
    [InlineData("campaign", "demo")]
    public async Task A_parameter_given_twice_is_blamed(string name, string value) =>
        (await host.Nobody.GetAsync($"/api/items?{name}={value}&{name}={value}")).ShouldBlame(name);

    [Theory]
    [InlineData("limit=")]
    [InlineData("limit")]
    [InlineData("cursor=&phase=&campaign=&limit=")]
    [InlineData("limit=200")]
    [InlineData("limit=1")]
    [InlineData("phase=open&campaign=demo&limit=7")]
    public async Task An_empty_parameter_is_none(string query) => (await host.Nobody.GetAsync($"/api/items?{query}")).ShouldHaveStatus(200);

    [Fact]
    public async Task A_cursor_of_one_list_is_none_of_the_other()
    {
        var page = await host.Nobody.GetAsync("/api/items?limit=1");

        (await host.NewBuyer().GetAsync($"/api/orders?cursor={(string)page["nextCursor"]!}")).ShouldBlame("cursor");
    }
}
