using System.Globalization;
using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Items;

[Collection(OnDevelopmentHost.Name)]
public sealed class ItemSpec(DevelopmentHost host)
{
    [Fact]
    public async Task An_item_is_told_with_every_field_of_the_contract()
    {
        const string Title = "A phone <b>\"é\"</b> 手机";
        var listing = new Listing { Title = Title, Campaign = "Eleven.11", Stock = 7, Limit = 3, PaymentWindowSeconds = 90 };
        var item = await host.ListAsync(listing);
        (await host.NewBuyer().BuyAsync(item, quantity: 2)).ShouldHaveStatus(201);

        // The board follows the item within moments.
        var told = await host.AwaitItemAsync(item, answer => (long)answer["stock"]!["held"]! > 0);

        var expected = new JsonObject
        {
            ["itemId"] = item,
            ["title"] = Title,
            ["campaign"] = "Eleven.11",
            ["price"] = new JsonObject { ["amount"] = 9900, ["currency"] = "CNY" },
            ["phase"] = "open",
            ["startsAt"] = Written(listing.StartsAt),
            ["endsAt"] = Written(listing.EndsAt),
            ["stock"] = new JsonObject { ["total"] = 7, ["available"] = 5, ["held"] = 2, ["sold"] = 0 },
            ["perBuyerLimit"] = 3,
            ["campaignLimit"] = null,
            ["paymentWindowSeconds"] = 90,
            ["ticketRequired"] = false,
            ["waitingList"] = false,
            ["waiting"] = 0,
            ["challengeRequired"] = false,
            ["queue"] = "none",
            ["seedHash"] = null,
            ["imageUrl"] = null,
            ["description"] = null,
            ["listPrice"] = null,
            ["version"] = (long)told["version"]!,
            ["termsVersion"] = 1,
            ["ledgerHash"] = (string)told["ledgerHash"]!,
            ["serverTime"] = (string)told["serverTime"]!,
        };
        JsonNode.DeepEquals(told.Json, expected).ShouldBeTrue(told.ToString());
        told.ETag.ShouldBe($"\"{(long)told["version"]!}\"");
        ShouldBeNow(told["serverTime"]!);
    }

    [Fact]
    public async Task What_a_listing_leaves_out_has_the_contracts_default()
    {
        var item = await host.ListAsync(new Listing());

        var told = await host.ItemAsync(item);

        ((int)told["perBuyerLimit"]!).ShouldBe(1);
        ((int)told["paymentWindowSeconds"]!).ShouldBe(300);
        ((bool)told["ticketRequired"]!).ShouldBeFalse();
        ((bool)told["challengeRequired"]!).ShouldBeFalse();
        told["campaign"].ShouldBeNull();
    }

    [Fact]
    public async Task The_clock_is_told_in_utc() => ShouldBeNow((await host.Nobody.GetAsync("/api/time")).ShouldHaveStatus(200)["now"]!);

    [Fact]
    public async Task An_unknown_item_is_not_found() =>
        (await host.Nobody.GetAsync("/api/items/nobody-listed-this")).ShouldRefuseWith("item_not_found");

    [Fact]
    public async Task Whoever_has_the_newest_version_is_told_only_that()
    {
        var item = await host.ListAsync();
        var known = (await host.ItemAsync(item)).ETag;

        foreach (var header in (string[])[known, $"W/{known}", $"\"1\", {known}", "*"])
        {
            var answer = (await host.Nobody.GetAsync($"/api/items/{item}", ("If-None-Match", header))).ShouldHaveStatus(304);
            answer.Text.ShouldBeEmpty();
            answer.ETag.ShouldBe(known);
        }
    }

    [Fact]
    public async Task Whoever_has_an_older_version_is_told_the_item()
    {
        var item = await host.ListAsync();
        var old = (await host.ItemAsync(item)).ETag;
        await host.Operator.AdjustAsync(item, 5, TestHost.NewName("key"));

        var answer = (await host.Nobody.GetAsync($"/api/items/{item}", ("If-None-Match", old))).ShouldHaveStatus(200);

        answer.ETag.ShouldNotBe(old);
        ((long)answer["stock"]!["total"]!).ShouldBe(15);
    }

    [Fact]
    public async Task A_copy_is_asked_about_before_it_is_used_and_never_leaves_a_stale_clock()
    {
        var item = await host.ListAsync();
        var told = (await host.ItemAsync(item)).ShouldHaveStatus(200);
        told.Headers["Cache-Control"].ShouldBe("no-cache");
        told.Headers["Seckill-Server-Time"].ShouldBe((string?)told["serverTime"]);

        var later = await Eventually.GetAsync(
            () => host.Nobody.GetAsync($"/api/items/{item}", ("If-None-Match", told.ETag)),
            answer => answer.Status == 304 && answer.Headers["Seckill-Server-Time"] != told.Headers["Seckill-Server-Time"]);

        later.Headers["Cache-Control"].ShouldBe("no-cache");
        later.Headers["Date"].ShouldNotBeNullOrEmpty();
        Instant(later.Headers["Seckill-Server-Time"]).ShouldBeGreaterThan(Instant(told["serverTime"]!));
        ShouldBeNow(later.Headers["Seckill-Server-Time"]);
    }

    [Theory]
    [InlineData("/api/time")]
    [InlineData("/api/items?limit=1")]
    public async Task What_tells_the_time_is_not_used_from_a_cache_without_asking(string path)
    {
        var told = (await host.Nobody.GetAsync(path)).ShouldHaveStatus(200);

        told.Headers["Cache-Control"].ShouldBe("no-cache");
        ShouldBeNow(told.Headers["Seckill-Server-Time"]);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("\"unclosed")]
    [InlineData("")]
    public async Task A_condition_that_cannot_be_read_is_no_condition(string header)
    {
        var item = await host.ListAsync();

        (await host.Nobody.GetAsync($"/api/items/{item}", ("If-None-Match", header))).ShouldHaveStatus(200);
    }

    [Fact]
    public async Task Time_alone_takes_an_item_from_upcoming_to_open_to_closed()
    {
        var now = DateTimeOffset.UtcNow;
        var item = await host.ListAsync(new Listing { StartsAt = now.AddSeconds(1), EndsAt = now.AddSeconds(2) });
        var upcoming = await host.ItemAsync(item);
        ((string)upcoming["phase"]!).ShouldBe("upcoming");

        var open = await AwaitPhaseAsync(item, "open");
        var closed = await AwaitPhaseAsync(item, "closed");

        ((long)open["version"]!).ShouldBeGreaterThan((long)upcoming["version"]!);
        ((long)closed["version"]!).ShouldBeGreaterThan((long)open["version"]!);
        Instant(open["serverTime"]!).ShouldBeGreaterThanOrEqualTo(Instant(open["startsAt"]!));
        Instant(closed["serverTime"]!).ShouldBeGreaterThanOrEqualTo(Instant(closed["endsAt"]!));
    }

    private Task<Received> AwaitPhaseAsync(string item, string phase) =>
        host.AwaitItemAsync(item, answer => (string?)answer["phase"] == phase);

    private static string Written(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static DateTimeOffset Instant(JsonNode time) => DateTimeOffset.Parse((string)time!, CultureInfo.InvariantCulture);

    private static void ShouldBeNow(JsonNode time) =>
        (DateTimeOffset.UtcNow - Instant(time)).Duration().ShouldBeLessThan(TimeSpan.FromSeconds(10));
}
