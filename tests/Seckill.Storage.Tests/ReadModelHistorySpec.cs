using Seckill.Storage.ReadModel;
using Seckill.Storage.Tests.Testing;
using Xunit.Abstractions;

namespace Seckill.Storage.Tests;

public sealed class SqliteReadModelHistoryTests(ITestOutputHelper output)
    : ReadModelHistorySpec(() => Task.FromResult<StoreHome>(new SqliteHome()), output);

[Collection(PostgresTests.Name)]
public sealed class PostgresReadModelHistoryTests(PostgresFixture postgres, ITestOutputHelper output)
    : ReadModelHistorySpec(() => PostgresHome.CreateAsync(postgres.Server), output);

/// <summary>Random histories, against the item's own fold of them. Every message carries the seed.</summary>
public abstract class ReadModelHistorySpec(Func<Task<StoreHome>> createHome, ITestOutputHelper output) : StorageSpec(createHome)
{
    [SkippableFact]
    public async Task Random_sales_give_the_rows_that_the_items_would()
    {
        var seed = NextSeed();
        Sale[] sales = [.. Enumerable.Range(0, 8).Select(n => RandomSale.Run($"random-{n}", seed + n, batches: 60))];
        var writer = new ReadModelWriter(Stores.Tables);
        var mixed = sales.SelectMany(sale => sale.Ledger).OrderBy(entry => entry.Batch.At);
        foreach (var batch in mixed.Chunk(25)) await writer.WriteAsync(batch, None);

        await ShouldBeExactAsync(sales, seed);
    }

    [SkippableFact]
    public async Task Crashes_at_random_points_lose_nothing_and_repeat_nothing()
    {
        var seed = NextSeed();
        Sale[] sales = [.. Enumerable.Range(0, 3).Select(n => RandomSale.Run($"crashing-{n}", seed + n, batches: 240))];
        var database = new CrashingDatabase(Stores.Tables, new Random(seed));

        var thrownBack = await new Feeder(database, sales, new Random(seed)).RunAsync(error => error is CrashingDatabase.CrashException);

        output.WriteLine($"{thrownBack} crashes");
        database.Crashes.ShouldBeGreaterThan(5, $"seed {seed}");
        await ShouldBeExactAsync(sales, seed);
    }

    [SkippableFact]
    public async Task Two_living_writers_of_the_same_items_give_exact_rows()
    {
        var seed = NextSeed();
        Sale[] sales = [.. Enumerable.Range(0, 3).Select(n => RandomSale.Run($"contested-{n}", seed + n, batches: 80))];
        using var other = Home.Open();

        await Task.WhenAll(
            new Feeder(Stores.Tables, sales, new Random(seed)).RunAsync(_ => false),
            new Feeder(other.Tables, [.. sales.Reverse()], new Random(~seed)).RunAsync(_ => false));

        await ShouldBeExactAsync(sales, seed);
    }

    [SkippableFact]
    public async Task A_rebuild_beside_a_living_writer_ends_exact()
    {
        var seed = NextSeed();
        Sale[] sales = [.. Enumerable.Range(0, 3).Select(n => RandomSale.Run($"rebuilt-{n}", seed + n, batches: 80))];
        using var other = Home.Open();
        var living = new Feeder(Stores.Tables, sales, new Random(seed)).RunAsync(_ => false);
        var rebuilding = new ReadModelWriter(other.Tables);
        for (var n = 0; n < 5; n++) await rebuilding.ClearAsync(None);

        await living;
        await new Feeder(other.Tables, sales, new Random(~seed)).RunAsync(_ => false);

        await ShouldBeExactAsync(sales, seed);
    }

    [SkippableFact]
    public async Task Rows_of_items_that_are_rebuilt_one_by_one_while_they_are_written_are_exact_in_the_end()
    {
        var seed = NextSeed();
        Sale[] sales = [.. Enumerable.Range(0, 3).Select(n => RandomSale.Run($"renewed-{n}", seed + n, batches: 80))];
        using var other = Home.Open();
        var living = new Feeder(Stores.Tables, sales, new Random(seed)).RunAsync(_ => false);
        var rebuilding = new ReadModelWriter(other.Tables);
        for (var n = 0; n < 6; n++)
        {
            var sale = sales[n % sales.Length];
            await rebuilding.ClearAsync(sale.Id, None);
            await rebuilding.WriteAsync(sale.Ledger, None);
        }

        await living;
        await new Feeder(other.Tables, sales, new Random(~seed)).RunAsync(_ => false);

        await ShouldBeExactAsync(sales, seed);
    }

    private protected int NextSeed()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        return seed;
    }

    private protected async Task ShouldBeExactAsync(IEnumerable<Sale> sales, int seed)
    {
        foreach (var sale in sales) await RowsOf.ShouldBeExactAsync(Stores, sale, $"seed {seed}");
    }
}
