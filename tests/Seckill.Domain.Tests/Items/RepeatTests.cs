using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Items;

/// <summary>One answer per intent: the same key, or the only order that a limit of one allows.</summary>
public sealed class RepeatTests
{
    [Fact]
    public void With_limit_1_asking_again_means_the_order_that_the_buyer_holds()
    {
        var sale = Given(List(5), Reserve(Alice));

        sale.When(Reserve(Alice)).Then(Outcome.AlreadyReserved).AndNothingIsWritten().Reply.Order.ShouldBe(sale.State.FindOrder(1));
        sale.When(Reserve(Alice, key: "other")).Then(Outcome.AlreadyReserved);
        sale.When(Pay(1, "p"), Reserve(Alice)).Then(Outcome.Paid, Outcome.AlreadyReserved);
        sale.Replies[1].Order!.Status.ShouldBe(OrderStatus.Paid);
    }

    [Fact]
    public void A_key_that_was_answered_with_an_order_keeps_that_answer()
    {
        var sale = Given(List(5), Reserve(Alice, key: "a")).When(Reserve(Alice, key: "b")).Then(Outcome.AlreadyReserved);
        sale.Events.ShouldBe([new KeyAnswered(1, IdempotencyKey.Parse("b"))]);
        sale.When(Reserve(Alice, key: "b"), Reserve(Alice)).Then(Outcome.AlreadyReserved, Outcome.AlreadyReserved).AndNothingIsWritten();

        sale.When(Cancel(Alice, 1)).When(Reserve(Alice, key: "b")).Then(Outcome.AlreadyReserved).AndNothingIsWritten();
        sale.Reply.Order!.Status.ShouldBe(OrderStatus.Cancelled);
        sale.When(Reserve(Alice, 2, key: "b")).Then(Outcome.KeyReused);
        sale.When(Reserve(Alice, key: "c")).Then(Outcome.Reserved).Reply.Order!.Id.Sequence.ShouldBe(2);
        sale.When(Reserve(Alice, key: "d")).When(Pay(2, "p")).When(Reserve(Alice, key: "b"), Reserve(Alice, key: "d"));
        sale.Replies.Select(reply => reply.Order!.Id.Sequence).ShouldBe([1, 2]);
    }

    [Fact]
    public void A_key_answered_in_the_batch_that_made_the_order_keeps_its_answer_too()
    {
        var sale = Given(List(5)).When(Reserve(Alice, key: "a"), Reserve(Alice, key: "b"), Reserve(Bob), Reserve(Alice, key: "b"));

        sale.Then(Outcome.Reserved, Outcome.AlreadyReserved, Outcome.Reserved, Outcome.AlreadyReserved);
        sale.Events.Select(change => change.GetType()).ShouldBe([typeof(StockReserved), typeof(KeyAnswered), typeof(StockReserved)]);
    }

    [Fact]
    public void An_order_made_without_a_key_answers_for_keys_too() =>
        Given(List(5), Reserve(Alice), Reserve(Alice, key: "b")).After(PaymentWindow).When(Expire)
            .When(Reserve(Alice, key: "b")).Then(Outcome.AlreadyReserved).ThenOrder(1, OrderStatus.Expired);

    [Fact]
    public void A_key_too_many_is_refused_with_the_order_and_never_answered_with_it()
    {
        var keys = Enumerable.Range(0, ItemLimits.FurtherKeysPerOrderMax).Select(i => (ICommand)Reserve(Alice, key: $"k{i}"));
        var sale = Given(List(5), Reserve(Alice)).When([.. keys]);
        sale.Replies.ShouldAllBe(reply => reply.Outcome == Outcome.AlreadyReserved);

        sale.When(Reserve(Alice, key: "one-more")).Then(Outcome.LimitReached).AndNothingIsWritten();
        sale.Reply.OrderIds.ShouldHaveSingleItem().Sequence.ShouldBe(1);
        sale.When(Reserve(Alice), Reserve(Alice, key: "k0")).Then(Outcome.AlreadyReserved, Outcome.AlreadyReserved);
        sale.When(Cancel(Alice, 1)).When(Reserve(Alice, key: "one-more")).Then(Outcome.Reserved);
    }

    [Fact]
    public void With_limit_1_asking_for_two_is_a_different_wish()
    {
        Given(List(5)).When(Reserve(Alice, 2)).Then(Outcome.LimitReached).Reply.OrderIds.ShouldBeEmpty();
        Given(List(5), Reserve(Alice)).When(Reserve(Alice, 2)).Then(Outcome.LimitReached).Reply.OrderIds.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_repeat_is_answered_whatever_the_phase()
    {
        var lost = Reserve(Alice, key: "k");

        Given(List(1), lost).When(lost).Then(Outcome.AlreadyReserved);
        Given(List(1), lost, Pause).When(lost, Reserve(Alice)).Then(Outcome.AlreadyReserved, Outcome.AlreadyReserved);
        Given(List(1), lost, Close).When(lost, Reserve(Alice)).Then(Outcome.AlreadyReserved, Outcome.AlreadyReserved);
        Given(List(1), lost, Pay(1, "p")).At(End.AddDays(365)).When(lost).Then(Outcome.AlreadyReserved);
        Given(List(1), lost).At(BeforeStart).When(lost).Then(Outcome.AlreadyReserved);
    }

    [Fact]
    public void With_a_higher_limit_only_the_key_tells_a_repeat_from_a_second_wish() =>
        Given(List(9, limit: 3)).When(Reserve(Alice, key: "k")).Then(Outcome.Reserved)
            .When(Reserve(Alice, key: "k")).Then(Outcome.AlreadyReserved)
            .When(Reserve(Alice)).Then(Outcome.Reserved)
            .When(Reserve(Alice)).Then(Outcome.Reserved)
            .When(Reserve(Alice)).Then(Outcome.LimitReached)
            .When(Reserve(Alice, key: "k")).Then(Outcome.AlreadyReserved);

    [Fact]
    public void The_same_key_with_another_quantity_is_a_different_request() =>
        Given(List(9, limit: 3), Reserve(Alice, 1, "k")).When(Reserve(Alice, 2, "k")).Then(Outcome.KeyReused).AndNothingIsWritten()
            .Reply.Order.ShouldBeNull();

    [Fact]
    public void Keys_of_different_buyers_never_meet() =>
        Given(List(9), Reserve(Alice, key: "k")).When(Reserve(Bob, key: "k")).Then(Outcome.Reserved).ThenStock(7, 2, 0);

    [Fact]
    public void Keys_that_differ_in_case_differ() =>
        Given(List(9, limit: 2), Reserve(Alice, key: "k")).When(Reserve(Alice, key: "K")).Then(Outcome.Reserved);

    [Fact]
    public void A_key_gives_the_same_order_also_after_that_order_ended()
    {
        var sale = Given(List(1), Reserve(Alice, key: "k"), Cancel(Alice, 1));
        sale.When(Reserve(Alice, key: "k")).Then(Outcome.AlreadyReserved).Reply.Order!.Status.ShouldBe(OrderStatus.Cancelled);

        sale.When(Reserve(Alice, key: "k2")).Then(Outcome.Reserved);
        sale.After(PaymentWindow).When(Expire, Reserve(Alice, key: "k2")).Then(Outcome.Expired, Outcome.AlreadyReserved);
    }

    [Fact]
    public void A_refused_wish_leaves_its_key_free() =>
        Given(List(0)).When(Reserve(Alice, key: "k")).Then(Outcome.SoldOut)
            .When(Adjust(1, "a"), Reserve(Alice, key: "k")).Then(Outcome.Changed, Outcome.Reserved);

    [Fact]
    public void A_buyer_whose_order_was_cancelled_or_expired_may_buy_again() =>
        Given(List(1), Reserve(Alice), Cancel(Alice, 1)).When(Reserve(Alice)).Then(Outcome.Reserved)
            .After(PaymentWindow).When(Expire).When(Reserve(Alice)).Then(Outcome.Reserved)
            .ThenOrder(1, OrderStatus.Cancelled).ThenOrder(2, OrderStatus.Expired).ThenOrder(3, OrderStatus.Pending)
            .When(Reserve(Alice)).Then(Outcome.AlreadyReserved);

    [Fact]
    public void A_limit_counts_units_held_and_owned_and_names_their_orders_newest_first()
    {
        var sale = Given(
            List(99, limit: 5), Reserve(Alice, 2), Reserve(Alice, 1), Reserve(Alice, 2), Cancel(Alice, 2), Pay(1, "p", units: 2));

        sale.When(Reserve(Alice, 2)).Then(Outcome.LimitReached).Reply.OrderIds.Select(id => id.Sequence).ShouldBe([3, 1]);
        sale.When(Reserve(Alice, 1)).Then(Outcome.Reserved);
    }

    [Fact]
    public void A_refusal_names_ten_orders_at_most()
    {
        var sale = Given(List(99, limit: 12)).When([.. Enumerable.Repeat(Reserve(Alice), 12)])
            .When(Reserve(Alice)).Then(Outcome.LimitReached);

        sale.Reply.OrderIds.Select(id => id.Sequence).ShouldBe([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
        sale.Reply.OrderCount.ShouldBe(12);
    }

    [Fact]
    public void A_thousand_requests_of_one_buyer_in_one_batch_make_one_order()
    {
        var sale = Given(List(500)).When([.. Enumerable.Repeat(Reserve(Alice), 1_000)]).ThenStock(499, 1, 0);

        sale.Replies.Count(reply => reply.Outcome == Outcome.Reserved).ShouldBe(1);
        sale.Replies.Count(reply => reply.Outcome == Outcome.AlreadyReserved).ShouldBe(999);
        sale.Replies.Select(reply => reply.Order!.Id).Distinct().ShouldHaveSingleItem();
    }
}
