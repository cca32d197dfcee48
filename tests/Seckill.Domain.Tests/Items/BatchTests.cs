using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Items;

public sealed class BatchTests
{
    [Fact]
    public void Commands_of_one_batch_see_each_other() =>
        Given().At(Start).When(
                List(stock: 2), Reserve(Alice), Reserve(Bob), Reserve(Carol), Cancel(Bob, 2), Reserve(Carol), Pay(1, "p"), Cancel(Alice, 1))
            .Then(
                Outcome.Listed, Outcome.Reserved, Outcome.Reserved, Outcome.SoldOut, Outcome.Cancelled, Outcome.Reserved, Outcome.Paid,
                Outcome.OrderState)
            .ThenStock(available: 0, held: 1, sold: 1);

    [Fact]
    public void A_command_of_a_newer_version_is_answered_and_decides_nothing()
    {
        Given().At(Start).When(new UnknownCommand()).Then(Outcome.Overloaded);
        Given(List(stock: 2)).At(Start).When(Reserve(Alice), new UnknownCommand(), Reserve(Bob))
            .Then(Outcome.Reserved, Outcome.Overloaded, Outcome.Reserved)
            .ThenStock(available: 0, held: 2, sold: 0);
    }

    [Fact]
    public void A_batch_is_one_revision_and_one_entry_at_one_time()
    {
        var sale = Given(List(5)).At(Start.AddTicks(12_345)).When(Reserve(Alice), Pause, Reserve(Bob), Resume, Reserve(Carol));

        sale.State.Revision.ShouldBe(2);
        sale.Events.Select(change => change.GetType().Name)
            .ShouldBe([nameof(StockReserved), nameof(SalePaused), nameof(SaleResumed), nameof(StockReserved)]);
        sale.State.FindOrder(1)!.CreatedAt.ShouldBe(Start.AddMilliseconds(1));
        sale.Then(Outcome.Reserved, Outcome.Changed, Outcome.Paused, Outcome.Changed, Outcome.Reserved);
    }

    [Fact]
    public void Consecutive_reservations_are_one_event_with_consecutive_sequences()
    {
        var sale = Given(List(9, limit: 5)).When(
            Reserve(Alice, 2, "k"), Reserve(Alice, 2, "k"), Reserve(Bob, 5), Reserve(Carol, 5), Reserve(Carol));

        sale.Then(Outcome.Reserved, Outcome.AlreadyReserved, Outcome.Reserved, Outcome.SoldOut, Outcome.Reserved);
        var reserved = sale.Events.ShouldHaveSingleItem().ShouldBeOfType<StockReserved>();
        reserved.UnitPrice.ShouldBe(Price);
        reserved.PayBefore.ShouldBe(Start + PaymentWindow);
        reserved.Reservations.ShouldBe(
            [new Reservation(1, Alice, 2, IdempotencyKey.Parse("k")), new Reservation(2, Bob, 5, null), new Reservation(3, Carol, 1, null)]);
    }

    [Fact]
    public void Another_change_splits_the_reservations_so_that_order_is_kept()
    {
        var sale = Given(List(9)).When(Reserve(Alice), Reserve(Bob), Cancel(Alice, 1), Reserve(Carol), Reserve(Alice));

        sale.Events.Count.ShouldBe(3);
        sale.Events.OfType<StockReserved>().Select(reserved => reserved.Reservations.Select(reservation => reservation.Sequence).ToArray())
            .ShouldBe([[1, 2], [3, 4]]);
    }

    [Fact]
    public void A_batch_of_refusals_writes_nothing_and_keeps_the_very_state()
    {
        var sale = Given(List(1), Reserve(Alice));
        var before = sale.State;

        sale.When(Reserve(Bob), Reserve(Alice), Cancel(Bob, 1), Resume, List(1), Pay(9, "p"), Refund("p"), Expire)
            .Then(
                Outcome.SoldOut, Outcome.AlreadyReserved, Outcome.OrderNotFound, Outcome.Unchanged, Outcome.Unchanged,
                Outcome.OrderNotFound, Outcome.OrderNotFound, Outcome.NothingDue);

        sale.State.ShouldBeSameAs(before);
        sale.Replies[0].Status.ShouldBe(before.Status);
    }

    [Fact]
    public void An_empty_batch_is_allowed() => Given(List(1)).When().Then().AndNothingIsWritten();

    [Fact]
    public void All_answers_of_a_batch_show_the_one_status_that_is_committed_with_it()
    {
        // Boards and ETags tell statuses apart by their revision alone, so a revision must not have two.
        var sale = Given(List(2, limit: 5)).When(
            Pause, Reserve(Alice), Resume, Reserve(Alice, 2), Reserve(Bob), Adjust(+3, "a"), Reserve(Bob, 4), Adjust(-9, "b"));

        sale.Then(
            Outcome.Changed, Outcome.Paused, Outcome.Changed, Outcome.Reserved, Outcome.SoldOut, Outcome.Changed, Outcome.SoldOut,
            Outcome.StockConflict);
        var statuses = sale.Replies.Where(reply => reply.Outcome != Outcome.Reserved).Select(reply => reply.Status).ToList();
        statuses.ShouldAllBe(status => status == sale.State.Status);
        sale.State.Status!.Stock.ShouldBe(new Stock(5, 3, 2, 0));
    }

    [Fact]
    public void A_version_given_away_by_an_earlier_command_of_the_batch_is_old_for_the_next() =>
        Given().At(BeforeStart).When(List(5)).When(List(6, version: 4), List(7, version: 4)).Then(Outcome.Changed, Outcome.VersionConflict);

    [Fact]
    public void An_unknown_command_is_a_defect_and_stops_the_decision() =>
        Should.Throw<InvalidOperationException>(() => Given(List(1)).When(new Unheard()));

    private sealed record Unheard : ICommand;
}
