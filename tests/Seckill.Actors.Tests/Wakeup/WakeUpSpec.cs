using Akka.Actor;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Items;
using Seckill.Actors.Tests.Testing;
using Seckill.Actors.Wakeup;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Seckill.Actors.Tests.Wakeup;

public sealed class WakeUpSpec(ITestOutputHelper output) : NodeKit(output)
{
    private readonly SeckillLimits _limits = new();

    private TimeSpan Every => TimeSpan.FromSeconds(_limits.WakeEverySeconds);

    [Fact]
    public async Task An_unsettled_item_is_woken_again_and_again_and_a_settled_one_never()
    {
        Tables.Write(StatusOf(Item));
        Tables.Write(StatusOf(Other) with { IsClosed = true });
        var wakeUp = StartWakeUp();

        await IsWokenAsync(Item);
        await SettleAsync(wakeUp);
        Pass(Every);

        await IsWokenAsync(Item);
        await Items.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_closed_item_that_owes_a_refund_is_woken()
    {
        Tables.Write(StatusOf(Item, available: 10) with { IsClosed = true }, refundsDue: 1);

        StartWakeUp();

        await IsWokenAsync(Item);
    }

    [Fact]
    public async Task An_item_sleeps_until_its_start_is_near()
    {
        Tables.Write(StatusOf(Item, opensIn: TimeSpan.FromSeconds(_limits.WakeLeadSeconds) + (Every / 2)));
        var wakeUp = StartWakeUp();
        await HasLookedAsync(wakeUp, times: 1);
        await Items.ExpectNoMsgAsync(TimeSpan.Zero);

        Pass(Every);

        await IsWokenAsync(Item);
    }

    [Fact]
    public async Task The_first_look_finds_what_only_the_ledger_knows_and_later_ones_do_not_ask_it()
    {
        Tables.Commit(Item, 1);
        var wakeUp = StartWakeUp();
        await IsWokenAsync(Item);

        for (var looks = 2; looks <= 4; looks++)
        {
            await SettleAsync(wakeUp);
            Pass(Every);
            await HasLookedAsync(wakeUp, looks);
        }

        Tables.Sweeps.ShouldBe(1);
    }

    [Fact]
    public async Task A_look_that_failed_is_repeated_and_still_owes_the_ledger()
    {
        Tables.Commit(Item, 1);
        Tables.IsAway = true;
        var wakeUp = StartWakeUp();
        await HasLookedAsync(wakeUp, times: 1);
        Tables.Sweeps.ShouldBe(0);

        Tables.IsAway = false;
        Pass(Every);

        await IsWokenAsync(Item);
        Tables.Sweeps.ShouldBe(1);
    }

    [Fact]
    public async Task A_lost_node_makes_it_look_into_the_ledger_at_once()
    {
        var wakeUp = StartWakeUp();
        await HasLookedAsync(wakeUp, times: 1);
        Tables.Commit(Item, 1);

        wakeUp.Tell(SomebodyRemoved());

        await IsWokenAsync(Item);
        Tables.Sweeps.ShouldBe(2);
    }

    [Fact]
    public async Task A_node_that_is_lost_during_a_look_is_not_forgotten()
    {
        var wakeUp = StartWakeUp();
        await HasLookedAsync(wakeUp, times: 1);
        var slow = Tables.Hold();
        wakeUp.Tell(SomebodyRemoved());
        await Eventually.HoldsAsync(() => Tables.Looks.ShouldBe(2));
        await SettleAsync(wakeUp);

        // The look that has begun sweeps for the first lost node only: it may have read what the second one was about to change.
        wakeUp.Tell(SomebodyRemoved());
        await SettleAsync(wakeUp);
        Tables.Looks.ShouldBe(2, "one look at a time");
        slow.SetResult();

        await Eventually.HoldsAsync(() => Tables.Sweeps.ShouldBe(3));
    }

    [Fact]
    public async Task A_node_that_is_lost_during_an_ordinary_look_is_not_forgotten()
    {
        var wakeUp = StartWakeUp();
        await HasLookedAsync(wakeUp, times: 1);
        var slow = Tables.Hold();
        Pass(Every);
        await Eventually.HoldsAsync(() => Tables.Looks.ShouldBe(2));

        wakeUp.Tell(SomebodyRemoved());
        await SettleAsync(wakeUp);
        Tables.Commit(Item, 1);
        slow.SetResult();

        await IsWokenAsync(Item);
        Tables.Sweeps.ShouldBe(2);
    }

    private IActorRef StartWakeUp() => Sys.ActorOf(Props.Create(
        () => new WakeUpActor(Region, Tables, Tables, Tables, Options.Create(_limits), Time)));

    private async Task IsWokenAsync(ItemId item) =>
        (await Items.ExpectMsgAsync<WakeItem>(TimeSpan.FromSeconds(10))).ItemId.ShouldBe(item);
}
