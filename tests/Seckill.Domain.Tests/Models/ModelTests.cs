using CsCheck;
using Seckill.Domain.Items;
using Seckill.Domain.Items.Memory;
using Seckill.Domain.Shared;
using Seckill.Domain.Tests.Scenarios;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Models;

/// <summary>Laws that hold for every sale, tried on random ones. A failure prints the seed that repeats it.</summary>
public sealed class ModelTests
{
    private static readonly int SaleCount = Trials.Of(3_000, few: 200);

    [Fact]
    public void A_sale_does_what_the_naive_sale_does() => RandomSales.Sales.Sample(
        sale =>
        {
            var model = new NaiveSale();
            foreach (var (decision, now, commands) in Run(sale))
            {
                var expected = commands.Select(command => model.Do(command, now)).ToList();
                model.Commit(now);
                decision.Replies.Select(Answer).ShouldBe(expected);
                Comparison.Difference(decision.Next, model).ShouldBeNull();
                StateInvariants.Check(decision.Next);
            }
        },
        iter: SaleCount);

    [Fact]
    public void The_promised_state_is_what_the_ledger_gives() => RandomSales.Sales.Sample(
        sale =>
        {
            var replayed = ItemState.Empty(Item);
            foreach (var (decision, now, _) in Run(sale))
            {
                if (decision.Batch is not { } batch) continue;
                batch.At.ShouldBe(now);
                NoTwoReservationsInARow(batch);
                replayed = replayed.Apply(batch);
                StateShape.Difference(decision.Next, replayed).ShouldBeNull();
            }
        },
        iter: SaleCount / 3);

    [Fact]
    public void Units_that_come_back_go_to_those_who_wait_in_their_order_and_to_nobody_else() => RandomSales.Sales.Sample(
        sale =>
        {
            var waiting = new List<BuyerId>();
            foreach (var (decision, now, _) in Run(sale))
            {
                if (decision.Batch is { } batch) TellFromEvents(batch, waiting);
                decision.Next.Waiting.Buyers.ShouldBe(waiting);
                if (decision.Next.Status?.PhaseAt(now) == Phase.Open) waiting.ShouldBeEmpty();
            }
        },
        iter: SaleCount);

    /// <summary>Keeps a list by the events alone: each offer is made once, to the first, and what is not offered is not for those who wait.</summary>
    private static void TellFromEvents(BatchCommitted batch, List<BuyerId> waiting)
    {
        foreach (var (change, next) in batch.Events.Zip<IEvent, IEvent?>([.. batch.Events.Skip(1), null]))
        {
            switch (change)
            {
                case WaitingListJoined joined:
                    waiting.AddRange(joined.Buyers);
                    break;
                case WaitingListLeft left:
                    foreach (var buyer in left.Buyers) waiting.Remove(buyer).ShouldBeTrue();
                    break;
                case StockReserved reserved when next is UnitsOffered offered:
                    (reserved.Reservations[0].Sequence, reserved.Reservations.Length).ShouldBe((offered.FirstSequence, offered.Count));
                    reserved.Reservations.Select(one => one.Buyer).ShouldBe(waiting.Take(offered.Count));
                    waiting.RemoveRange(0, offered.Count);
                    break;
                case StockReserved:
                    waiting.ShouldBeEmpty();
                    break;
            }
        }
    }

    [Fact]
    public void How_commands_of_one_instant_are_cut_into_batches_does_not_matter() =>
        Gen.Select(RandomSales.Sales, RandomSales.Commands.Array[1, 60], Gen.Int[1, 10]).Sample(
            (sale, commands, size) =>
            {
                var (state, now) = Run(sale).Select(step => (step.Decision.Next, step.Now)).Last();
                var whole = ItemDecider.Decide(state, commands, now);
                var (inParts, answers) = (state, new List<(Outcome, long)>());
                foreach (var part in commands.Chunk(size))
                {
                    var decision = ItemDecider.Decide(inParts, part, now);
                    answers.AddRange(decision.Replies.Select(Answer));
                    inParts = decision.Next;
                }

                answers.ShouldBe(whole.Replies.Select(Answer));
                // A batch is one revision, and what it reserves shares one deadline; nothing else tells of the cut.
                string[] except = [nameof(ItemState.Revision), nameof(ItemState.TermsRevision), nameof(ItemState.SwitchRevision), nameof(ItemState.Status), nameof(ItemState.Deadlines)];
                StateShape.Difference(inParts, whole.Next, except).ShouldBeNull();
            },
            iter: SaleCount / 3);

    [Fact]
    public void A_state_restored_from_its_orders_goes_on_as_the_live_one() =>
        Gen.Select(RandomSales.Sales, RandomSales.Sales).Sample(
            (before, after) =>
            {
                var (state, now) = Run(before).Select(step => (step.Decision.Next, step.Now)).Last();
                var orders = state.Orders.Values.OrderBy(order => order.Sequence).ToList();
                var restored = Forgetful(state).WithOrders(orders, [.. state.ClosedOrders]);
                StateShape.Difference(restored, state, nameof(ItemState.Deadlines)).ShouldBeNull();
                StateInvariants.Check(restored);

                foreach (var step in after)
                {
                    now += step.Passed;
                    var (live, other) = (ItemDecider.Decide(state, step.Commands, now), ItemDecider.Decide(restored, step.Commands, now));
                    other.Replies.Select(Answer).ShouldBe(live.Replies.Select(Answer));
                    (state, restored) = (live.Next, other.Next);
                    StateShape.Difference(restored, state, nameof(ItemState.Deadlines)).ShouldBeNull();
                }
            },
            iter: SaleCount / 10);

    private static IEnumerable<(Decision Decision, DateTimeOffset Now, ICommand[] Commands)> Run(Step[] sale)
    {
        var (state, now) = (ItemState.Empty(Item), RandomSales.Dawn);
        foreach (var step in sale)
        {
            now += step.Passed;
            var decision = ItemDecider.Decide(state, step.Commands, now);
            if (decision.Batch is null) decision.Next.ShouldBeSameAs(state);
            else decision.Next.Revision.ShouldBe(state.Revision + 1);
            yield return (decision, now, step.Commands);
            state = decision.Next;
        }
    }

    /// <summary>What a snapshot keeps beside the orders.</summary>
    private static ItemState Forgetful(ItemState state) => state with
    {
        Orders = OrderPages.Empty,
        Buyers = ItemState.Empty(Item).Buyers,
        ClosedOrders = [],
        ClosedOrderCount = 0,
        Deadlines = [],
    };

    private static void NoTwoReservationsInARow(BatchCommitted batch)
    {
        foreach (var (one, next) in batch.Events.Zip(batch.Events.Skip(1))) (one is StockReserved && next is StockReserved).ShouldBeFalse();
    }

    private static (Outcome Outcome, long Order) Answer(Reply reply) => (reply.Outcome, reply.Order?.Id.Sequence ?? 0);
}
