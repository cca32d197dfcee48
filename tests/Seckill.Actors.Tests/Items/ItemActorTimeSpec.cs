using Akka.Actor;
using Akka.Cluster.Sharding;
using Seckill.Actors.Items;
using Seckill.Actors.Tests.Testing;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Items;

public sealed class ItemActorTimeSpec(ITestOutputHelper output) : ItemKit(output)
{
    [Fact]
    public async Task Unpaid_units_are_back_on_sale_within_a_second_of_their_deadline()
    {
        var item = await StartListedAsync(Listing(stock: 1, windowSeconds: 60));
        await AskAsync(item, Buy("alice"));
        await FindAsync(item, 1);

        Pass(TimeSpan.FromSeconds(59));
        (await AskAsync(item, Buy("bob"))).Outcome.ShouldBe(Outcome.SoldOut);

        Pass(TimeSpan.FromSeconds(2));
        await AwaitStatusAsync(item, 1, OrderStatus.Expired);
        (await AskAsync(item, Buy("bob"))).Outcome.ShouldBe(Outcome.Reserved);
        (await ShouldBalanceAsync(item, 1)).Held.ShouldBe(1);
    }

    [Fact]
    public async Task A_deadline_that_passed_while_the_item_was_down_fires_at_recovery()
    {
        var item = await StartListedAsync(Listing(stock: 1, windowSeconds: 60));
        await AskAsync(item, Buy("alice"));
        await KillAsync(item);
        Pass(TimeSpan.FromMinutes(10));

        var again = StartItem();
        await FindAsync(again, 1);
        Pass(TimeSpan.FromSeconds(1));

        await AwaitStatusAsync(again, 1, OrderStatus.Expired);
        (await ShouldBalanceAsync(again, 1)).Available.ShouldBe(1);
    }

    [Fact]
    public async Task A_timer_that_comes_late_cannot_close_a_paid_order()
    {
        var item = await StartListedAsync(Listing(stock: 1, windowSeconds: 60));
        await AskAsync(item, Buy("alice"));
        Time.Advance(TimeSpan.FromSeconds(59));
        (await AskAsync(item, Pay(1))).Outcome.ShouldBe(Outcome.Paid);

        Pass(TimeSpan.FromMinutes(5));

        (await FindAsync(item, 1)).Order!.Status.ShouldBe(OrderStatus.Paid);
        (await ShouldBalanceAsync(item, 1)).Sold.ShouldBe(1);
    }

    [Fact]
    public async Task A_clock_that_was_set_forward_is_noticed_without_traffic()
    {
        var item = await StartListedAsync(Listing(stock: 1, windowSeconds: 3_600));
        await AskAsync(item, Buy("alice"));
        Time.Advance(TimeSpan.FromMinutes(61));

        Pass(TimeSpan.FromMilliseconds(Limits.BoardRepeatMs));
        await FindAsync(item, 1);
        Pass(TimeSpan.FromSeconds(1));

        await AwaitStatusAsync(item, 1, OrderStatus.Expired);
        (await ShouldBalanceAsync(item, 1)).Available.ShouldBe(1);
    }

    [Fact]
    public async Task Money_after_the_deadline_is_refunded_even_when_the_timer_has_not_fired_yet()
    {
        var item = await StartListedAsync(Listing(stock: 1, windowSeconds: 60));
        await AskAsync(item, Buy("alice"));
        Time.Advance(TimeSpan.FromSeconds(60));

        var reply = await AskAsync(item, Pay(1, "late"));

        reply.Outcome.ShouldBe(Outcome.RefundDue);
        reply.Order!.Status.ShouldBe(OrderStatus.RefundDue);
        await Eventually.BecomesTrueAsync(() => !Owed.IsEmpty);
        await Eventually.HoldsAsync(() => Owed.Count.ShouldBe(1));
        Owed.ShouldHaveSingleItem().Refunds.ShouldHaveSingleItem().Payment.ShouldBe(PaymentId.Parse("late"));
        (await AskAsync(item, new SettleRefund(PaymentId.Parse("late")))).Outcome.ShouldBe(Outcome.RefundSettled);
        (await FindAsync(item, 1)).Order!.Status.ShouldBe(OrderStatus.Refunded);
        (await ShouldBalanceAsync(item, 1)).Available.ShouldBe(1);
    }

    [Fact]
    public async Task Owed_money_is_said_again_after_a_restart()
    {
        var item = await StartListedAsync(Listing(stock: 1, windowSeconds: 60));
        await AskAsync(item, Buy("alice"));
        Time.Advance(TimeSpan.FromMinutes(2));
        await AskAsync(item, Pay(1, "late"));
        await KillAsync(item);
        Owed.Clear();

        await FindAsync(StartItem(), 1);

        await Eventually.HoldsAsync(() => Owed.ShouldNotBeEmpty());
    }

    [Fact]
    public async Task The_item_enforces_its_own_window()
    {
        var item = await StartListedAsync(Listing(opensIn: TimeSpan.FromMinutes(1)));

        (await AskAsync(item, Buy("early"))).Outcome.ShouldBe(Outcome.NotStarted);
        Pass(TimeSpan.FromMinutes(1));
        (await AskAsync(item, Buy("punctual"))).Outcome.ShouldBe(Outcome.Reserved);
        Pass(TimeSpan.FromHours(2));
        (await AskAsync(item, Buy("late"))).Outcome.ShouldBe(Outcome.Closed);
        await ShouldBalanceAsync(item, 10);
    }

    [Fact]
    public async Task Ten_thousand_and_one_deadlines_of_one_instant_all_fire()
    {
        var item = await StartListedAsync(Listing(stock: 20_000, windowSeconds: 60));
        for (var batch = 0; batch < 11; batch++)
            await AskAllAsync(item, [.. Enumerable.Range(0, 1_000).Select(i => Buy($"buyer-{batch}-{i}"))]);

        Pass(TimeSpan.FromSeconds(61));
        await AwaitStatusAsync(item, 10_000, OrderStatus.Expired);
        Pass(TimeSpan.FromSeconds(1));
        await AwaitStatusAsync(item, 11_000, OrderStatus.Expired);

        (await ShouldBalanceAsync(item, 20_000)).Available.ShouldBe(20_000);
    }

    [Fact]
    public async Task An_item_with_nothing_left_to_do_asks_to_be_stopped_and_one_with_held_units_does_not()
    {
        var shard = CreateTestProbe();
        var item = StartItem(shard);
        await AskAsync(item, Listing(stock: 1, windowSeconds: 3_600));
        await AskAsync(item, Buy("alice"));
        await AskAsync(item, new CloseSale());

        Pass(TimeSpan.FromMinutes(3));
        await shard.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(100));
        (await AskAsync(item, Pay(1))).Outcome.ShouldBe(Outcome.Paid);
        await FindAsync(item, 1);
        Pass(TimeSpan.FromMinutes(3));

        (await shard.ExpectMsgAsync<Passivate>()).StopMessage.ShouldBe(StopItem.Instance);
    }

    private static Task AwaitStatusAsync(IActorRef item, long sequence, OrderStatus status) =>
        Eventually.BecomesTrueAsync(async () => (await FindAsync(item, sequence)).Order!.Status == status);
}
