using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Hosting;
using Seckill.Actors.Items;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;

namespace Seckill.Actors.Tests.Board;

public sealed class BoardTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 11, 10, 0, 0, TimeSpan.Zero);
    private static readonly ItemId Item = ItemId.Parse("phone");
    private static readonly BuyerId Alice = BuyerId.Parse("alice");
    private static readonly BuyerId Bob = BuyerId.Parse("bob");

    private readonly FakeTimeProvider _time = new(Start);
    private readonly SeckillLimits _limits = new();
    private readonly Actors.Board.Board _board;

    public BoardTests() => _board = NewBoard();

    [Fact]
    public void An_item_nobody_listed_is_not_on_the_board()
    {
        _board.Find(Item).ShouldBeNull();
        _board.MayRefuse(Item, Alice).ShouldBeFalse();
    }

    [Fact]
    public void An_older_status_never_replaces_a_newer_one()
    {
        _board.Observe(StatusOf(5, available: 3));
        _board.Observe(StatusOf(4, available: 9));

        _board.Find(Item)!.Stock.Available.ShouldBe(3);
    }

    [Fact]
    public void An_order_number_that_no_item_can_have_reached_since_it_was_heard_of_does_not_exist()
    {
        // A million orders a second, for as long as a status is believed (3 × 5 s) and may have travelled (30 s).
        const long Furthest = 45_000_000;
        Take(StatusOf(2, available: 1) with { LastSequence = 7 }, previous: 1);

        _board.MayExist(new OrderId(Item, 7 + Furthest)).ShouldBeTrue();
        _board.MayExist(new OrderId(Item, 8 + Furthest)).ShouldBeFalse();
        _board.MayExist(new OrderId(Item, long.MaxValue)).ShouldBeFalse();
    }

    [Fact]
    public void An_order_is_not_denied_by_a_status_that_is_old_or_does_not_tell_the_newest_order()
    {
        var far = new OrderId(Item, 999_999_999);
        _board.MayExist(far).ShouldBeTrue("the item is not on the board");
        Take(StatusOf(1, available: 1) with { LastSequence = null }, previous: 0);
        _board.MayExist(far).ShouldBeTrue("an older node told the status");
        Take(StatusOf(2, available: 1) with { LastSequence = 7 }, previous: 1);
        _board.MayExist(far).ShouldBeFalse();

        _time.Advance(TimeSpan.FromMilliseconds(4 * _limits.BoardRepeatMs));

        _board.MayExist(far).ShouldBeTrue("the item has not been heard of for three repeats");
    }

    [Fact]
    public void A_board_that_saw_every_publication_knows_who_has_no_order()
    {
        Take(StatusOf(1, available: 2), previous: 0).ShouldBeTrue();
        Take(StatusOf(2, available: 0), previous: 1, Alice).ShouldBeTrue();

        _board.MayRefuse(Item, Alice).ShouldBeFalse();
        _board.MayRefuse(Item, Bob).ShouldBeTrue();
    }

    [Fact]
    public void A_board_that_missed_a_publication_asks_before_it_refuses_again()
    {
        Take(StatusOf(1, available: 2), previous: 0);
        Take(StatusOf(3, available: 0), previous: 2).ShouldBeFalse();

        _board.MayRefuse(Item, Bob).ShouldBeFalse("Bob may have bought in revision 2");
        _board.FindEntry(Item)!.TakeHolders([Alice.StableHash], revision: 3);
        _board.MayRefuse(Item, Bob).ShouldBeTrue();
        _board.MayRefuse(Item, Alice).ShouldBeFalse();
    }

    [Fact]
    public void A_newer_status_from_an_answer_does_not_pretend_to_know_its_holders()
    {
        Take(StatusOf(1, available: 1), previous: 0);
        _board.Observe(StatusOf(2, available: 0));

        _board.MayRefuse(Item, Bob).ShouldBeFalse();
        Take(StatusOf(2, available: 0), previous: 1, Alice).ShouldBeTrue();
        _board.MayRefuse(Item, Bob).ShouldBeTrue();
    }

    [Fact]
    public void A_repeated_publication_completes_nobody_and_breaks_nobody()
    {
        Take(StatusOf(1, available: 2), previous: 0);
        Take(StatusOf(2, available: 1), previous: 1, Alice);

        Take(StatusOf(2, available: 1), previous: 2).ShouldBeTrue();
        NewBoard().Take(new StatusPublished(StatusOf(2, available: 1), 2, [])).ShouldBeFalse();
    }

    [Fact]
    public void An_old_sold_out_is_asked_about_before_it_is_said_again()
    {
        Take(StatusOf(1, available: 0), previous: 0);
        _board.MayRefuse(Item, Bob).ShouldBeTrue();

        _time.Advance(TimeSpan.FromMilliseconds((3 * _limits.BoardRepeatMs) + 1));
        _board.MayRefuse(Item, Bob).ShouldBeFalse("units may have come back, and the news may not have reached this node");
        Take(StatusOf(1, available: 0), previous: 1);

        _board.MayRefuse(Item, Bob).ShouldBeTrue("the item has repeated it");
    }

    [Fact]
    public void What_has_ended_needs_no_repeating()
    {
        Take(StatusOf(1, available: 3), previous: 0);

        _time.Advance(TimeSpan.FromHours(2));

        _board.MayRefuse(Item, Bob).ShouldBeTrue();
    }

    [Fact]
    public void A_status_out_of_the_tables_is_shown_but_not_believed()
    {
        _board.Recall(StatusOf(4, available: 0));
        _board.FindEntry(Item)!.TakeHolders([], revision: 4);

        _board.Find(Item)!.Stock.Available.ShouldBe(0);
        _board.MayRefuse(Item, Bob).ShouldBeFalse();
        _board.IsFresh(Item).ShouldBeFalse();
    }

    [Fact]
    public void News_from_the_past_do_not_make_a_status_fresh()
    {
        _board.Recall(StatusOf(4, available: 0));

        _board.Observe(StatusOf(3, available: 0));

        _board.IsFresh(Item).ShouldBeFalse("whoever still is at revision 3 is out of date itself");
    }

    [Fact]
    public void The_item_itself_corrects_what_an_old_table_does_not_know_of_the_same_revision()
    {
        _board.Recall(StatusOf(4, available: 3) with { TermsRevision = 4 });

        _board.Observe(StatusOf(4, available: 3) with { TermsRevision = 2 });
        _board.Recall(StatusOf(4, available: 3) with { TermsRevision = 4 });

        _board.Find(Item)!.TermsRevision.ShouldBe(2);
    }

    [Fact]
    public void The_item_itself_tells_a_hash_that_a_row_of_an_earlier_version_lacks()
    {
        var hash = LedgerHash.Of(null, Item, 4, []);
        _board.Recall(StatusOf(4, available: 3));

        _board.Observe(StatusOf(4, available: 3) with { LedgerHash = hash });
        _board.Observe(StatusOf(4, available: 3));

        _board.Find(Item)!.LedgerHash.ShouldBe(hash);
    }

    [Fact]
    public void The_boards_age_is_the_silence_of_the_item_that_was_heard_of_least_recently()
    {
        var other = StatusOf(1, available: 3) with { Id = ItemId.Parse("tablet") };
        _board.Age.ShouldBe(TimeSpan.Zero, "there is no item");
        Take(StatusOf(1, available: 3), previous: 0);
        _time.Advance(TimeSpan.FromSeconds(7));
        _board.Observe(other);
        _board.Age.ShouldBe(TimeSpan.FromSeconds(7));

        Take(StatusOf(1, available: 3), previous: 1);
        _time.Advance(TimeSpan.FromSeconds(2));

        _board.Age.ShouldBe(TimeSpan.FromSeconds(2), "it has repeated its status");
    }

    [Fact]
    public void The_boards_age_counts_items_never_heard_of_but_none_that_may_sleep()
    {
        var soon = StatusOf(4, available: 3);
        var far = soon with { Id = ItemId.Parse("tablet"), Terms = TermsFrom(Start.AddDays(1)) };
        _time.Advance(TimeSpan.FromSeconds(3));
        _board.Recall(far);
        _board.Age.ShouldBe(TimeSpan.Zero, "nobody needs to hear of it before tomorrow");

        _board.Recall(soon);
        _board.Age.ShouldBe(TimeSpan.FromSeconds(3), "this node has never heard of it");

        _board.Observe(soon with { Revision = 5, IsClosed = true, Stock = new Stock(10, 10, 0, 0) });
        _board.Age.ShouldBe(TimeSpan.Zero, "it has ended");
    }

    private Actors.Board.Board NewBoard() => new(_time, Options.Create(_limits));

    private static ItemStatus StatusOf(long revision, long available) => new(
        Item, revision, TermsFrom(Start),
        new Stock(10, available, 10 - available, 0), IsPaused: false, IsClosed: false, TermsRevision: 1, LastSequence: null);

    private static ItemTerms TermsFrom(DateTimeOffset startsAt) =>
        new("Phone", null, Money.Create(1, "CNY"), startsAt, startsAt.AddHours(1), 1, TimeSpan.FromMinutes(5), false);

    private bool Take(ItemStatus status, long previous, params BuyerId[] holders) =>
        _board.Take(new StatusPublished(status, previous, [.. holders.Select(holder => holder.StableHash)]));
}
