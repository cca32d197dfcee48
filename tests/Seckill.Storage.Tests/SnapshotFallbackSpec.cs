using System.Collections.Immutable;
using Akka.Actor;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Items;
using Seckill.Actors.Ledger;
using Seckill.Actors.Projections;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Storage.Tests.Testing;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Storage.Tests;

public sealed class SqliteSnapshotFallbackTests() : SnapshotFallbackSpec(() => Task.FromResult<StoreHome>(new SqliteHome()));

[Collection(PostgresTests.Name)]
public sealed class PostgresSnapshotFallbackTests(PostgresFixture postgres)
    : SnapshotFallbackSpec(() => PostgresHome.CreateAsync(postgres.Server));

/// <summary>The real item on the real stores, whose snapshots somebody has damaged, or a newer version has written.</summary>
public abstract class SnapshotFallbackSpec(Func<Task<StoreHome>> createHome) : StorageSpec(createHome)
{
    private const string Newest = "sequence_number = (SELECT max(sequence_number) FROM snapshot)";
    private const int Buyers = 25;

    private static readonly ItemId Item = ItemId.Parse("phone");

    public static TheoryData<string> Damages =>
    [
        "snapshot = @garbage",
        "snapshot = @empty",
        "snapshot = NULL",
        "manifest = 'item-state-of-a-newer-version'",
        "manifest = 'item.batch.v1'",
        "manifest = NULL",
        "serializer_id = 4711",
        // Readable, and of another revision than its row says.
        "snapshot = (SELECT snapshot FROM snapshot ORDER BY sequence_number LIMIT 1)",
    ];

    [SkippableTheory]
    [MemberData(nameof(Damages))]
    public async Task A_snapshot_that_cannot_be_used_costs_time_and_nothing_else(string damage)
    {
        await SellAsync();
        await DamageAsync($"UPDATE snapshot SET {damage} WHERE {Newest}");

        await ShouldSellOnAsync();
    }

    [SkippableFact]
    public async Task With_the_newest_snapshot_damaged_recovery_begins_from_the_one_before()
    {
        await SellAsync();
        await DamageAsync($"UPDATE snapshot SET snapshot = @garbage WHERE {Newest}");
        // Nothing is left of the ledger's beginning: only the older snapshot can lead to the state.
        await Stores.Ledger.WriteAsync(session => session.ExecuteAsync("DELETE FROM journal WHERE sequence_number <= 10"), None);

        await ShouldSellOnAsync();
    }

    [SkippableFact]
    public async Task With_all_snapshots_damaged_an_item_recovers_from_its_ledger_and_saves_good_ones_again()
    {
        await SellAsync();
        await DamageAsync("UPDATE snapshot SET snapshot = @garbage");
        await ShouldSellOnAsync();

        // The good one leads to the state without the ledger's beginning.
        await Stores.Ledger.WriteAsync(session => session.ExecuteAsync("DELETE FROM journal WHERE sequence_number <= 20"), None);
        await using var node = new LedgerNode(Home.Options, Stores);
        var item = Start(node);
        (await AskAsync(item, Buy(1))).Outcome.ShouldBe(Outcome.AlreadyReserved);
    }

    [SkippableFact]
    public async Task An_entry_of_the_ledger_that_cannot_be_read_still_stops_the_item()
    {
        await SellAsync();
        await DamageAsync("UPDATE snapshot SET snapshot = @garbage");
        await Stores.Ledger.WriteAsync(
            session => session.ExecuteAsync("UPDATE journal SET message = @garbage WHERE sequence_number = 12", Bytes), None);
        await using var node = new LedgerNode(Home.Options, Stores);
        var item = Start(node);

        for (var refusals = 0; refusals < 3;)
        {
            var answer = await TryBuyAsync(item);
            answer.ShouldBeOneOf([null, WriterUnavailable.Instance], "nobody sells from half a ledger");
            if (answer is not null) refusals++;
        }
    }

    private static object Bytes => new { garbage = new byte[] { 255, 0, 255, 0, 7 }, empty = Array.Empty<byte>() };

    /// <summary>Sells to so many buyers, one entry each, and leaves at least two snapshots.</summary>
    private async Task SellAsync()
    {
        await using var node = new LedgerNode(Home.Options, Stores);
        var item = Start(node);
        var terms = new ItemTerms(
            "Phone", campaign: null, Money.Create(9_900, "CNY"), Sale.Start, Sale.Start.AddHours(1), perBuyerLimit: 1,
            TimeSpan.FromMinutes(5), ticketRequired: false);
        (await AskAsync(item, new ListItem(terms, 100, ExpectedVersion: null))).Outcome.ShouldBe(Outcome.Listed);
        for (var n = 1; n <= Buyers; n++) (await AskAsync(item, Buy(n))).Outcome.ShouldBe(Outcome.Reserved);
        await StopAsync(item);
        (await AwaitSnapshotAsync(Buyers + 1)).Count.ShouldBeGreaterThanOrEqualTo(2, "an older snapshot is kept beside the newest");
    }

    private async Task ShouldSellOnAsync()
    {
        await using var node = new LedgerNode(Home.Options, Stores);
        var item = Start(node);
        for (var n = 1; n <= Buyers; n++) (await AskAsync(item, Buy(n))).Order!.Id.Sequence.ShouldBe(n, "every yes is still a yes");
        (await AskAsync(item, Buy(Buyers + 1))).Order!.Id.Sequence.ShouldBe(Buyers + 1);
        var stock = (await AskAsync(item, new ResumeSale())).Status!.Stock;
        (stock.Total, stock.Available, stock.Held).ShouldBe((100, 100 - Buyers - 1, Buyers + 1));
        await StopAsync(item);
        await AwaitSnapshotAsync(Buyers + 2);
    }

    /// <summary>The snapshots once that one is there: on a busy machine the item may stop while its last one is being written.</summary>
    private async Task<List<long>> AwaitSnapshotAsync(long revision)
    {
        using var limit = new CancellationTokenSource(LedgerNode.Patience);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            var saved = await Stores.Snapshots.ReadAsync(
                session => session.QueryAsync("SELECT sequence_number FROM snapshot ORDER BY sequence_number", row => row.GetInt64(0)), None);
            if (saved.Contains(revision)) return saved;
            await look.WaitForNextTickAsync(limit.Token);
        }
    }

    private IActorRef Start(LedgerNode node)
    {
        var limits = new SeckillLimits { SnapshotEveryEntries = 10 };
        var environment = new ItemEnvironment(
            Time, limits, new ProjectionFeed(Options.Create(limits), Time), _ => { }, _ => { }, _ => { }, (_, _) => { });
        return node.System.ActorOf(ItemSharding.PropsOf(Item, environment));
    }

    private static ReserveStock Buy(int n) => new(BuyerId.Parse($"buyer-{n}"), Quantity.One, Key: null);

    private static async Task<Reply> AskAsync(IActorRef item, ICommand command)
    {
        var answer = await item.Ask<object>(new CommandBatch(Item, ImmutableArray.Create(command)), LedgerNode.Patience);
        return answer.ShouldBeOfType<BatchReply>().Replies[0];
    }

    /// <summary>The answer; null when the question met the item in the instant of its end, where nobody answers.</summary>
    private static async Task<object?> TryBuyAsync(IActorRef item)
    {
        try
        {
            return await item.Ask<object>(new CommandBatch(Item, [Buy(99)]), TimeSpan.FromSeconds(1));
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    private static async Task StopAsync(IActorRef item) =>
        (await item.GracefulStop(LedgerNode.Patience, StopItem.Instance)).ShouldBeTrue();

    private async Task DamageAsync(string sql) => (await Stores.Snapshots.WriteAsync(
        session => session.ExecuteAsync(sql, Bytes), None))
        .ShouldBeGreaterThan(0);
}
