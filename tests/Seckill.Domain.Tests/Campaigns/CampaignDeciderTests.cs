using Seckill.Domain.Campaigns;
using Seckill.Domain.Shared;
using static Seckill.Domain.Campaigns.CampaignProtocol;

namespace Seckill.Domain.Tests.Campaigns;

/// <summary>A bucket gives slots up to the limit, and takes back what it is told of.</summary>
public sealed class CampaignDeciderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 11, 10, 0, 0, TimeSpan.Zero);
    private static readonly CampaignRule Rule = new(BuyersMax: 3, TimeSpan.FromSeconds(10));
    private static readonly BuyerId Alice = BuyerId.Parse("alice");
    private static readonly ItemId Red = ItemId.Parse("phone-red");
    private static readonly ItemId Blue = ItemId.Parse("phone-blue");

    private CampaignState _state = CampaignState.Empty(CampaignBucket.Of("double-eleven", Alice));

    [Fact]
    public void A_slot_is_given_until_the_limit_is_reached_over_all_items()
    {
        Decide(Take(Red, 1, limit: 2), Take(Blue, 2, limit: 2), Take(Blue, 3, limit: 2)).ShouldBe([SlotOutcome.Taken, SlotOutcome.Taken, SlotOutcome.Blocked]);

        var blocked = Answers(Take(Red, 4, limit: 2)).ShouldHaveSingleItem();

        blocked.Slots.Select(slots => (slots.Item, slots.UnitsAtMost)).ShouldBe([(Red, 1), (Blue, 1)]);
        blocked.Slots[0].Open.ShouldHaveSingleItem().ShouldBe(new OpenSlot(1, KeyOf(1), 1, Now.AddSeconds(10)));
    }

    [Fact]
    public void Each_entry_is_the_next_revision()
    {
        Decide(Take(Red, 1, limit: 2));
        Decide(Take(Blue, 2, limit: 2));

        _state.Revision.ShouldBe(2);
    }

    [Fact]
    public void A_bucket_is_its_number_and_label()
    {
        _state.Bucket.ToString().ShouldBe(_state.Bucket.Name);
        default(CampaignBucket).ToString().ShouldBe("");
        Should.Throw<FormatException>(() => CampaignBucket.Of("Not a label", Alice));
    }

    [Fact]
    public void Units_count_and_not_slots() =>
        Decide(Take(Red, 1, limit: 5, units: 3), Take(Blue, 2, limit: 5, units: 3), Take(Blue, 3, limit: 5, units: 2))
            .ShouldBe([SlotOutcome.Taken, SlotOutcome.Blocked, SlotOutcome.Taken]);

    [Fact]
    public void Each_items_own_limit_holds() =>
        Decide(Take(Red, 1, limit: 1), Take(Red, 2, limit: 1), Take(Blue, 3, limit: 2), Take(Red, 4, limit: 2))
            .ShouldBe([SlotOutcome.Taken, SlotOutcome.Blocked, SlotOutcome.Taken, SlotOutcome.Blocked]);

    [Fact]
    public void A_wish_that_comes_twice_takes_one_slot()
    {
        Decide(Take(Red, 1), Take(Red, 1)).ShouldBe([SlotOutcome.Taken, SlotOutcome.Taken]);

        _state.Buyers[Alice].ShouldHaveSingleItem().Open.Length.ShouldBe(1);
    }

    [Fact]
    public void A_second_purchase_with_the_same_key_waits_for_the_first() =>
        Decide(Take(Red, 1, limit: 9), Take(Red, 2, limit: 9, key: 1), Take(Blue, 3, limit: 9, key: 1))
            .ShouldBe([SlotOutcome.Taken, SlotOutcome.Blocked, SlotOutcome.Taken]);

    [Fact]
    public void A_returned_slot_is_free()
    {
        Decide(Take(Red, 1), new ReturnSlot(Alice, Red, 1), Take(Blue, 2)).ShouldBe([SlotOutcome.Taken, SlotOutcome.Noted, SlotOutcome.Taken]);

        _state.Buyers[Alice].ShouldHaveSingleItem().Item.ShouldBe(Blue);
    }

    [Fact]
    public void A_kept_slot_stays_taken_and_reports_that_come_twice_or_late_change_nothing()
    {
        Decide(Take(Red, 1), new KeepSlot(Alice, Red, 1, 7, 1), new KeepSlot(Alice, Red, 1, 7, 1), new ReturnSlot(Alice, Red, 1));

        _state.Buyers[Alice].ShouldHaveSingleItem().ShouldBe(new ItemSlots(Red, 1, KeptThrough: 7, CountedThrough: 0, []));
        Decide(Take(Blue, 2)).ShouldBe([SlotOutcome.Blocked]);
    }

    [Fact]
    public void What_an_item_counts_replaces_what_the_bucket_knew()
    {
        Decide(Take(Red, 1, limit: 2), new KeepSlot(Alice, Red, 1, 7, 1), Take(Red, 2, limit: 2));

        // Order 7 has ended, and the second slot has made order 9.
        Decide(new RecountUnits(Alice, Red, 1, CountedThrough: 9, [2]));

        _state.Buyers[Alice].ShouldHaveSingleItem().ShouldBe(new ItemSlots(Red, 1, 7, 9, []));
    }

    [Fact]
    public void A_report_of_an_order_that_was_counted_already_does_not_count_it_twice()
    {
        Decide(Take(Red, 1, limit: 3));
        // The slot was taken after the question was asked, and won before it was answered.
        Decide(new RecountUnits(Alice, Red, 1, CountedThrough: 4, []), new KeepSlot(Alice, Red, 1, 4, 1));

        _state.Buyers[Alice].ShouldHaveSingleItem().Units.ShouldBe(1);
    }

    [Fact]
    public void Reports_of_two_orders_may_come_in_either_order()
    {
        Decide(Take(Red, 1, limit: 3), Take(Red, 2, limit: 3), new KeepSlot(Alice, Red, 2, 8, 1), new KeepSlot(Alice, Red, 1, 5, 1));

        _state.Buyers[Alice].ShouldHaveSingleItem().ShouldBe(new ItemSlots(Red, 2, KeptThrough: 8, CountedThrough: 0, []));
    }

    [Fact]
    public void A_count_that_does_not_know_the_newest_order_is_ignored()
    {
        Decide(Take(Red, 1), new KeepSlot(Alice, Red, 1, 7, 1));

        Decide(new RecountUnits(Alice, Red, 0, CountedThrough: 6, [])).ShouldBe([SlotOutcome.Noted]);

        Decide(Take(Blue, 2)).ShouldBe([SlotOutcome.Blocked]);
    }

    [Fact]
    public void A_count_that_changes_nothing_is_not_written()
    {
        Decide(Take(Red, 1), new KeepSlot(Alice, Red, 1, 7, 1));
        var before = _state;

        Decide(new RecountUnits(Alice, Red, 1, CountedThrough: 70, [1]), new RecountUnits(Alice, Blue, 0, 3, []), Take(Blue, 2));

        _state.ShouldBeSameAs(before);
    }

    [Fact]
    public void A_buyer_who_has_nothing_left_is_forgotten()
    {
        Decide(Take(Red, 1), new KeepSlot(Alice, Red, 1, 7, 1), new RecountUnits(Alice, Red, 0, 7, []));

        _state.Buyers.ShouldBeEmpty();
    }

    [Fact]
    public void Only_so_many_buyers_are_remembered()
    {
        string[] names = ["a", "b", "c", "d"];
        Decide([.. names.Select((name, number) => Take(Red, number) with { Buyer = BuyerId.Parse(name) })])
            .ShouldBe([SlotOutcome.Taken, SlotOutcome.Taken, SlotOutcome.Taken, SlotOutcome.Overloaded]);

        Decide(new ReturnSlot(BuyerId.Parse("a"), Red, 0), Take(Red, 9) with { Buyer = BuyerId.Parse("d") }).ShouldBe([SlotOutcome.Noted, SlotOutcome.Taken]);
    }

    [Fact]
    public void Only_so_many_slots_of_a_buyer_are_open()
    {
        Decide([.. Enumerable.Range(1, CampaignLimits.OpenSlotsMax).Select(number => Take(Red, number, limit: 1_000))]).ShouldAllBe(one => one == SlotOutcome.Taken);

        Decide(Take(Blue, 1_000, limit: 1_000)).ShouldBe([SlotOutcome.Overloaded]);
    }

    [Fact]
    public void A_journal_that_contradicts_itself_is_not_continued()
    {
        Should.Throw<InvalidOperationException>(() => _state.Apply(new SlotsCommitted(Now, [])));
        Should.Throw<InvalidOperationException>(() => _state.Apply(new SlotsCommitted(Now, [new SlotReturned(Alice, Red, 1)])));
        Decide(Take(Red, 1));
        Should.Throw<InvalidOperationException>(() => _state.Apply(new SlotsCommitted(Now, [new SlotKept(Alice, Red, 2, 7, 1)])));
    }

    [Fact]
    public void Buckets_share_the_buyers_evenly_and_are_the_same_for_ever()
    {
        var sizes = new int[CampaignBucket.Count];
        for (var i = 0; i < 16_000; i++) sizes[CampaignBucket.Of("c", BuyerId.Parse($"buyer-{i}")).Number]++;

        sizes.ShouldAllBe(size => size > 800 && size < 1_200);
        CampaignBucket.Of("double-11", Alice).Name.ShouldBe("12-double-11");
        CampaignBucket.Parse("07-a.B_c-1").Name.ShouldBe("07-a.B_c-1");
        foreach (var text in (string[])["", "07", "07-", "7-a", "16-a", "-1-a", "07-a b", "+7-a"]) Should.Throw<FormatException>(() => CampaignBucket.Parse(text));
    }

    private static IdempotencyKey KeyOf(long number) => IdempotencyKey.Parse($"key-{number}");

    private static TakeSlot Take(ItemId item, long number, int limit = 1, int units = 1, long? key = null) =>
        new(Alice, item, units, limit, number, KeyOf(key ?? number));

    private SlotOutcome[] Decide(params ICommand[] commands) => [.. Answers(commands).Select(answer => answer.Outcome)];

    private SlotAnswer[] Answers(params ICommand[] commands)
    {
        var decision = CampaignDecider.Decide(_state, commands, Now, Rule);
        if (decision.Batch is { } batch) CampaignTexts.Of(_state.Apply(batch)).ShouldBe(CampaignTexts.Of(decision.Next), "the promised state is what the journal gives");
        else decision.Next.ShouldBeSameAs(_state);
        _state = decision.Next;
        return decision.Answers;
    }
}
