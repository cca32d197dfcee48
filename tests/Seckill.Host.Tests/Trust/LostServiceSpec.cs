using System.Net;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Trust;

/// <summary>Our own services: board, waker and settings.</summary>
public sealed class LostServiceSpec : LostPart
{
    [Theory]
    [InlineData("/user/board")]
    [InlineData("/user/wake-up")]
    [InlineData("/user/wake-up/wake-up")]
    [InlineData("/user/settings")]
    [InlineData("/user/settings/settings")]
    [InlineData("/user/settings-proxy")]
    [InlineData("/user/settings-board")]
    public Task A_host_that_has_lost_a_part_ends_with_a_code_of_its_own(string part) => ShouldEndTheHostAsync(part);

    [Fact]
    public async Task Parts_that_somebody_starts_again_cost_a_pause_and_no_process()
    {
        await using var host = NewHost();
        await host.StartReadyAsync(Patience);
        using var shop = new SaleClient(host.Address);
        (await shop.ListAsync(await shop.TokenAsync("olivia", "operator"), "phone", stock: 10)).Status.ShouldBe(HttpStatusCode.Created);
        (await shop.BuyAsync(await shop.TokenAsync("alice"), "phone")).Status.ShouldBe(HttpStatusCode.Created);
        await using var intruder = new Intruder(Port, certificate: null);

        // The coordinator, the waker, the settings' writer, the item that sells, and the shard that it lives in.
        intruder.Poison("/system/sharding/itemsCoordinator/singleton/coordinator");
        intruder.Poison("/user/wake-up/wake-up/wake-up");
        intruder.Poison("/user/settings/settings/settings");
        intruder.Poison("/system/sharding/items/*/phone/item");
        intruder.Poison("/system/sharding/items/*");

        var bob = await shop.TokenAsync("bob");
        await Eventually.GetAsync(async () => (await shop.BuyAsync(bob, "phone")).Status, status => status is HttpStatusCode.Created or HttpStatusCode.OK, Patience);
        await Eventually.GetAsync(
            async () => (await shop.ListAsync(await shop.TokenAsync("olivia", "operator"), "tablet", stock: 10)).Status,
            status => status is HttpStatusCode.Created or HttpStatusCode.OK, Patience);
        await Eventually.GetAsync(
            async () => (await shop.SendAsync(HttpMethod.Put, "/api/admin/switches/order-listing", new { value = "off" }, await shop.TokenAsync("olivia", "operator"))).Status,
            status => status is HttpStatusCode.OK, Patience);
        host.ExitCode.ShouldBeNull(host.Output);
    }
}
