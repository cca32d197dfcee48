using Seckill.Domain.Items;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Items;

public sealed class ItemStatusTests
{
    private static readonly DateTimeOffset[] Instants =
        [BeforeStart, Start.AddTicks(-1), Start, Start.AddTicks(1), End.AddTicks(-1), End, End.AddDays(1)];

    [Fact]
    public void The_phase_follows_time_stock_and_operator()
    {
        StatusOf(available: 1).PhaseAt(Start.AddTicks(-1)).ShouldBe(Phase.Upcoming);
        StatusOf(available: 1).PhaseAt(Start).ShouldBe(Phase.Open);
        StatusOf(available: 0).PhaseAt(Start).ShouldBe(Phase.SoldOut);
        StatusOf(available: 0).PhaseAt(BeforeStart).ShouldBe(Phase.Upcoming);
        StatusOf(available: 1).PhaseAt(End.AddTicks(-1)).ShouldBe(Phase.Open);
        StatusOf(available: 1).PhaseAt(End).ShouldBe(Phase.Closed);
        (StatusOf(available: 1) with { IsPaused = true }).PhaseAt(BeforeStart).ShouldBe(Phase.Paused);
        (StatusOf(available: 1) with { IsPaused = true }).PhaseAt(End).ShouldBe(Phase.Closed);
        (StatusOf(available: 1) with { IsPaused = true, IsClosed = true }).PhaseAt(Start).ShouldBe(Phase.Closed);
        (StatusOf(available: 1) with { IsClosed = true }).PhaseAt(BeforeStart).ShouldBe(Phase.Closed);
    }

    [Fact]
    public void A_later_look_never_shows_an_older_version()
    {
        var versions = from revision in Enumerable.Range(1, 4) from now in Instants select StatusOf(1, revision).VersionAt(now);

        versions.ShouldBe(versions.Order());
    }

    [Fact]
    public void What_a_shopper_sees_changes_only_together_with_the_version()
    {
        foreach (var (one, other) in Instants.Zip(Instants.Skip(1)))
        {
            var status = StatusOf(available: 1);
            if (status.PhaseAt(one) != status.PhaseAt(other)) status.VersionAt(one).ShouldNotBe(status.VersionAt(other));
            else status.VersionAt(one).ShouldBe(status.VersionAt(other));
        }
    }

    [Fact]
    public void A_moved_end_does_not_take_the_version_back()
    {
        var ended = Given(List(1)).At(End).State.Status!.VersionAt(End);

        Given(List(1)).At(End).When(List(Terms(endsAt: End.AddHours(1)), 1)).State.Status!.VersionAt(End).ShouldBeGreaterThan(ended);
    }

    [Fact]
    public void An_item_is_unsettled_while_it_may_sell_or_holds_units()
    {
        var sale = Given(List(1));
        sale.State.IsUnsettledAt(BeforeStart).ShouldBeTrue();
        sale.State.IsUnsettledAt(End.AddTicks(-1)).ShouldBeTrue();
        sale.State.IsUnsettledAt(End).ShouldBeFalse();
        sale.When(Reserve(Alice)).State.IsUnsettledAt(End).ShouldBeTrue();
        sale.When(Close, Cancel(Alice, 1)).State.IsUnsettledAt(Start).ShouldBeFalse();
        ItemState.Empty(Item).IsUnsettledAt(Start).ShouldBeFalse();
    }

    private static ItemStatus StatusOf(long available, long revision = 1) =>
        new(Item, revision, Terms(), Stock.Of(available), IsPaused: false, IsClosed: false, TermsRevision: 1, LastSequence: 0);
}
