using Akka.Actor;
using Seckill.Actors.Tests.Testing;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Items;

/// <summary>An item keeps its waiting list through restarts, and offers what comes back without being asked.</summary>
public sealed class ItemActorWaitingListSpec(ITestOutputHelper output) : ItemKit(output)
{
    [Fact]
    public async Task A_unit_that_nobody_paid_is_offered_at_its_deadline_without_any_request()
    {
        var item = await SoldOutAsync(windowSeconds: 60);
        await AskAllAsync(item, Join("bob"), Join("carol"));

        Pass(TimeSpan.FromSeconds(61));

        var offer = await AwaitAsync(item, "bob", Outcome.Offered);
        offer.Order!.PayBefore.ShouldBe(Start.AddSeconds(121));
        offer.Status!.Stock.Available.ShouldBe(0);
        (await PlaceAsync(item, "carol")).Ahead.ShouldBe(0);
        (await AskAsync(item, Buy("bob"))).Order!.Id.ShouldBe(offer.Order.Id);
        (await ShouldBalanceAsync(item, 1)).Held.ShouldBe(1);
    }

    [Fact]
    public async Task Each_offer_that_lapses_goes_to_the_next_and_after_the_last_the_unit_is_on_sale()
    {
        var item = await SoldOutAsync(windowSeconds: 60);
        await AskAllAsync(item, Join("bob"), Join("carol"));

        Pass(TimeSpan.FromSeconds(61));
        await AwaitAsync(item, "bob", Outcome.Offered);
        Pass(TimeSpan.FromSeconds(61));
        await AwaitAsync(item, "carol", Outcome.Offered);
        Pass(TimeSpan.FromSeconds(61));
        await AwaitAsync(item, "carol", Outcome.NotWaiting);

        (await AskAsync(item, Buy("dave"))).Outcome.ShouldBe(Outcome.Reserved);
        await ShouldBalanceAsync(item, 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    public async Task Places_and_offers_survive_restarts(int snapshotEveryEntries)
    {
        Limits.SnapshotEveryEntries = snapshotEveryEntries;
        var item = await SoldOutAsync();
        for (var number = 1; number <= 20; number++) await AskAsync(item, Join($"b{number}"));
        await AskAsync(item, new LeaveWaitingList(BuyerId.Parse("b2")));
        (await AskAsync(item, new CancelOrder(BuyerId.Parse("alice"), 1))).Outcome.ShouldBe(Outcome.Cancelled);
        await KillAsync(item);

        var again = StartItem();

        (await PlaceAsync(again, "b1")).Outcome.ShouldBe(Outcome.Offered);
        (await PlaceAsync(again, "b2")).Outcome.ShouldBe(Outcome.NotWaiting);
        for (var number = 3; number <= 20; number++) (await PlaceAsync(again, $"b{number}")).Ahead.ShouldBe(number - 3);
        (await AskAsync(again, Join("b20"))).Ahead.ShouldBe(17);
        (await ShouldBalanceAsync(again, 1)).Held.ShouldBe(1);
    }

    [Fact]
    public async Task A_place_that_was_not_written_is_not_promised()
    {
        var item = await SoldOutAsync();
        await BehaveAsync(FaultyJournal.Fault.Fail);
        (await AskAsync(item, Join("bob"))).Outcome.ShouldBe(Outcome.OutcomeUnknown);
        await BehaveAsync(FaultyJournal.Fault.None);
        await AwaitRestartAsync(item);

        (await PlaceAsync(item, "bob")).Outcome.ShouldBe(Outcome.NotWaiting);
        (await AskAsync(item, Join("bob"))).Outcome.ShouldBe(Outcome.Waiting);
        await ShouldBalanceAsync(item, 1);
    }

    [Fact]
    public async Task An_offer_is_written_with_what_made_it_possible_and_a_question_for_a_place_writes_nothing()
    {
        var item = await SoldOutAsync();
        await AskAsync(item, Join("bob"));
        var before = await CountWritesAsync();

        await AskAsync(item, new CancelOrder(BuyerId.Parse("alice"), 1));
        (await CountWritesAsync()).ShouldBe(before + 1);
        await PlaceAsync(item, "bob");
        await AskAsync(item, Join("bob"));

        (await CountWritesAsync()).ShouldBe(before + 1);
    }

    [Fact]
    public async Task Whoever_gets_an_offer_is_told_to_the_boards_as_a_holder_while_the_item_stays_sold_out()
    {
        var item = await SoldOutAsync();
        await AskAsync(item, Join("bob"));
        Pass(TimeSpan.FromSeconds(1));

        await AskAsync(item, new CancelOrder(BuyerId.Parse("alice"), 1));
        Pass(TimeSpan.FromSeconds(1));

        await Eventually.BecomesTrueAsync(() => Task.FromResult(Published.Any(one => one.NewHolders.Contains(BuyerId.Parse("bob").StableHash))));
        var newest = Published.Last().Status;
        (newest.PhaseAt(Start), newest.Waiting, newest.Terms.WaitingList).ShouldBe((Phase.SoldOut, 0, true));
        Published.ShouldContain(one => one.Status.Waiting == 1);
    }

    [Fact]
    public async Task While_purchases_are_off_nothing_is_offered_and_when_they_are_on_again_nobody_has_to_ask()
    {
        var item = await SoldOutAsync();
        await AskAsync(item, Join("bob"));
        ArePurchasesOff = true;
        await AskAsync(item, new CancelOrder(BuyerId.Parse("alice"), 1));
        (await AskAsync(item, Join("carol"))).Outcome.ShouldBe(Outcome.Paused);
        (await PlaceAsync(item, "bob")).Outcome.ShouldBe(Outcome.Waiting);

        ArePurchasesOff = false;
        Pass(TimeSpan.FromMilliseconds(Limits.BoardRepeatMs));

        await AwaitAsync(item, "bob", Outcome.Offered);
        await ShouldBalanceAsync(item, 1);
    }

    [Fact]
    public async Task More_units_than_one_entry_offers_follow_by_themselves()
    {
        Limits.WaitingListMax = ItemLimits.WaitingMax;
        var item = await StartListedAsync(Listing(stock: 0, waitingList: true));
        var crowd = Enumerable.Range(1, ItemLimits.OffersPerBatchMax + 3).Select(ICommand (number) => Join($"b{number}")).ToArray();
        foreach (var part in crowd.Chunk(2_000)) await AskAllAsync(item, part);

        await AskAsync(item, new AdjustStock(20_000, "many", IdempotencyKey.Parse("k")));

        await AwaitAsync(item, $"b{crowd.Length}", Outcome.Offered);
        (await ShouldBalanceAsync(item, 20_000)).Available.ShouldBe(20_000 - crowd.Length);
    }

    private async Task<IActorRef> SoldOutAsync(int windowSeconds = 300)
    {
        var item = await StartListedAsync(Listing(stock: 1, windowSeconds: windowSeconds, waitingList: true));
        (await AskAsync(item, Buy("alice"))).Outcome.ShouldBe(Outcome.Reserved);
        return item;
    }

    private static async Task<Reply> AwaitAsync(IActorRef item, string buyer, Outcome outcome)
    {
        var reply = await PlaceAsync(item, buyer);
        await Eventually.BecomesTrueAsync(async () => (reply = await PlaceAsync(item, buyer)).Outcome == outcome);
        return reply;
    }
}
