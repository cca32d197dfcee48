using Akka.Actor;
using Seckill.Actors.Ledger.Chain;
using Seckill.Actors.Tests.Testing;
using Seckill.Domain.Items;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Items;

/// <summary>An item hands its ledger's hash on from entry to entry, whatever becomes of the item meanwhile.</summary>
public sealed class ItemActorChainSpec(ITestOutputHelper output) : ItemKit(output)
{
    [Fact]
    public async Task Every_entry_continues_the_chain_and_everybody_is_shown_its_head()
    {
        var item = await StartListedAsync(Listing(stock: 10));
        foreach (var buyer in (string[])["alice", "bob", "carol"]) await AskAsync(item, Buy(buyer));
        await AskAsync(item, Pay(2));

        var head = await VerifyAsync(entries: 5);

        (await StatusAsync(item)).LedgerHash.ShouldBe(head);
        Shown.Last().LedgerHash.ShouldBe(head);
        Shown.Select(status => status.LedgerHash).Distinct().Count().ShouldBe(5);
        Pass(TimeSpan.FromSeconds(1));
        await Eventually.BecomesTrueAsync(() => Published.Last().Status.Revision == 5);
        Published.Last().Status.LedgerHash.ShouldBe(head);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    public async Task The_chain_goes_on_after_a_stop_and_after_a_kill(int snapshotEveryEntries)
    {
        Limits.SnapshotEveryEntries = snapshotEveryEntries;
        var item = await StartListedAsync(Listing(stock: 10));
        await AskAsync(item, Buy("alice"));
        await StopAsync(item);
        item = StartItem();
        await AskAsync(item, Buy("bob"));
        await KillAsync(item);
        item = StartItem();
        await AskAsync(item, Buy("carol"));

        var head = await VerifyAsync(entries: 4);

        (await StatusAsync(item)).LedgerHash.ShouldBe(head);
    }

    [Fact]
    public async Task A_write_that_failed_leaves_no_trace_in_the_chain()
    {
        var item = await StartListedAsync(Listing(stock: 10));
        await BehaveAsync(FaultyJournal.Fault.Fail);
        (await AskAsync(item, Buy("alice"))).Outcome.ShouldBe(Outcome.OutcomeUnknown);
        await BehaveAsync(FaultyJournal.Fault.None);
        await AwaitRestartAsync(item);

        await AskAsync(item, Buy("bob"));

        (await StatusAsync(item)).LedgerHash.ShouldBe(await VerifyAsync(entries: 2));
    }

    [Fact]
    public async Task A_write_that_was_said_to_fail_and_is_stored_is_continued()
    {
        var item = await StartListedAsync(Listing(stock: 10));
        await BehaveAsync(FaultyJournal.Fault.Mislead);
        (await AskAsync(item, Buy("alice"))).Outcome.ShouldBe(Outcome.OutcomeUnknown);
        await BehaveAsync(FaultyJournal.Fault.None);
        await AwaitRestartAsync(item);
        (await AskAsync(item, Buy("alice"))).Outcome.ShouldBe(Outcome.AlreadyReserved);

        await AskAsync(item, Buy("bob"));

        (await StatusAsync(item)).LedgerHash.ShouldBe(await VerifyAsync(entries: 3));
    }

    [Fact]
    public async Task Of_two_incarnations_the_one_whose_write_is_refused_continues_the_others_entry()
    {
        var one = await StartListedAsync(Listing(stock: 10));
        var two = StartItem();
        await StatusAsync(two);
        (await AskAsync(one, Buy("alice"))).Outcome.ShouldBe(Outcome.Reserved);
        (await AskAsync(two, Buy("bob"))).Outcome.ShouldBe(Outcome.OutcomeUnknown);
        await AwaitRestartAsync(two);

        (await AskAsync(two, Buy("bob"))).Outcome.ShouldBe(Outcome.Reserved);

        (await StatusAsync(two)).LedgerHash.ShouldBe(await VerifyAsync(entries: 3));
    }

    [Fact]
    public async Task An_older_ledger_starts_its_chain_at_the_first_new_entry()
    {
        await BehaveAsync(FaultyJournal.Fault.WriteUnhashed);
        var item = await StartListedAsync(Listing(stock: 10));
        await AskAsync(item, Buy("alice"));
        await KillAsync(item);
        await BehaveAsync(FaultyJournal.Fault.None);
        item = StartItem();
        (await StatusAsync(item)).LedgerHash.ShouldBeNull();

        await AskAsync(item, Buy("bob"));
        await AskAsync(item, Buy("carol"));

        var fold = await FoldAsync(entries: 4);
        (fold.ChainedFrom, fold.HeadEntry).ShouldBe((3, 4));
        fold.Restarts.ShouldBeEmpty();
        (await StatusAsync(item)).LedgerHash.ShouldBe(fold.Head);
    }

    [Fact]
    public async Task Entries_that_an_earlier_version_writes_in_between_are_a_gap_with_a_name()
    {
        var item = await StartListedAsync(Listing(stock: 10));
        await BehaveAsync(FaultyJournal.Fault.WriteUnhashed);
        await AskAsync(item, Buy("alice"));
        await AskAsync(item, Buy("bob"));
        await KillAsync(item);
        await BehaveAsync(FaultyJournal.Fault.None);
        item = StartItem();

        await AskAsync(item, Buy("carol"));

        var fold = await FoldAsync(entries: 4);
        (fold.ChainedFrom, fold.HeadEntry).ShouldBe((1, 4));
        fold.Restarts.ShouldBe([new ChainRestart(Entry: 4, Unhashed: 2)]);
    }

    private async Task<LedgerHash> VerifyAsync(int entries)
    {
        var fold = await FoldAsync(entries);
        (fold.ChainedFrom, fold.HeadEntry).ShouldBe((1, entries));
        fold.Restarts.ShouldBeEmpty();
        return fold.Head.ShouldNotBeNull();
    }

    private async Task<ChainFold> FoldAsync(int entries)
    {
        var rows = await Journal.Ask<LedgerRow[]>(new FaultyJournal.ReadRows(), TimeSpan.FromSeconds(10));
        rows.Length.ShouldBe(entries);
        var fold = new ChainFold(Item, []);
        foreach (var row in rows) fold.Add(row);
        fold.End();
        fold.Fault.ShouldBeNull();
        return fold;
    }
}
