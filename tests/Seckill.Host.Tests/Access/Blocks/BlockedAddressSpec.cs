using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Access.Blocks;

/// <summary>Addresses on the block list, behind a proxy that is trusted to name them.</summary>
[Collection(OnGuardedHost.Name)]
public sealed class BlockedAddressSpec(GuardedHost host)
{
    [Theory]
    [InlineData("203.0.113.5", "203.0.113.5", "203.0.113.6")]
    [InlineData("203.0.114.0%2F24", "203.0.114.255", "203.0.115.0")]
    [InlineData("203.0.116.0%2F25", "::ffff:203.0.116.127", "203.0.116.128")]
    [InlineData("::ffff:203.0.117.0%2F120", "203.0.117.9", "203.0.118.9")]
    [InlineData("2001:DB8:b10c:1::%2F64", "2001:db8:b10c:1:ffff::1", "2001:db8:b10c:2::1")]
    [InlineData("2001:db8:b10c:3::7", "2001:db8:b10c:3::7", "2001:db8:b10c:3::8")]
    public async Task Whoever_comes_from_there_is_refused_and_the_neighbours_are_not(string blocked, string inside, string outside)
    {
        var item = await host.ListAsync();
        (await host.Operator.PutAsync($"/api/admin/blocks/addresses/{blocked}", null)).ShouldHaveStatus(200);

        (await BuyAsync(item, inside)).ShouldRefuseWith("blocked");
        (await BuyAsync(item, outside)).ShouldHaveStatus(201);
        (await host.Operator.SendAsync(HttpMethod.Delete, $"/api/admin/blocks/addresses/{blocked}", null)).ShouldHaveStatus(204);
        (await BuyAsync(item, inside)).ShouldHaveStatus(201);
    }

    [Fact]
    public async Task A_blocked_address_is_refused_before_its_token_is_looked_at_and_counts_against_no_limit()
    {
        var from = ("X-Forwarded-For", "203.0.119.1");
        (await host.Operator.PutAsync("/api/admin/blocks/addresses/203.0.119.0%2F24", null)).ShouldHaveStatus(200);

        for (var i = 0; i < 20; i++)
        {
            (await host.PartyWith("no token").GetAsync("/api/orders", from)).ShouldRefuseWith("blocked");
            (await host.Nobody.GetAsync("/sandbox/payments/none", from)).ShouldRefuseWith("blocked");
        }

        (await host.Operator.SendAsync(HttpMethod.Delete, "/api/admin/blocks/addresses/203.0.119.0%2F24", null)).ShouldHaveStatus(204);
        (await host.NewBuyer().GetAsync("/api/orders", from)).ShouldHaveStatus(200);
    }

    [Fact]
    public async Task What_anybody_may_read_stays_readable()
    {
        var (item, from) = (await host.ListAsync(), ("X-Forwarded-For", "203.0.120.1"));
        (await host.Operator.PutAsync("/api/admin/blocks/addresses/203.0.120.1", null)).ShouldHaveStatus(200);

        foreach (var path in (string[])["/api/time", "/api/items", $"/api/items/{item}", "/healthz"])
            (await host.Nobody.GetAsync(path, from)).ShouldHaveStatus(200);
    }

    [Fact]
    public async Task An_operator_gets_in_from_a_blocked_address_and_takes_the_block_back()
    {
        var from = ("X-Forwarded-For", "203.0.121.1");
        (await host.Operator.PutAsync("/api/admin/blocks/addresses/203.0.121.0%2F24", null, from)).ShouldHaveStatus(200);

        (await host.NewBuyer().PostAsync("/api/session", null, from)).ShouldRefuseWith("blocked");
        (await host.Operator.PostAsync("/api/session", null, from)).ShouldHaveStatus(200);
        (await host.Operator.SendAsync(HttpMethod.Delete, "/api/admin/blocks/addresses/203.0.121.0%2F24", null, from)).ShouldHaveStatus(204);
    }

    [Fact]
    public async Task Blocked_addresses_have_only_a_few_tokens_verified_for_a_session()
    {
        (await host.Operator.PutAsync("/api/admin/blocks/addresses/203.0.122.0%2F24", null)).ShouldHaveStatus(200);
        var forged = host.PartyWith("a.b.c");

        var answers = await Task.WhenAll(Enumerable.Range(1, 100).Select(i => forged.PostAsync("/api/session", null, ("X-Forwarded-For", $"203.0.122.{i}"))));

        answers.ShouldAllBe(answer => answer.Code == "blocked");
        (await host.NewBuyer().PostAsync("/api/session", null, ("X-Forwarded-For", "203.0.123.1"))).ShouldHaveStatus(200);
    }

    [Fact]
    public async Task A_header_of_somebody_who_is_not_trusted_blocks_nobody()
    {
        // The proxy adds the address that it sees behind what the client says.
        var item = await host.ListAsync();
        (await host.Operator.PutAsync("/api/admin/blocks/addresses/203.0.124.1", null)).ShouldHaveStatus(200);

        (await BuyAsync(item, "203.0.124.1, 203.0.125.1")).ShouldHaveStatus(201);
        (await BuyAsync(item, "203.0.125.1, 203.0.124.1")).ShouldRefuseWith("blocked");
    }

    private Task<Received> BuyAsync(string item, string from) =>
        host.NewBuyer().PostAsync($"/api/items/{item}/orders", null, ("X-Forwarded-For", from));
}
