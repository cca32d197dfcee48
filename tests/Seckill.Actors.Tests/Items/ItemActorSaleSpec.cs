using Akka.Actor;
using Akka.Cluster.Sharding;
using Seckill.Actors.Items;
using Seckill.Actors.Tests.Testing;
using Seckill.Domain.Items;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Items;

public sealed class ItemActorSaleSpec(ITestOutputHelper output) : ItemKit(output)
{
    [Fact]
    public async Task A_buyer_gets_a_pending_order_and_the_unit_is_held()
    {
        var item = await StartListedAsync(Listing(stock: 10));

        var reply = await AskAsync(item, Buy("alice"));

        reply.Outcome.ShouldBe(Outcome.Reserved);
        reply.Order!.Id.ToString().ShouldBe("phone-1");
        reply.Order.Status.ShouldBe(OrderStatus.Pending);
        reply.Order.PayBefore.ShouldBe(Start.AddSeconds(300));
        (await ShouldBalanceAsync(item, 10)).Held.ShouldBe(1);
    }

    [Fact]
    public async Task A_repeated_request_gets_the_same_order()
    {
        var item = await StartListedAsync(Listing());
        var first = await AskAsync(item, Buy("alice"));

        var second = await AskAsync(item, Buy("alice"));

        second.Outcome.ShouldBe(Outcome.AlreadyReserved);
        second.Order.ShouldBe(first.Order);
        (await ShouldBalanceAsync(item, 10)).Held.ShouldBe(1);
    }

    [Fact]
    public async Task Several_orders_that_are_asked_for_at_once_are_answered_in_the_order_of_the_question()
    {
        var item = await StartListedAsync(Listing(stock: 2));
        await AskAllAsync(item, Buy("alice"), Buy("bob"));

        var found = await item.Ask<BatchReply>(new FindOrder(Item, 2) { More = [7, 1] }, TimeSpan.FromSeconds(10));

        found.Replies.Select(reply => reply.Outcome).ShouldBe([Outcome.Found, Outcome.OrderNotFound, Outcome.Found]);
        found.Replies[0].Order!.Buyer.Value.ShouldBe("bob");
        found.Replies[2].Order!.Buyer.Value.ShouldBe("alice");
    }

    [Fact]
    public async Task A_sold_out_item_refuses_but_still_knows_its_winner()
    {
        var item = await StartListedAsync(Listing(stock: 1));
        var won = await AskAsync(item, Buy("alice"));

        (await AskAsync(item, Buy("bob"))).Outcome.ShouldBe(Outcome.SoldOut);

        var repeated = await AskAsync(item, Buy("alice"));
        repeated.Outcome.ShouldBe(Outcome.AlreadyReserved);
        repeated.Order.ShouldBe(won.Order);
        await ShouldBalanceAsync(item, 1);
    }

    [Fact]
    public async Task No_yes_is_said_before_the_journal_has_committed()
    {
        var item = await StartListedAsync(Listing());
        var gate = await HoldWritesAsync();

        var answer = AskAsync(item, Buy("alice"));

        (await StatusIsKnownAsync(item)).ShouldBeTrue("the item must stay responsive while a write is in flight");
        answer.IsCompleted.ShouldBeFalse();
        gate.SetResult();
        (await answer).Outcome.ShouldBe(Outcome.Reserved);
        await ShouldBalanceAsync(item, 10);
    }

    [Fact]
    public async Task Commands_that_arrive_during_a_write_share_the_next_one()
    {
        var item = await StartListedAsync(Listing(stock: 1_000));
        var writesBefore = await CountWritesAsync();
        var gate = await HoldWritesAsync();

        var answers = Enumerable.Range(0, 100).Select(i => AskAsync(item, Buy($"buyer-{i}"))).ToArray();
        await StatusIsKnownAsync(item);
        gate.SetResult();
        await Task.WhenAll(answers);

        (await CountWritesAsync() - writesBefore).ShouldBe(2, "one write in flight, one for everybody who came meanwhile");
        (await ShouldBalanceAsync(item, 1_000)).Held.ShouldBe(100);
    }

    [Fact]
    public async Task Ten_units_against_a_thousand_concurrent_buyers_make_exactly_ten_orders()
    {
        var item = await StartListedAsync(Listing(stock: 10));

        var replies = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => AskAsync(item, Buy($"buyer-{i}"))));

        replies.Count(reply => reply.Outcome == Outcome.Reserved).ShouldBe(10);
        replies.Count(reply => reply.Outcome == Outcome.SoldOut).ShouldBe(990);
        replies.Where(reply => reply.Order is not null).Select(reply => reply.Order!.Id).Distinct().Count().ShouldBe(10);
        var stock = await ShouldBalanceAsync(item, 10);
        (stock.Available, stock.Held).ShouldBe((0, 10));
    }

    [Fact]
    public async Task A_thousand_parallel_requests_of_one_buyer_make_one_order()
    {
        var item = await StartListedAsync(Listing(stock: 10));

        var replies = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => AskAsync(item, Buy("alice"))));

        replies.Count(reply => reply.Outcome == Outcome.Reserved).ShouldBe(1);
        replies.Count(reply => reply.Outcome == Outcome.AlreadyReserved).ShouldBe(999);
        replies.Select(reply => reply.Order!.Id).Distinct().ShouldHaveSingleItem();
        (await ShouldBalanceAsync(item, 10)).Held.ShouldBe(1);
    }

    [Fact]
    public async Task What_exceeds_the_buffer_is_refused_and_nothing_of_it_is_decided()
    {
        Limits.ItemBufferMax = 5;
        var item = await StartListedAsync(Listing(stock: 100));
        var gate = await HoldWritesAsync();
        var first = AskAsync(item, Buy("in-flight"));
        await StatusIsKnownAsync(item);

        var buffered = Enumerable.Range(0, 5).Select(i => AskAsync(item, Buy($"buffered-{i}"))).ToArray();
        var shed = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => AskAsync(item, Buy($"shed-{i}"))));
        gate.SetResult();

        shed.ShouldAllBe(reply => reply.Outcome == Outcome.Overloaded);
        (await first).Outcome.ShouldBe(Outcome.Reserved);
        (await Task.WhenAll(buffered)).ShouldAllBe(reply => reply.Outcome == Outcome.Reserved);
        (await ShouldBalanceAsync(item, 100)).Held.ShouldBe(6);
    }

    [Fact]
    public async Task An_item_that_was_never_listed_leaves_no_entry_and_goes_away()
    {
        var shard = CreateTestProbe();
        var item = StartItem(shard);
        await shard.WatchAsync(item);

        (await AskAsync(item, Buy("alice"))).Outcome.ShouldBe(Outcome.ItemNotFound);

        var passivate = await shard.ExpectMsgAsync<Passivate>();
        shard.LastSender.ShouldBe(item, "the shard knows the supervisor, not the item");
        item.Tell(passivate.StopMessage);
        await shard.ExpectTerminatedAsync(item);
        (await CountWritesAsync()).ShouldBe(0);
    }

    /// <summary>True once the item has answered a query from its committed state; it has then seen everything sent before.</summary>
    private static async Task<bool> StatusIsKnownAsync(IActorRef item) => (await FindAsync(item, 999)).Outcome == Outcome.OrderNotFound;
}
