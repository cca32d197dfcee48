using Akka.Actor;
using Seckill.Actors.Settings;
using Seckill.Domain.Settings;
using Seckill.Domain.Shared;
using Seckill.Storage.Journal;
using Seckill.Storage.Tests.Testing;
using static Seckill.Domain.Settings.SettingsProtocol;

namespace Seckill.Storage.Tests;

public sealed class SqliteSettingsLedgerTests() : SettingsLedgerSpec(() => Task.FromResult<StoreHome>(new SqliteHome()));

[Collection(PostgresTests.Name)]
public sealed class PostgresSettingsLedgerTests(PostgresFixture postgres) : SettingsLedgerSpec(() => PostgresHome.CreateAsync(postgres.Server));

/// <summary>The settings on a real journal, beside items that must not notice.</summary>
public abstract class SettingsLedgerSpec(Func<Task<StoreHome>> createHome) : StorageSpec(createHome)
{
    private static readonly SwitchName Streams = SwitchName.Parse("event-streams");
    private static readonly SettingsAuthor Olivia = new(BuyerId.Parse("olivia"), "trace-1", "太多人");

    [SkippableFact]
    public async Task What_was_set_is_read_back_by_boards_and_recovered_by_the_writer()
    {
        await using (var first = new LedgerNode(Home.Options, Stores))
        {
            var settings = Start(first);
            (await SetAsync(settings, "off", 0)).Outcome.ShouldBe(SettingsOutcome.Changed);
            (await SetAsync(settings, "on", 1)).Outcome.ShouldBe(SettingsOutcome.Changed);
        }

        await using var second = new LedgerNode(Home.Options, Stores);
        var read = await LedgerOf(second).ReadAsync(0, 100, None);

        read.Select(entry => entry.Revision).ShouldBe([1, 2]);
        read[0].Committed.By.ShouldBe(Olivia);
        read.SelectMany(entry => entry.Committed.Events).ShouldBe([new SwitchChanged(Streams, "off"), new SwitchChanged(Streams, "on")]);
        var repeated = await SetAsync(Start(second), "on", 2);
        (repeated.Outcome, repeated.Setting!.Revision, repeated.Setting.By).ShouldBe((SettingsOutcome.Unchanged, 2, Olivia));
    }

    [SkippableFact]
    public async Task Reading_begins_after_a_revision_and_ends_at_a_number_of_entries()
    {
        await using var node = new LedgerNode(Home.Options, Stores);
        var (settings, ledger) = (Start(node), LedgerOf(node));
        (await ledger.ReadAsync(0, 100, None)).ShouldBeEmpty();
        for (var i = 0; i < 10; i++) await SetAsync(settings, i % 2 == 0 ? "off" : "on", i);

        (await ledger.ReadAsync(7, 100, None)).Select(entry => entry.Revision).ShouldBe([8, 9, 10]);
        (await ledger.ReadAsync(2, 3, None)).Select(entry => entry.Revision).ShouldBe([3, 4, 5]);
        (await ledger.ReadAsync(10, 100, None)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Whoever_looks_for_items_finds_no_settings()
    {
        var sale = Sale.OfEverything("beside");
        await using var node = new LedgerNode(Home.Options, Stores);
        await node.WriteAsync(sale);
        (await SetAsync(Start(node), "off", 0)).Outcome.ShouldBe(SettingsOutcome.Changed);

        (await node.Ledger.ReadHeadsAsync(None)).Keys.ShouldBe([sale.Id]);
        (await JournalTables.ReadHeadsAsync(Stores.Snapshots, JournalTables.Snapshots, None)).ShouldBeEmpty("settings keep no snapshots");
        (await node.ReadAsync(ItemId.Parse("settings"))).ShouldBeEmpty("an item of that name is another one");
        await new StoragePreparation(Home.Options, Stores, new ReadModel.ReadModelWriter(Stores.Tables)).EnsureLedgerLeadsAsync(None);
    }

    [SkippableFact]
    public async Task Of_two_nodes_that_both_believe_to_be_the_writer_one_wins()
    {
        await using var frozen = new LedgerNode(Home.Options, Stores);
        await using var other = new LedgerNode(Home.Options, Stores);
        var (stale, successor) = (Start(frozen), Start(other));
        // An idle question is answered when the journal has been read.
        await Task.WhenAll(SetAsync(stale, "?", 99), SetAsync(successor, "?", 99));
        (await SetAsync(successor, "off", 0)).Outcome.ShouldBe(SettingsOutcome.Changed);

        (await SetAsync(stale, "on", 0)).ShouldBe(SettingsAnswer.Unknown);

        (await LedgerOf(other).ReadAsync(0, 100, None)).ShouldHaveSingleItem().Committed.Events.ShouldBe([new SwitchChanged(Streams, "off")]);
    }

    private static IActorRef Start(LedgerNode node) => node.System.ActorOf(SettingsActor.PropsOf(TimeProvider.System, _ => { }));

    private SettingsLedger LedgerOf(LedgerNode node) => new(Stores.Ledger, () => node.System);

    private static Task<SettingsAnswer> SetAsync(IActorRef settings, string value, long replaces) =>
        settings.Ask<SettingsAnswer>(new ChangeSwitch(Streams, value, replaces, Olivia), LedgerNode.Patience);
}
