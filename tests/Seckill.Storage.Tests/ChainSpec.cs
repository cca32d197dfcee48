using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Options;
using Seckill.Actors.Board;
using Seckill.Actors.Hosting;
using Seckill.Actors.Items;
using Seckill.Actors.Ledger;
using Seckill.Actors.Ledger.Chain;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Storage.Journal;
using Seckill.Storage.ReadModel;
using Seckill.Storage.Tests.Testing;

namespace Seckill.Storage.Tests;

public sealed class SqliteChainTests() : ChainSpec(() => Task.FromResult<StoreHome>(new SqliteHome()));

[Collection(PostgresTests.Name)]
public sealed class PostgresChainTests(PostgresFixture postgres) : ChainSpec(() => PostgresHome.CreateAsync(postgres.Server));

/// <summary>Verifying a ledger in a real database, in which somebody has done what SQL can do.</summary>
public abstract class ChainSpec(Func<Task<StoreHome>> createHome) : StorageSpec(createHome)
{
    private const string Here = "persistence_id = 'item-proven'";

    /// <summary>The number of the ledger's last entry.</summary>
    private const int Last = 27;

    /// <summary>What was done, in words, the statements, and the entry to be named. The ledger has <see cref="Last"/> entries.</summary>
    public static TheoryData<string, string, long> Damages => new()
    {
        { "deleted", $"DELETE FROM journal WHERE {Here} AND sequence_number = 7", 7 },
        { "the first deleted", $"DELETE FROM journal WHERE {Here} AND sequence_number = 1", 1 },
        {
            "deleted and the gap closed",
            $"DELETE FROM journal WHERE {Here} AND sequence_number = 7; {Shift(from: 8, by: -1)}", 7
        },
        { "inserted", $"{Shift(from: 7, by: 1)}; {Copy(of: 3, to: 7)}", 7 },
        { "inserted before the first", Copy(of: 1, to: 0), 0 },
        { "swapped", $"{Move(5, 1_000)}; {Move(6, 5)}; {Move(1_000, 6)}", 5 },
        { "appended", Copy(of: Last, to: Last + 1), Last + 1 },
        { "renumbered", Move(Last, Last + 6), Last },
        { "handed to another item", $"UPDATE journal SET persistence_id = 'item-other' WHERE {Here} AND sequence_number = 4", 4 },
        { "marked as deleted", $"UPDATE journal SET deleted = (1 = 1) WHERE {Here} AND sequence_number = 9", 9 },
        { "given another manifest", $"UPDATE journal SET manifest = 'item.batch.v2' WHERE {Here} AND sequence_number = 9", 9 },
        { "given another serializer", $"UPDATE journal SET identifier = 1 WHERE {Here} AND sequence_number = 9", 9 },
    };

    [SkippableFact]
    public async Task An_untouched_ledger_is_intact_and_ends_with_the_head_that_the_item_has()
    {
        var sale = await WriteAsync();

        var report = await VerifyAsync();

        report.Fault.ShouldBeNull();
        (report.Entries, report.HeadEntry, report.ChainedFrom).ShouldBe((Last, Last, 1));
        report.Head.ShouldBe(sale.State.LedgerHash.ShouldNotBeNull());
        report.Restarts.ShouldBeEmpty();
    }

    [SkippableTheory]
    [MemberData(nameof(Damages))]
    public async Task Rows_that_were_tampered_with_are_found_and_the_first_is_named(string what, string statements, long firstBroken)
    {
        await WriteAsync();

        foreach (var statement in statements.Split("; ")) await ExecuteAsync(statement);

        (await VerifyAsync()).Fault.ShouldNotBeNull(what).Entry.ShouldBe(firstBroken, what);
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(-40)]
    [InlineData(-34)]
    [InlineData(-33)]
    [InlineData(-1)]
    public async Task A_changed_byte_is_found(int place)
    {
        await WriteAsync();
        var message = (await new LedgerRows(Stores.Ledger, Stores.Snapshots).ReadAsync(ItemId.Parse("proven"), 9, 10, 1, None)).Single().Message;

        message[place < 0 ? message.Length + place : place] ^= 1;
        await ExecuteAsync($"UPDATE journal SET message = @message WHERE {Here} AND sequence_number = 10", new { message });

        (await VerifyAsync()).Fault.ShouldNotBeNull().Entry.ShouldBe(10);
    }

    [SkippableTheory]
    [InlineData("item")]
    [InlineData("board")]
    [InlineData("snapshot")]
    [InlineData("table")]
    public async Task A_removed_end_is_found_by_whoever_knows_the_head(string witness)
    {
        var sale = await WriteAsync(withSnapshot: witness == "snapshot");
        if (witness == "table") await new ReadModelWriter(Stores.Tables).WriteAsync(sale.Ledger, None);
        await ExecuteAsync($"DELETE FROM journal WHERE {Here} AND sequence_number >= {Last - 1}");

        var status = sale.State.Status;
        var report = await VerifyAsync(shown: witness == "board" ? status : null, live: witness == "item" ? status : null);

        report.Fault.ShouldNotBeNull().Entry.ShouldBe(Last - 1);
        report.Fault.Problem.ShouldContain(witness);
        report.Known.ShouldHaveSingleItem().ShouldBe(new KnownHead(witness, Last, sale.State.LedgerHash!));
        report.Entries.ShouldBe(Last - 2);
    }

    [SkippableFact]
    public async Task A_removed_end_that_nobody_knows_of_is_not_found()
    {
        await WriteAsync();
        await ExecuteAsync($"DELETE FROM journal WHERE {Here} AND sequence_number >= {Last - 1}");

        (await VerifyAsync()).Fault.ShouldBeNull("nothing that is left contradicts it: the head must be kept elsewhere");
    }

    [SkippableFact]
    public async Task Everybody_who_knows_the_head_of_an_untouched_ledger_agrees()
    {
        var sale = await WriteAsync(withSnapshot: true);
        await new ReadModelWriter(Stores.Tables).WriteAsync(sale.Ledger, None);

        var report = await VerifyAsync(sale.State.Status, sale.State.Status);

        report.Fault.ShouldBeNull();
        report.Known.Select(head => head.Source).ShouldBe(["snapshot", "table", "board", "item"]);
        report.Known.ShouldAllBe(head => head.Hash.Equals(report.Head) && head.Revision == Last);
    }

    [SkippableFact]
    public async Task A_ledger_of_many_pages_is_read_to_its_end()
    {
        var sale = Sale.Open("proven", stock: 2_000, perBuyerLimit: 2_000);
        for (var n = 0; n < 450; n++) sale.Reserve("buyer");
        await WriteAsync(sale);

        var whole = await VerifyAsync();
        await ExecuteAsync($"DELETE FROM journal WHERE {Here} AND sequence_number = 444");

        (whole.IsIntact, whole.Entries, whole.HeadEntry).ShouldBe((true, 451, 451));
        (await VerifyAsync()).Fault!.Entry.ShouldBe(444);
    }

    [SkippableFact]
    public async Task An_item_without_a_ledger_has_nothing_to_prove()
    {
        var report = await VerifyAsync();

        (report.IsIntact, report.Entries, report.HeadEntry, report.ChainedFrom, report.Head).ShouldBe((true, 0L, 0L, null, null));
    }

    [SkippableFact]
    public async Task Only_a_few_ledgers_are_verified_at_once_and_a_verification_can_be_stopped()
    {
        await WriteAsync();
        await using var node = new LedgerNode(Home.Options, Stores);
        var silent = node.System.ActorOf<Silent>();
        var verification = VerificationWith(silent, new Board(Time, Options.Create(new SeckillLimits())));
        using var stop = new CancellationTokenSource();
        var running = Enumerable.Range(0, ChainVerification.AtOnceMax)
            .Select(_ => verification.VerifyAsync(ItemId.Parse("proven"), stop.Token)).ToArray();

        (await verification.VerifyAsync(ItemId.Parse("proven"), None)).ShouldBeNull("there is no room for one more");

        await stop.CancelAsync();
        foreach (var one in running) await Should.ThrowAsync<OperationCanceledException>(one);
    }

    private static string Move(long from, long to) => $"UPDATE journal SET sequence_number = {to} WHERE {Here} AND sequence_number = {from}";

    /// <summary>In two steps, because the key is unique in between too.</summary>
    private static string Shift(long from, long by) =>
        $"UPDATE journal SET sequence_number = -1000 - sequence_number WHERE {Here} AND sequence_number >= {from}; "
        + $"UPDATE journal SET sequence_number = -1000 - sequence_number + ({by}) WHERE {Here} AND sequence_number < -1000";

    private static string Copy(long of, long to) =>
        "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid) "
        + $"SELECT created, deleted, persistence_id, {to}, message, tags, manifest, identifier, writer_uuid FROM journal WHERE {Here} AND sequence_number = {of}";

    private async Task<Sale> WriteAsync(bool withSnapshot = false)
    {
        var sale = Sale.OfEverything("proven");
        sale.State.Revision.ShouldBe(Last);
        return await WriteAsync(sale, withSnapshot);
    }

    private async Task<Sale> WriteAsync(Sale sale, bool withSnapshot = false)
    {
        await using var node = new LedgerNode(Home.Options, Stores);
        var writer = node.Writer(sale.Id);
        foreach (var entry in sale.Ledger) await writer.Ask<long>(entry.Batch, LedgerNode.Patience);
        if (withSnapshot) (await writer.Ask<string>("snapshot", LedgerNode.Patience)).ShouldBe("saved");
        return sale;
    }

    private async Task<ChainReport> VerifyAsync(ItemStatus? shown = null, ItemStatus? live = null)
    {
        await using var node = new LedgerNode(Home.Options, Stores);
        var item = node.System.ActorOf(Props.Create(() => new Answering(live)));
        var board = new Board(Time, Options.Create(new SeckillLimits()));
        if (shown is not null) board.Observe(shown);
        return (await VerificationWith(item, board).VerifyAsync(ItemId.Parse("proven"), None)).ShouldNotBeNull();
    }

    private ChainVerification VerificationWith(IActorRef item, Board board) =>
        new(new LedgerRows(Stores.Ledger, Stores.Snapshots), new ReadModelReader(Stores.Tables), board, new Items(item), Time);

    private Task<int> ExecuteAsync(string sql, object? arguments = null) =>
        Stores.Ledger.WriteAsync(session => session.ExecuteAsync(sql, arguments), None);

    private sealed class Items(IActorRef item) : IRequiredActor<ItemActor>
    {
        public IActorRef ActorRef => item;

        public Task<IActorRef> GetAsync(CancellationToken cancellationToken = default) => Task.FromResult(item);
    }

    /// <summary>Stands for the shard region: an item that lives, or one that does not.</summary>
    private sealed class Answering : ReceiveActor
    {
        public Answering(ItemStatus? live) => Receive<WakeItem>(_ =>
            Sender.Tell(live is null ? NotDelivered.Instance : new StatusPublished(live, live.Revision, [])));
    }

    private sealed class Silent : ReceiveActor
    {
        public Silent() => ReceiveAny(_ => { });
    }
}
