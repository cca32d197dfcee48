using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Operators.Commands;

/// <summary>Commands that go on: what they send, how they end, and how many there may be.</summary>
[Collection(OnOperatorsHost.Name)]
public sealed class CommandStreamSpec(DevelopmentHost host)
{
    private const int StreamsMax = 50;

    [Fact]
    public async Task A_watch_shows_the_item_now_and_whenever_it_changes()
    {
        var item = await host.ListAsync();
        using var watch = await OpenAsync($"item watch {item} --count 3");

        (await watch.NextAsync("columns")).AsArray().Select(name => (string)name!).ShouldContain("available");
        (await watch.NextAsync("row")).AsArray()[2]!.GetValue<long>().ShouldBe(10);
        (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);
        await watch.NextAsync("row", row => (long)row[2]! == 9);
        await host.Operator.RunAsync($"item pause {item}");
        await watch.NextAsync("row", row => (string)row[1]! == "paused");
        ((int)(await watch.NextAsync("end"))["exitCode"]!).ShouldBe(0);
        (await watch.NextAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task The_sale_is_followed_second_by_second_with_orders_and_refusals()
    {
        var (item, other) = (await host.ListAsync(new Listing { Stock = 2 }), await host.ListAsync(new Listing { Stock = 1 }));
        using var watch = await OpenAsync($"sale watch {item}");
        using var all = await OpenAsync("sale watch");
        (await watch.NextAsync("row")).AsArray().Select(cell => cell!.ToString()).Skip(1).Take(6).ShouldBe(["2", "0", "0", "2", "0", "0"]);
        await all.NextAsync("row");

        for (var n = 0; n < 2; n++) (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);
        for (var n = 0; n < 3; n++) (await host.NewBuyer().BuyAsync(item)).ShouldRefuseWith("sold_out");
        (await host.NewBuyer().BuyAsync(other)).ShouldHaveStatus(201);
        (await host.NewBuyer().BuyAsync(other)).ShouldRefuseWith("sold_out");

        var (orders, refused) = (0L, 0L);
        var last = await watch.NextAsync("row", row => (orders += (long)row[5]!, refused += (long)row[6]!) is (2, 3));
        last.AsArray().Select(cell => cell!.ToString()).Skip(1).Take(4).ShouldBe(["0", "2", "0", "2"]);
        ((long)last[7]!).ShouldBeGreaterThanOrEqualTo(0);
        // Of all items, other tests' included.
        (orders, refused) = (0, 0);
        await all.NextAsync("row", row => (orders += (long)row[5]!, refused += (long)row[6]!) is ( >= 3, >= 4));
    }

    [Fact]
    public async Task The_journal_is_followed_for_one_item()
    {
        var (item, other) = (await host.ListAsync(), await host.ListAsync());
        using var tail = await OpenAsync($"journal tail {item} --count 2");
        await tail.NextAsync("columns");

        await host.Operator.SwitchAsync(other, "pause");
        await host.Operator.SwitchAsync(item, "pause");
        await host.Operator.SwitchAsync(item, "resume");

        var rows = new[] { await tail.NextAsync("row"), await tail.NextAsync("row") };
        rows.ShouldAllBe(row => (string)row[1]! == item);
        rows.Select(row => (string)row[3]!).ShouldBe(["paused", "resumed"]);
    }

    [Fact]
    public async Task The_log_of_the_node_is_followed_from_lines_that_are_there_already()
    {
        using var tail = await OpenAsync("log tail --last 5 --count 1");

        var row = await tail.NextAsync("row");

        ((string)row[1]!).ShouldBeOneOf("information", "warning", "error");
        ((int)(await tail.NextAsync("end"))["exitCode"]!).ShouldBe(0);
    }

    [Fact]
    public async Task The_members_of_the_cluster_are_followed()
    {
        using var tail = await OpenAsync("cluster tail --count 1");

        var row = await tail.NextAsync("row");

        ((string)row[1]!).ShouldStartWith("akka.tcp://seckill@");
        ((string)row[2]!).ShouldBeOneOf("is up", "leads");
    }

    [Fact]
    public async Task A_command_that_ends_by_itself_streams_too()
    {
        var item = await host.ListAsync();
        using var audit = await OpenAsync($"item audit {item}");

        ((string)(await audit.NextAsync("row"))[0]!).ShouldBe(item);
        ((int)(await audit.NextAsync("end"))["exitCode"]!).ShouldBe(0);
    }

    [Theory]
    [InlineData("item watch no-such-item")]
    [InlineData("sale watch no-such-item")]
    [InlineData("journal tail no-such-item")]
    public async Task A_stream_of_nothing_ends_with_the_refusal(string line)
    {
        using var stream = await OpenAsync(line);

        var end = await stream.NextAsync("end");

        ((int)end["exitCode"]!).ShouldBe(3);
        ((string)end["code"]!).ShouldBe("item_not_found");
        ((string)end["detail"]!).ShouldContain("no-such-item");
    }

    [Fact]
    public async Task What_does_not_end_can_only_be_read_as_a_stream() =>
        (await host.Operator.SayAsync("journal tail")).ShouldBlame("Accept");

    [Fact]
    public async Task Fifty_consoles_may_follow_and_the_next_is_told_to_go_elsewhere()
    {
        var item = await host.ListAsync();
        var open = new List<ConsoleStream>();
        try
        {
            // Other tests of this host may have some open; none of them stays open for long.
            (ConsoleStream? Stream, int Status) last;
            while ((last = await host.OpenAsync($"item watch {item}")).Stream is { } stream && open.Count <= StreamsMax) open.Add(stream);

            open.Count.ShouldBeInRange(StreamsMax - 5, StreamsMax);
            last.Status.ShouldBe(503);
            var refused = (await host.Operator.SayAsync($"item watch {item}", "text/event-stream")).ShouldRefuseWith("overloaded");
            refused.Headers.ContainsKey("Retry-After").ShouldBeTrue();
            // All of them hear of a sale, and what needs no stream goes on.
            (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);
            await Task.WhenAll(open.Select(stream => stream.NextAsync("row", row => (long)row[2]! == 9)));
            await host.Operator.RunAsync($"item show {item}");
        }
        finally
        {
            foreach (var stream in open) stream.Dispose();
        }

        // A console that goes gives its place back.
        var again = await Eventually.GetAsync(() => host.OpenAsync($"item watch {item}"), answer => answer.Stream is not null);
        again.Stream!.Dispose();
    }

    private async Task<ConsoleStream> OpenAsync(string line) =>
        (await Eventually.GetAsync(() => host.OpenAsync(line), answer => answer.Stream is not null)).Stream!;
}
