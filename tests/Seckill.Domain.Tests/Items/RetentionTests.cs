using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Domain.Tests.Scenarios;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Items;

/// <summary>
/// An item forgets the oldest of its ended orders, so that reserving and giving up all day does not fill the memory. One long sale
/// serves all tests: Alice holds a unit, Bob gave one up and owns another, Carol gave hers up and paid it too late;
/// then many reserve and give up.
/// </summary>
public sealed class RetentionTests(RetentionTests.LongSale sale) : IClassFixture<RetentionTests.LongSale>
{
    private const int ClosedMax = 100_000;
    private const int CarolsOrder = 4;
    private const int Over = 5;
    private const int OldestRemembered = CarolsOrder + 1 + Over;
    private const int Last = CarolsOrder + ClosedMax + Over;

    public sealed class LongSale
    {
        public LongSale()
        {
            ICommand[][] batches =
            [
                [List(ItemLimits.StockMax)],
                [Reserve(Alice, key: "k"), Reserve(Bob, key: "k"), Cancel(Bob, 2), Reserve(Bob), Pay(3, "p")],
                [Reserve(Carol), Cancel(Carol, CarolsOrder), Pay(CarolsOrder, "late")],
                .. Ending(first: CarolsOrder + 1, last: Last),
            ];
            (State, Replayed) = (ItemState.Empty(Item), ItemState.Empty(Item));
            foreach (var commands in batches)
            {
                var decision = ItemDecider.Decide(State, commands, Start);
                (State, Replayed) = (decision.Next, Replayed.Apply(decision.Batch!));
            }
        }

        public ItemState State { get; }

        public ItemState Replayed { get; }

        /// <summary>Batches in which a thousand buyers reserve, and batches in which they give up.</summary>
        private static IEnumerable<ICommand[]> Ending(int first, int last) =>
            Enumerable.Range(first, last - first + 1).Chunk(1_000).SelectMany(numbers => (ICommand[][])
            [
                [.. numbers.Select(number => Reserve(Buyer(number), key: "k"))],
                [.. numbers.Select(number => Cancel(Buyer(number), number))],
            ]);
    }

    [Fact]
    public void Only_the_newest_ended_orders_are_remembered()
    {
        StateInvariants.Check(sale.State);
        sale.State.LastSequence.ShouldBe(Last);
        sale.State.ClosedOrderCount.ShouldBe(ClosedMax);
        sale.State.Orders.Count.ShouldBe(ClosedMax + 2);
        sale.State.Buyers.Count.ShouldBe(ClosedMax + 2);
        sale.State.FindOrder(OldestRemembered - 1).ShouldBeNull();
        sale.State.FindOrder(OldestRemembered).ShouldNotBeNull();
    }

    [Fact]
    public void The_ledger_gives_the_same_memory() => StateShape.Difference(sale.State, sale.Replayed).ShouldBeNull();

    [Fact]
    public void A_forgotten_order_is_told_apart_from_one_that_never_was()
    {
        Answer(Cancel(Buyer(OldestRemembered - 1), OldestRemembered - 1)).ShouldBe(Outcome.OrderForgotten);
        Answer(Cancel(Buyer(OldestRemembered), OldestRemembered)).ShouldBe(Outcome.Cancelled);
        Answer(Cancel(Alice, Last + 1)).ShouldBe(Outcome.OrderNotFound);
    }

    [Fact]
    public void The_key_and_the_buyer_are_forgotten_with_the_order()
    {
        Answer(Reserve(Buyer(OldestRemembered), key: "k")).ShouldBe(Outcome.AlreadyReserved);
        Answer(Reserve(Buyer(OldestRemembered - 1), key: "k")).ShouldBe(Outcome.Reserved);
        sale.State.Buyers.ContainsKey(Buyer(OldestRemembered)).ShouldBeTrue();
        sale.State.Buyers.ContainsKey(Buyer(OldestRemembered - 1)).ShouldBeFalse();
    }

    [Fact]
    public void A_key_is_forgotten_with_its_order_also_if_the_buyer_has_another()
    {
        sale.State.FindOrder(2).ShouldBeNull();
        sale.State.Buyers[Bob].Keys().ShouldBeEmpty();
        ItemDecider.Decide(sale.State, [Reserve(Bob, key: "k")], Start).Replies[0].Order!.Id.Sequence.ShouldBe(3);
    }

    [Fact]
    public void Orders_that_hold_or_own_units_are_never_forgotten()
    {
        Answer(Reserve(Alice, key: "k")).ShouldBe(Outcome.AlreadyReserved);
        Answer(Reserve(Bob)).ShouldBe(Outcome.AlreadyReserved);
        sale.State.FindOrder(3)!.Status.ShouldBe(OrderStatus.Paid);
        sale.State.NextDeadline.ShouldBe(Start + PaymentWindow);
    }

    [Fact]
    public void Money_for_a_forgotten_order_still_goes_back_once()
    {
        var late = ItemDecider.Decide(sale.State, [Pay(5, "late-too"), Pay(5, "late-too")], Start);

        late.Replies.Select(reply => (reply.Outcome, reply.Order)).ShouldBe([(Outcome.RefundDue, null), (Outcome.RefundDue, null)]);
        late.Batch!.Events.ShouldBe([new RefundFellDue(5, PaymentId.Parse("late-too"), Price)]);
    }

    [Fact]
    public void A_refund_outlives_the_order_that_it_belongs_to()
    {
        sale.State.FindOrder(CarolsOrder).ShouldBeNull();
        sale.State.RefundsDue.ShouldHaveSingleItem().Value.Sequence.ShouldBe(CarolsOrder);

        var settled = ItemDecider.Decide(sale.State, [Refund("late"), Refund("late")], Start);
        settled.Replies.Select(reply => reply.Outcome).ShouldBe([Outcome.RefundSettled, Outcome.RefundSettled]);
        settled.Next.RefundsDue.ShouldBeEmpty();
    }

    private Outcome Answer(ICommand command) => ItemDecider.Decide(sale.State, [command], Start).Replies[0].Outcome;

    private static BuyerId Buyer(long number) => BuyerId.Parse($"buyer-{number}");
}
