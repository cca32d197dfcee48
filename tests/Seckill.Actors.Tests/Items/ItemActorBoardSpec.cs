using Seckill.Actors.Items;
using Seckill.Actors.Tests.Testing;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Items;

public sealed class ItemActorBoardSpec(ITestOutputHelper output) : ItemKit(output)
{
    [Fact]
    public async Task A_new_item_publishes_at_once_and_every_board_knows_all_of_its_holders()
    {
        await StartListedAsync(Listing());

        var first = await NextPublicationAsync();

        first.PreviousRevision.ShouldBe(0);
        first.Status.Revision.ShouldBe(1);
        first.NewHolders.ShouldBeEmpty();
    }

    [Fact]
    public async Task Selling_out_and_coming_back_are_published_at_once_with_the_winners()
    {
        var item = await StartListedAsync(Listing(stock: 1));
        await NextPublicationAsync();

        await AskAsync(item, Buy("alice"));
        var soldOut = await NextPublicationAsync();
        soldOut.Status.PhaseAt(Start).ShouldBe(Phase.SoldOut);
        soldOut.NewHolders.ShouldBe([BuyerId.Parse("alice").StableHash]);
        soldOut.PreviousRevision.ShouldBe(1);

        await AskAsync(item, new CancelOrder(BuyerId.Parse("alice"), 1));
        (await NextPublicationAsync()).Status.PhaseAt(Start).ShouldBe(Phase.Open);
    }

    [Fact]
    public async Task Stock_that_merely_shrinks_is_published_once_per_throttle_with_all_new_holders()
    {
        var item = await StartListedAsync(Listing(stock: 100));
        await NextPublicationAsync();

        foreach (var buyer in (string[])["a", "b", "c"]) await AskAsync(item, Buy(buyer));
        await FindAsync(item, 1);
        Published.ShouldBeEmpty();
        Pass(TimeSpan.FromMilliseconds(Limits.BoardThrottleMs + 10));

        var published = await NextPublicationAsync();
        published.Status.Stock.Available.ShouldBe(97);
        published.NewHolders.Length.ShouldBe(3);
        published.PreviousRevision.ShouldBe(1);
    }

    [Fact]
    public async Task Who_has_bought_finds_it_on_the_own_nodes_board_at_once()
    {
        var item = await StartListedAsync(Listing(stock: 100));

        await AskAsync(item, Buy("alice"));

        Shown.ShouldContain(status => status.Stock.Held == 1);
    }

    [Fact]
    public async Task Many_new_holders_do_not_wait_for_the_throttle()
    {
        var item = await StartListedAsync(Listing(stock: 10_000));
        await NextPublicationAsync();

        await AskAllAsync(item, [.. Enumerable.Range(0, 2_000).Select(number => Buy($"b{number}"))]);

        (await NextPublicationAsync()).NewHolders.Length.ShouldBe(2_000);
    }

    [Fact]
    public async Task A_recovered_item_publishes_so_that_only_boards_that_are_behind_ask()
    {
        var item = await StartListedAsync(Listing(stock: 5));
        await AskAsync(item, Buy("alice"));
        await KillAsync(item);
        Published.Clear();

        await FindAsync(StartItem(), 1);

        var published = await NextPublicationAsync();
        published.PreviousRevision.ShouldBe(published.Status.Revision);
        published.Status.Revision.ShouldBe(2);
    }

    [Fact]
    public async Task The_whole_set_of_holders_comes_in_pages_of_one_revision()
    {
        var item = await StartListedAsync(Listing(stock: 20_000));
        for (var batch = 0; batch < 9; batch++)
            await AskAllAsync(item, [.. Enumerable.Range(0, 1_000).Select(i => Buy($"buyer-{batch}-{i}"))]);

        item.Tell(new GetHolders(Item), TestActor);

        var pages = new[] { await ExpectMsgAsync<HoldersPage>(), await ExpectMsgAsync<HoldersPage>() };
        pages.Select(page => page.Page).ShouldBe([0, 1]);
        pages.ShouldAllBe(page => page.PageCount == 2 && page.Revision == 10);
        pages.Sum(page => page.Holders.Length).ShouldBe(9_000);
    }

    private async Task<StatusPublished> NextPublicationAsync()
    {
        StatusPublished? next = null;
        await Eventually.BecomesTrueAsync(() => Published.TryDequeue(out next));
        return next!;
    }
}
