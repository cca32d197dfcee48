using System.Globalization;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Items;

[Collection(OnDevelopmentHost.Name)]
public sealed class EventStreamSpec(DevelopmentHost host)
{
    [Fact]
    public async Task A_stream_begins_with_the_item_as_it_is()
    {
        var item = await host.ListAsync();
        using var events = await EventReader.OpenAsync(host, item);

        var first = await events.NextEventAsync();

        ((string)first.Data!["itemId"]!).ShouldBe(item);
        ((long)first.Data["stock"]!["available"]!).ShouldBe(10);
    }

    [Fact]
    public async Task A_purchase_is_told()
    {
        var item = await host.ListAsync();
        using var events = await EventReader.OpenAsync(host, item);
        var first = await events.NextEventAsync();

        (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);

        var second = await events.NextEventAsync();
        ((long)second.Data!["stock"]!["held"]!).ShouldBe(1);
        second.Version.ShouldBeGreaterThan(first.Version);
    }

    [Fact]
    public async Task Whoever_comes_back_with_the_newest_version_is_told_only_what_is_new()
    {
        var item = await host.ListAsync();
        var known = (long)(await host.ItemAsync(item))["version"]!;
        using var events = await EventReader.OpenAsync(host, item, known.ToString(CultureInfo.InvariantCulture));

        (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);

        (await events.NextEventAsync()).Version.ShouldBeGreaterThan(known);
    }

    [Fact]
    public async Task Whoever_comes_back_with_an_old_version_is_told_the_newest_at_once()
    {
        var item = await host.ListAsync();
        var old = (long)(await host.ItemAsync(item))["version"]!;
        await host.Operator.AdjustAsync(item, 5, TestHost.NewName("key"));
        using var events = await EventReader.OpenAsync(host, item, old.ToString(CultureInfo.InvariantCulture));

        ((long)(await events.NextEventAsync()).Data!["stock"]!["total"]!).ShouldBe(15);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    public async Task What_is_no_version_counts_as_nothing_seen(string lastEventId)
    {
        var item = await host.ListAsync();
        using var events = await EventReader.OpenAsync(host, item, lastEventId);

        ((string)(await events.NextEventAsync()).Data!["itemId"]!).ShouldBe(item);
    }

    [Fact]
    public async Task The_phase_is_told_when_it_changes_by_time_alone()
    {
        var now = DateTimeOffset.UtcNow;
        var item = await host.ListAsync(new Listing { StartsAt = now.AddSeconds(1), EndsAt = now.AddSeconds(2) });
        using var events = await EventReader.OpenAsync(host, item);

        var open = await events.NextEventAsync(status => (string)status["phase"]! == "open");
        var closed = await events.NextEventAsync(status => (string)status["phase"]! == "closed");

        closed.Version.ShouldBeGreaterThan(open.Version);
    }

    [Fact]
    public async Task A_rush_is_told_in_few_events_that_end_with_the_truth()
    {
        const int Buyers = 200;
        var item = await host.ListAsync(new Listing { Stock = Buyers });
        using var events = await EventReader.OpenAsync(host, item);

        await Task.WhenAll(Enumerable.Range(0, Buyers).Select(_ => host.NewBuyer().BuyAsync(item)));

        var told = 0;
        await events.NextEventAsync(status =>
        {
            told++;
            return (string)status["phase"]! == "sold_out";
        });
        told.ShouldBeLessThan(Buyers / 2);
    }

    [Theory]
    [InlineData("events")]
    [InlineData("events/")]
    public async Task Nothing_between_host_and_shopper_may_store_or_change_a_stream(string word)
    {
        var item = await host.ListAsync();
        using var request = host.Nobody.Request(HttpMethod.Get, $"/api/items/{item}/{word}");

        using var answer = await host.Wire.OpenAsync(request, CancellationToken.None);

        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        answer.Headers.CacheControl.NoTransform.ShouldBeTrue();
        answer.Headers.GetValues("X-Accel-Buffering").ShouldBe(["no"]);
    }

    [Fact]
    public async Task A_head_of_a_stream_ends_and_keeps_no_place()
    {
        var item = await host.ListAsync();

        var head = await host.Nobody.SendAsync(HttpMethod.Head, $"/api/items/{item}/events", null);

        head.ShouldHaveStatus(200).ContentType.ShouldBe("text/event-stream");
        head.Headers["Cache-Control"].ShouldContain("no-transform");
    }

    [Fact]
    public async Task Events_of_an_unknown_item_are_refused() =>
        (await host.Nobody.GetAsync("/api/items/nobody-listed-this/events")).ShouldRefuseWith("item_not_found");
}
