using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using Microsoft.Extensions.Options;
using Seckill.Actors.Board;
using Seckill.Actors.Hosting;
using Seckill.Actors.Items;
using Seckill.Actors.Tests.Testing;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Board;

public sealed class BoardActorSpec : NodeKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private static readonly BuyerId Alice = BuyerId.Parse("alice");
    private static readonly BuyerId Bob = BuyerId.Parse("bob");

    private readonly SeckillLimits _limits = new();
    private readonly Actors.Board.Board _board;

    public BoardActorSpec(ITestOutputHelper output)
        : base(output) => _board = new Actors.Board.Board(Time, Options.Create(_limits));

    [Fact]
    public async Task A_board_is_complete_when_every_item_that_sells_has_been_heard()
    {
        Tables.Write(StatusOf(Item, revision: 3));
        Tables.Write(StatusOf(Other) with { IsClosed = true });
        StartBoard();

        (await Items.ExpectMsgAsync<WakeItem>(Patience)).ItemId.ShouldBe(Item, "the closed one has nothing to add to its row");
        _board.IsComplete.ShouldBeFalse();
        Publish(new StatusPublished(StatusOf(Item, revision: 4, available: 9), 3, [Alice.StableHash]));

        await _board.WhenComplete.WaitAsync(Patience);
        _board.Find(Item)!.Revision.ShouldBe(4);
        _board.Find(Other)!.IsClosed.ShouldBeTrue();
    }

    [Fact]
    public async Task An_item_that_only_the_ledger_knows_is_called_until_it_answers()
    {
        Tables.Commit(Item, 1);
        var actor = StartBoard();
        for (var calls = 0; calls < 8; calls++)
        {
            (await Items.ExpectMsgAsync<WakeItem>(Patience)).ItemId.ShouldBe(Item);
            await SettleAsync(actor);
            _board.IsComplete.ShouldBeFalse();
            Pass(Retry);
        }

        Publish(new StatusPublished(StatusOf(Item), 0, []));

        await _board.WhenComplete.WaitAsync(Patience);
    }

    [Fact]
    public async Task An_item_that_has_a_row_and_does_not_answer_keeps_the_node_out_for_seconds_only()
    {
        Tables.Write(StatusOf(Item));
        var actor = StartBoard();

        for (var seconds = 0; seconds < 6; seconds++)
        {
            _board.IsComplete.ShouldBeFalse();
            await Items.ExpectMsgAsync<WakeItem>(Patience);
            await SettleAsync(actor);
            Pass(Retry);
        }

        await _board.WhenComplete.WaitAsync(Patience);
        _board.IsFresh(Item).ShouldBeFalse("its status is shown, not believed");
    }

    [Fact]
    public async Task Tables_that_are_away_are_asked_again()
    {
        Tables.Write(StatusOf(Item) with { IsClosed = true });
        Tables.IsAway = true;
        var actor = StartBoard();
        for (var looks = 1; looks <= 3; looks++)
        {
            await HasLookedAsync(actor, looks);
            _board.IsComplete.ShouldBeFalse();
            Pass(Retry);
        }

        await HasLookedAsync(actor, 4);
        Tables.IsAway = false;
        Pass(Retry);

        await _board.WhenComplete.WaitAsync(Patience);
        _board.Find(Item).ShouldNotBeNull();
    }

    [Fact]
    public async Task What_sleeps_and_was_missed_is_found_in_the_tables_later()
    {
        var actor = StartBoard();
        await _board.WhenComplete.WaitAsync(Patience);
        await HasLookedAsync(actor, 1);
        Tables.Write(StatusOf(Item) with { IsClosed = true });

        Pass(TimeSpan.FromSeconds(_limits.BoardReloadSeconds));

        await Eventually.HoldsAsync(() => _board.Find(Item).ShouldNotBeNull());
        Tables.Sweeps.ShouldBe(1, "a complete board has no use for the ledger");
    }

    [Fact]
    public async Task Missed_holders_are_asked_for_and_pages_may_come_in_any_order()
    {
        var actor = await StartCompleteAsync();
        Publish(new StatusPublished(StatusOf(Item, revision: 5, available: 0), 4, [Alice.StableHash]));
        (await Items.ExpectMsgAsync<GetHolders>(Patience)).ItemId.ShouldBe(Item);

        actor.Tell(Page(revision: 5, page: 1, of: 2, Alice));
        await SettleAsync(actor);
        _board.MayRefuse(Item, Bob).ShouldBeFalse("Bob may be on the page that is missing");
        actor.Tell(Page(revision: 5, page: 0, of: 2));
        await SettleAsync(actor);

        _board.MayRefuse(Item, Bob).ShouldBeTrue();
        _board.MayRefuse(Item, Alice).ShouldBeFalse();
    }

    [Fact]
    public async Task Pages_of_two_answers_are_not_taken_for_one_set()
    {
        var actor = await StartCompleteAsync();
        Publish(new StatusPublished(StatusOf(Item, revision: 6, available: 0), 5, []));
        await Items.ExpectMsgAsync<GetHolders>(Patience);

        actor.Tell(Page(revision: 5, page: 0, of: 2));
        actor.Tell(Page(revision: 6, page: 1, of: 2));
        await SettleAsync(actor);
        _board.MayRefuse(Item, Bob).ShouldBeFalse("one page of each answer");
        actor.Tell(Page(revision: 5, page: 1, of: 2));
        await SettleAsync(actor);
        _board.MayRefuse(Item, Bob).ShouldBeFalse("the late rest of the older answer");
        actor.Tell(Page(revision: 6, page: 0, of: 2, Bob));
        await SettleAsync(actor);

        _board.MayRefuse(Item, Bob).ShouldBeFalse("Bob holds an order");
        _board.MayRefuse(Item, Alice).ShouldBeTrue();
    }

    [Fact]
    public async Task An_unanswered_question_for_holders_is_repeated_but_not_within_a_second()
    {
        await StartCompleteAsync();
        Publish(new StatusPublished(StatusOf(Item, revision: 5), 4, []));
        await Items.ExpectMsgAsync<GetHolders>(Patience);

        Publish(new StatusPublished(StatusOf(Item, revision: 7), 6, []));
        await Eventually.HoldsAsync(() => _board.Find(Item)!.Revision.ShouldBe(7));
        await Items.ExpectNoMsgAsync(TimeSpan.Zero);
        Pass(Retry);
        Publish(new StatusPublished(StatusOf(Item, revision: 9), 8, []));

        await Items.ExpectMsgAsync<GetHolders>(Patience);
    }

    [Fact]
    public async Task Pages_that_nobody_asked_for_change_nothing()
    {
        var actor = await StartCompleteAsync();
        _board.Observe(StatusOf(Item, revision: 5, available: 0));

        actor.Tell(Page(revision: 5, page: 0, of: 1));
        await SettleAsync(actor);

        _board.MayRefuse(Item, Bob).ShouldBeFalse();
    }

    private static HoldersPage Page(long revision, int page, int of, params BuyerId[] holders) =>
        new(Item, revision, page, of, [.. holders.Select(holder => holder.StableHash)]);

    private void Publish(StatusPublished published) => Mediator.Tell(new Publish(BoardActor.Topic, published));

    private IActorRef StartBoard() => Sys.ActorOf(Props.Create(
        () => new BoardActor(_board, Region, Tables, Tables, Options.Create(_limits), Time)));

    private async Task<IActorRef> StartCompleteAsync()
    {
        var actor = StartBoard();
        await _board.WhenComplete.WaitAsync(Patience);
        return actor;
    }
}
