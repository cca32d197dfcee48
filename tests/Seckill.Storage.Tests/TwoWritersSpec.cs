using Seckill.Storage.ReadModel;
using Seckill.Storage.Tests.Testing;

namespace Seckill.Storage.Tests;

public sealed class SqliteTwoWritersTests() : TwoWritersSpec(() => Task.FromResult<StoreHome>(new SqliteHome()));

[Collection(PostgresTests.Name)]
public sealed class PostgresTwoWritersTests(PostgresFixture postgres) : TwoWritersSpec(() => PostgresHome.CreateAsync(postgres.Server));

/// <summary>
/// Two nodes that are both alive, each convinced that an item's rows are its to write, and neither knows of the other. The order in
/// which they meet is forced: the first holds the item's offset row when the second arrives.
/// </summary>
public abstract class TwoWritersSpec(Func<Task<StoreHome>> createHome) : StorageSpec(createHome)
{
    [SkippableFact]
    public async Task The_second_waits_for_the_first_and_then_skips_what_that_one_wrote()
    {
        var sale = Sale.OfEverything("twice");
        var first = new HoldingDatabase(Stores.Tables);
        var writing = new ReadModelWriter(first).WriteAsync(sale.Ledger, None);
        await first.Holding;
        using var other = Home.Open();

        var waiting = new ReadModelWriter(other.Tables).WriteAsync(sale.Ledger, None);
        await WaitsForALockAsync();
        waiting.IsCompleted.ShouldBeFalse();
        first.Commit();

        (await writing)[sale.Id].ShouldBe(sale.State.Revision);
        (await waiting)[sale.Id].ShouldBe(sale.State.Revision);
        // A second order of the same number, or a second event applied, would break the sums and the keys that this compares.
        await RowsOf.ShouldBeExactAsync(Stores, sale);
    }

    [SkippableFact]
    public async Task The_second_takes_over_where_the_first_has_committed()
    {
        var sale = Sale.OfEverything("further");
        var first = new HoldingDatabase(Stores.Tables);
        var writing = new ReadModelWriter(first).WriteAsync([.. sale.Ledger.Take(6)], None);
        await first.Holding;
        using var other = Home.Open();

        var waiting = new ReadModelWriter(other.Tables).WriteAsync([.. sale.Ledger.Skip(3)], None);
        await WaitsForALockAsync();
        first.Commit();

        (await writing)[sale.Id].ShouldBe(6);
        (await waiting)[sale.Id].ShouldBe(sale.State.Revision);
        await RowsOf.ShouldBeExactAsync(Stores, sale);
    }

    [SkippableFact]
    public async Task When_the_first_dies_before_its_commit_the_second_writes_everything()
    {
        var sale = Sale.OfEverything("orphaned");
        var first = new HoldingDatabase(Stores.Tables);
        var writing = new ReadModelWriter(first).WriteAsync(sale.Ledger, None);
        await first.Holding;
        using var other = Home.Open();

        var waiting = new ReadModelWriter(other.Tables).WriteAsync(sale.Ledger, None);
        await WaitsForALockAsync();
        first.Die();

        await Should.ThrowAsync<CrashingDatabase.CrashException>(writing);
        (await waiting)[sale.Id].ShouldBe(sale.State.Revision);
        await RowsOf.ShouldBeExactAsync(Stores, sale);
    }

    [SkippableFact]
    public async Task Two_that_race_for_every_entry_write_each_of_them_once()
    {
        const int Seed = 20261123;
        var sale = RandomSale.Run("raced", Seed, batches: 120);
        using var other = Home.Open();

        await Task.WhenAll(RaceAsync(Stores, sale), RaceAsync(other, sale));

        await RowsOf.ShouldBeExactAsync(Stores, sale, $"seed {Seed}");
    }

    /// <summary>Offers every entry, each in a transaction of its own; an entry applied twice would fail on keys or sums.</summary>
    private static async Task RaceAsync(Stores stores, Sale sale)
    {
        var writer = new ReadModelWriter(stores.Tables);
        foreach (var entry in sale.Ledger) (await writer.WriteAsync([entry], None))[sale.Id].ShouldBeGreaterThanOrEqualTo(entry.Revision);
    }

    /// <summary>Until a writer is seen to wait. SQLite tells nobody who waits, but lets nobody in either.</summary>
    private async Task WaitsForALockAsync()
    {
        if (!Home.IsPostgres) return;
        const string Waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while ((await Stores.Ledger.ReadAsync(session => session.QueryAsync(Waiting, row => row.GetInt32(0)), None)).Count == 0)
            await poll.WaitForNextTickAsync(None);
    }
}
