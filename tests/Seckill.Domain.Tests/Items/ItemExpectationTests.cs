using Seckill.Domain.Items;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Items;

/// <summary>A write that rests on an outdated reading is refused by the item itself.</summary>
public sealed class ItemExpectationTests
{
    private static readonly Func<ItemExpectation, ICommand>[] Writes =
    [
        expected => List(9, expected),
        expected => Adjust(1, "a") with { ExpectedVersion = expected },
        expected => new PauseSale { ExpectedVersion = expected },
        expected => new ResumeSale { ExpectedVersion = expected },
        expected => new CloseSale { ExpectedVersion = expected },
    ];

    [Fact]
    public void Every_write_at_another_version_is_refused()
    {
        foreach (var write in Writes)
        {
            foreach (var wrong in (ItemExpectation[])[ItemExpectation.OfVersion(4), ItemExpectation.OfTerms(2), ItemExpectation.Absent, new()])
                Given(List(5), Reserve(Alice)).When(write(wrong)).Then(Outcome.VersionConflict).AndNothingIsWritten();
        }
    }

    [Fact]
    public void Every_write_at_the_version_is_decided()
    {
        foreach (var write in Writes)
        {
            ItemExpectation several = new() { Versions = [4, 9, 77], TermsVersions = [5] };
            foreach (var right in (ItemExpectation[])[ItemExpectation.OfVersion(9), ItemExpectation.OfTerms(1), ItemExpectation.Present, several])
                Given(List(5), Reserve(Alice)).When(write(right)).Reply.Outcome.ShouldNotBe(Outcome.VersionConflict);
        }
    }

    [Fact]
    public void Only_a_listing_that_expects_nothing_or_no_item_makes_one()
    {
        foreach (var write in Writes) Given().When(write(ItemExpectation.Present)).Then(Outcome.VersionConflict).AndNothingIsWritten();
        foreach (var write in Writes[1..]) Given().When(write(ItemExpectation.Absent)).Then(Outcome.ItemNotFound).AndNothingIsWritten();
        Given().When(List(5, ItemExpectation.Absent), List(5, ItemExpectation.Absent)).Then(Outcome.Listed, Outcome.VersionConflict);
    }

    [Fact]
    public void A_new_title_does_not_lose_against_sales_but_against_another_edit()
    {
        var seen = ItemExpectation.OfTerms(1);
        var sale = Given(List(5), Reserve(Alice), Reserve(Bob), Pay(1, "p"));

        sale.When(new ListItem(Terms(title: "New"), 5, seen)).Then(Outcome.Changed);
        sale.When(new ListItem(Terms(title: "Newer"), 5, seen)).Then(Outcome.VersionConflict);
        sale.When(Adjust(1, "a")).When(new ListItem(Terms(title: "Newer"), 5, ItemExpectation.OfTerms(5))).Then(Outcome.VersionConflict);
    }

    [Fact]
    public void Of_two_writes_of_one_batch_that_expect_the_same_the_second_is_refused() =>
        Given(List(5)).When(
                new ListItem(Terms(title: "New"), 5, ItemExpectation.OfTerms(1)), new ListItem(Terms(title: "Newer"), 5, ItemExpectation.OfTerms(1)),
                new PauseSale { ExpectedVersion = ItemExpectation.OfVersion(5) })
            .Then(Outcome.Changed, Outcome.VersionConflict, Outcome.VersionConflict);

    [Fact]
    public void A_repeat_whose_first_answer_got_lost_is_no_conflict()
    {
        var (adjust, pause, close) = (
            Adjust(1, "a") with { ExpectedVersion = ItemExpectation.OfVersion(5) },
            new PauseSale { ExpectedVersion = ItemExpectation.OfVersion(5) },
            new CloseSale { ExpectedVersion = ItemExpectation.OfVersion(5) });

        Given(List(5), adjust, Reserve(Alice)).When(adjust).Then(Outcome.Unchanged).AndNothingIsWritten();
        Given(List(5), pause, Adjust(1, "b")).When(pause).Then(Outcome.Unchanged).AndNothingIsWritten();
        Given(List(5), close).When(close).Then(Outcome.Unchanged).AndNothingIsWritten();
    }

    [Fact]
    public void A_switch_that_somebody_else_made_meanwhile_is_a_conflict_although_the_item_is_as_wanted()
    {
        var pause = new PauseSale { ExpectedVersion = ItemExpectation.OfVersion(5) };

        Given(List(5), Reserve(Alice), Pause).When(pause).Then(Outcome.VersionConflict);
        Given(List(5), Reserve(Alice)).When(new ResumeSale { ExpectedVersion = ItemExpectation.OfVersion(5) }).Then(Outcome.VersionConflict);
        Given(List(5), pause, Resume, Pause).When(pause).Then(Outcome.VersionConflict);
    }

    [Fact]
    public void The_key_of_another_change_is_said_at_the_version_expected() =>
        Given(List(5), Adjust(1, "a")).When(Adjust(2, "a") with { ExpectedVersion = ItemExpectation.OfVersion(9) }).Then(Outcome.KeyReused)
            .When(Adjust(2, "a") with { ExpectedVersion = ItemExpectation.OfVersion(5) }).Then(Outcome.VersionConflict);
}
