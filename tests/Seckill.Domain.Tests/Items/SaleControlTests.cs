using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Items;

public sealed class SaleControlTests
{
    [Fact]
    public void Pause_stops_the_sale_and_resume_starts_it_again() =>
        Given(List(1)).When(Pause).Then(Outcome.Changed).When(Reserve(Alice)).Then(Outcome.Paused)
            .When(Resume).Then(Outcome.Changed).When(Reserve(Alice)).Then(Outcome.Reserved);

    [Fact]
    public void Repeats_change_nothing() =>
        Given(List(1)).When(Resume).Then(Outcome.Unchanged).AndNothingIsWritten()
            .When(Pause, Pause).Then(Outcome.Changed, Outcome.Unchanged)
            .When(Pause).Then(Outcome.Unchanged).AndNothingIsWritten()
            .When(Close, Close).Then(Outcome.Changed, Outcome.Unchanged)
            .When(Close).Then(Outcome.Unchanged).AndNothingIsWritten();

    [Fact]
    public void A_closed_sale_is_closed_for_good() =>
        Given(List(1), Close).When(Pause, Resume, Reserve(Alice))
            .Then(Outcome.Closed, Outcome.Closed, Outcome.Closed).AndNothingIsWritten();

    [Fact]
    public void A_paused_sale_can_be_closed() =>
        Given(List(1), Pause).When(Close).Then(Outcome.Changed).When(Reserve(Alice)).Then(Outcome.Closed);

    [Fact]
    public void Every_answer_shows_the_item()
    {
        var sale = Given(List(1)).When(Pause);
        sale.Reply.Status!.IsPaused.ShouldBeTrue();

        sale.When(Resume).Reply.Status!.IsPaused.ShouldBeFalse();
        sale.When(Close).Reply.Status!.IsClosed.ShouldBeTrue();
        sale.When(Pause).Reply.Status.ShouldBe(sale.State.Status);
    }
}
