using System.Collections.Immutable;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Items;

/// <summary>A ledger that contradicts itself is not continued.</summary>
public sealed class LedgerTests
{
    private static readonly PaymentId Payment = PaymentId.Parse("p");

    public static TheoryData<string, IEvent> Contradictions => new()
    {
        { "an unknown event", new Unheard() },
        { "more than there is", Reserved(2, Bob, quantity: 9) },
        { "a gap in the sequences", Reserved(3, Bob) },
        { "a sequence twice", Reserved(1, Bob) },
        { "the payment of an order that is not there", new PaymentConfirmed(7, Payment, Price) },
        { "the end of an order that is not there", new StockReleased(ReleaseCause.Expired, [7]) },
        { "the end of an order twice", new StockReleased(ReleaseCause.Expired, [1, 1]) },
        { "a refund that was not due", new RefundSettled(1, Payment) },
        { "fewer units than none", new StockAdjusted(-9, "r", IdempotencyKey.Parse("a")) },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void A_contradiction_throws(string what, IEvent contradiction)
    {
        var state = Given(List(3), Reserve(Alice)).State;

        Should.Throw<InvalidOperationException>(() => state.Apply(new BatchCommitted(Start, [contradiction])), what);
    }

    [Fact]
    public void Nothing_but_a_listing_can_come_first()
    {
        var unlisted = ItemState.Empty(Item);

        Should.Throw<InvalidOperationException>(() => unlisted.Apply(new BatchCommitted(Start, [Reserved(1, Alice)])));
        Should.Throw<InvalidOperationException>(() => unlisted.Apply(new BatchCommitted(Start, [new TermsRevised("t", End)])));
    }

    [Fact]
    public void A_batch_without_events_throws() =>
        Should.Throw<InvalidOperationException>(() => Given(List(3)).State.Apply(new BatchCommitted(Start, [])));

    [Fact]
    public void Two_deadlines_in_one_batch_stay_two()
    {
        StockReserved later = new(Price, Start + PaymentWindow * 2, ImmutableArray.Create(new Reservation(3, Carol, 1, Key: null)));
        var state = Given(List(3), Reserve(Alice)).State.Apply(new BatchCommitted(Start, [Reserved(2, Bob), later]));

        Scenarios.StateInvariants.Check(state);
        state.Deadlines.Select(due => (due.First, due.Last)).ShouldBe([(1, 1), (2, 2), (3, 3)]);
    }

    [Fact]
    public void A_failed_batch_leaves_the_state_as_it_was()
    {
        var state = Given(List(3), Reserve(Alice)).State;
        var shape = Scenarios.StateShape.Of(state);

        Should.Throw<InvalidOperationException>(() => state.Apply(new BatchCommitted(Start, [Reserved(2, Bob), Reserved(2, Carol)])));
        Scenarios.StateShape.Of(state).ShouldBe(shape);
    }

    private static StockReserved Reserved(long sequence, BuyerId buyer, int quantity = 1) =>
        new(Price, Start + PaymentWindow, ImmutableArray.Create(new Reservation(sequence, buyer, quantity, Key: null)));

    public sealed record Unheard : IEvent;
}
