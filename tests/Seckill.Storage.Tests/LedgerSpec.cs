using Akka.Actor;
using Seckill.Actors.Ledger;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Storage.Tests.Testing;

namespace Seckill.Storage.Tests;

public sealed class SqliteLedgerTests() : LedgerSpec(() => Task.FromResult<StoreHome>(new SqliteHome()));

[Collection(PostgresTests.Name)]
public sealed class PostgresLedgerTests(PostgresFixture postgres) : LedgerSpec(() => PostgresHome.CreateAsync(postgres.Server));

public abstract class LedgerSpec(Func<Task<StoreHome>> createHome) : StorageSpec(createHome)
{
    [SkippableFact]
    public async Task Entries_are_read_back_as_they_were_written()
    {
        var sale = Sale.OfEverything("written");
        await using var node = new LedgerNode(Home.Options, Stores);
        (await node.WriteAsync(sale)).ShouldBe(sale.State.Revision);

        var read = await node.ReadAsync(sale.Id);

        read.Select(entry => entry.Revision).ShouldBe(sale.Ledger.Select(entry => entry.Revision));
        read.Aggregate(ItemState.Empty(sale.Id), (state, entry) => state.Apply(entry.Batch)).Status.ShouldBe(sale.State.Status);
    }

    [SkippableFact]
    public async Task Reading_begins_after_the_revision_given()
    {
        var sale = Sale.OfEverything("after");
        await using var node = new LedgerNode(Home.Options, Stores);
        await node.WriteAsync(sale);

        var expected = sale.Ledger.Skip(5).Select(entry => entry.Revision);
        (await node.ReadAsync(sale.Id, after: 5)).Select(entry => entry.Revision).ShouldBe(expected);
        (await node.ReadAsync(sale.Id, after: sale.State.Revision)).ShouldBeEmpty();
        (await node.ReadAsync(ItemId.Parse("nobody"))).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task A_ledger_longer_than_a_page_is_read_whole()
    {
        var sale = Sale.Open("long", stock: 2_000, perBuyerLimit: 2_000);
        for (var n = 0; n < 1_200; n++) sale.Reserve("buyer");
        await using var node = new LedgerNode(Home.Options, Stores);
        await node.WriteAsync(sale);

        (await node.ReadAsync(sale.Id)).Count.ShouldBe(1_201);
    }

    [SkippableFact]
    public async Task Entries_before_one_that_cannot_be_read_are_handed_out()
    {
        var sale = Sale.Open("damaged");
        for (var n = 2; n <= 30; n++) sale.Reserve($"buyer-{n}");
        await using var node = new LedgerNode(Home.Options, Stores);
        await node.WriteAsync(sale);
        await Stores.Ledger.WriteAsync(
            session => session.ExecuteAsync("UPDATE journal SET message = @bytes WHERE sequence_number = 20", new { bytes = new byte[] { 1 } }), None);

        var read = new List<long>();
        var damage = await Should.ThrowAsync<LedgerContradictedException>(async () =>
        {
            await foreach (var entry in node.Ledger.ReadAsync(sale.Id, 0, None)) read.Add(entry.Revision);
        });

        damage.Message.ShouldContain("entry 20");
        read.ShouldBe(Enumerable.Range(1, 19).Select(n => (long)n));
    }

    [SkippableFact]
    public async Task Heads_name_the_newest_revision_of_every_item()
    {
        var (one, two) = (Sale.OfEverything("one"), Sale.Open("two"));
        await using var node = new LedgerNode(Home.Options, Stores);
        (await node.Ledger.ReadHeadsAsync(None)).ShouldBeEmpty();
        await node.WriteAsync(one);
        await node.WriteAsync(two);

        (await node.Ledger.ReadHeadsAsync(None)).ShouldBe(
            new Dictionary<ItemId, long> { [one.Id] = one.State.Revision, [two.Id] = 1 }, ignoreOrder: true);
        (await node.Ledger.ReadHeadAsync(one.Id, None)).ShouldBe(one.State.Revision);
        (await node.Ledger.ReadHeadAsync(ItemId.Parse("nobody"), None)).ShouldBe(0);
    }

    [SkippableFact]
    public async Task A_new_node_recovers_from_snapshot_and_journal()
    {
        var sale = Sale.OfEverything("recovered");
        await using (var first = new LedgerNode(Home.Options, Stores))
        {
            var writer = first.Writer(sale.Id);
            foreach (var entry in sale.Ledger.Take(6)) await writer.Ask<long>(entry.Batch, LedgerNode.Patience);
            (await writer.Ask<string>("snapshot", LedgerNode.Patience)).ShouldBe("saved");
            foreach (var entry in sale.Ledger.Skip(6)) await writer.Ask<long>(entry.Batch, LedgerNode.Patience);
        }

        await using var second = new LedgerNode(Home.Options, Stores);
        var (state, fromSnapshot) = await second.Writer(sale.Id).Ask<(ItemState, bool)>(LedgerNode.GetState.Instance, LedgerNode.Patience);

        fromSnapshot.ShouldBeTrue();
        (state.Revision, state.Status).ShouldBe((sale.State.Revision, sale.State.Status));
    }

    [SkippableFact]
    public async Task Of_two_incarnations_only_one_can_write_an_entry()
    {
        var sale = Sale.OfEverything("fenced");
        await using var one = new LedgerNode(Home.Options, Stores);
        await using var two = new LedgerNode(Home.Options, Stores);
        var (winner, witness) = (one.Writer(sale.Id), two.System.ActorOf<Mailbox>());
        var loser = two.Writer(sale.Id, witness);
        await winner.Ask<(ItemState, bool)>(LedgerNode.GetState.Instance, LedgerNode.Patience);
        await loser.Ask<(ItemState, bool)>(LedgerNode.GetState.Instance, LedgerNode.Patience);

        (await winner.Ask<long>(sale.Ledger[0].Batch, LedgerNode.Patience)).ShouldBe(1);
        loser.Tell(sale.Ledger[0].Batch);

        var failure = await witness.Ask<Exception>(Mailbox.Take.Instance, LedgerNode.Patience);
        failure.ToString().ShouldContain("journal", Case.Insensitive);
        (await one.ReadAsync(sale.Id)).Count.ShouldBe(1);
    }

    [SkippableFact]
    public async Task Entries_of_writers_on_two_nodes_that_take_turns_are_all_recovered()
    {
        var sale = Sale.OfEverything("turns");
        await using var one = new LedgerNode(Home.Options, Stores);
        await using var two = new LedgerNode(Home.Options, Stores);
        var revision = 0L;
        foreach (var entry in sale.Ledger)
        {
            var writer = (++revision % 2 == 0 ? one : two).Writer(sale.Id);
            (await writer.Ask<long>(entry.Batch, LedgerNode.Patience)).ShouldBe(revision, "a writer that missed an entry goes on too early");
        }

        var (state, _) = await one.Writer(sale.Id).Ask<(ItemState, bool)>(LedgerNode.GetState.Instance, LedgerNode.Patience);

        (state.Revision, state.Status).ShouldBe((sale.State.Revision, sale.State.Status));
    }

    [SkippableFact]
    public async Task The_journal_refuses_a_second_entry_of_the_same_number()
    {
        const string Insert = """
            INSERT INTO journal (created, deleted, persistence_id, sequence_number, message) VALUES (1, @no, 'item-x', 1, @bytes)
            """;
        var row = new { no = false, bytes = new byte[] { 1 } };
        await Stores.Ledger.WriteAsync(session => session.ExecuteAsync(Insert, row), None);

        var again = Stores.Ledger.WriteAsync(session => session.ExecuteAsync(Insert, row), None);

        await Should.ThrowAsync<System.Data.Common.DbException>(again);
    }

    [SkippableFact]
    public async Task A_journal_without_its_fence_is_refused_at_the_start()
    {
        await Stores.Ledger.WriteAsync(
            session => session.ExecuteAsync(
                "DROP TABLE journal; CREATE TABLE journal (persistence_id varchar(255), sequence_number bigint);"), None);

        var error = await Should.ThrowAsync<StorageUnavailableException>(PrepareAsync(Stores));

        error.Message.ShouldContain("UNIQUE (persistence_id, sequence_number)");
    }

    [SkippableFact]
    public async Task No_dump_of_the_configuration_shows_a_connection_string()
    {
        await using var node = new LedgerNode(Home.Options, Stores);

        node.System.Settings.Config.ToString().ShouldNotContain(Home.Options.ConnectionString ?? Home.Options.FullDirectory);
    }

    [SkippableFact]
    public async Task The_plugins_are_tuned_to_the_database()
    {
        await using var node = new LedgerNode(Home.Options, Stores);
        var (provider, isolation) = Home.IsPostgres ? ("PostgreSQL.15", "read-committed") : ("SQLite.MS", "read-uncommitted");

        var persistence = node.System.Settings.Config.GetConfig("akka.persistence");
        foreach (var plugin in (string[])["journal.sql", "snapshot-store.sql"])
        {
            persistence.GetString($"{plugin}.provider-name").ShouldBe(provider);
            persistence.GetString($"{plugin}.read-isolation-level").ShouldBe(isolation);
        }

        persistence.GetTimeSpan("journal.sql.recovery-event-timeout").ShouldBe(TimeSpan.FromSeconds(5));
        persistence.GetTimeSpan("snapshot-store.sql.circuit-breaker.reset-timeout").ShouldBe(TimeSpan.FromSeconds(1));
        persistence.GetInt("max-concurrent-recoveries").ShouldBeInRange(1, Home.Options.ConnectionsMax);
    }

    /// <summary>Keeps the first exception for whoever asks.</summary>
    private sealed class Mailbox : ReceiveActor
    {
        private readonly TaskCompletionSource<Exception> _first = new();

        public Mailbox()
        {
            Receive<Exception>(error => _first.TrySetResult(error));
            Receive<Take>(_ => _first.Task.PipeTo(Sender));
        }

        public sealed record Take
        {
            public static Take Instance { get; } = new();
        }
    }
}
