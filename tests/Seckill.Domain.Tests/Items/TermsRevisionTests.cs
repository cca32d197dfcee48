using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Items;

/// <summary>The version of the terms: an operator's changes move it, a sale does not.</summary>
public sealed class TermsRevisionTests
{
    [Fact]
    public void A_listing_a_new_title_and_a_stock_change_move_it()
    {
        var sale = Given().At(BeforeStart).When(List(5));
        sale.State.TermsRevision.ShouldBe(1);

        sale.When(List(6)).State.TermsRevision.ShouldBe(2);
        sale.When(Adjust(+1, "a")).State.TermsRevision.ShouldBe(3);
        sale.At(Start).When(Reserve(Alice));
        sale.When(List(Terms(title: "New"), 7)).Then(Outcome.Changed);
        (sale.State.Revision, sale.State.TermsRevision).ShouldBe((5, 5));
    }

    [Fact]
    public void Sales_and_switches_leave_it()
    {
        var sale = Given(List(5), Reserve(Alice), Reserve(Bob), Pay(1, "p"), Cancel(Bob, 2), Pause, Resume);
        sale.After(PaymentWindow).When(Reserve(Carol)).When(Close);

        (sale.State.Revision, sale.State.TermsRevision).ShouldBe((9, 1));
        sale.State.Status!.TermsRevision.ShouldBe(1);
    }

    [Fact]
    public void A_repeat_that_changes_nothing_leaves_it() =>
        Given(List(5), Reserve(Alice), List(5)).State.TermsRevision.ShouldBe(1);

    [Fact]
    public void The_status_names_the_newest_order() =>
        Given(List(5), Reserve(Alice), Reserve(Bob), Cancel(Bob, 2)).State.Status!.LastSequence.ShouldBe(2);
}
