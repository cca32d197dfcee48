using Seckill.Storage.Tests.Testing;
using Seckill.Testing;

namespace Seckill.Storage.Tests;

/// <summary>Tables that the previous version created and filled become today's tables, to the last constraint.</summary>
[Collection(PostgresTests.Name)]
public sealed class StoredTablesTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Files_of_the_previous_version_become_what_a_new_store_has()
    {
        await using var stored = new SqliteHome();
        await using var fresh = new SqliteHome();
        StoredSale.Unpack(stored.Options.Directory);

        await ShouldBecomeAlikeAsync(stored, fresh);
    }

    [SkippableFact]
    public async Task A_database_of_the_previous_version_becomes_what_a_new_one_has()
    {
        Skip.If(StoredSale.MissingReason is not null, StoredSale.MissingReason);
        await using var stored = await PostgresHome.CreateAsync(postgres.Server);
        await using var fresh = await PostgresHome.CreateAsync(postgres.Server);
        await StoredSale.RestoreAsync(stored.Options.ConnectionString!);

        await ShouldBecomeAlikeAsync(stored, fresh);
    }

    private static async Task ShouldBecomeAlikeAsync(StoreHome stored, StoreHome fresh)
    {
        using var today = fresh.Open();
        await PrepareAsync(fresh, today);
        using var before = stored.Open();

        await PrepareAsync(stored, before);

        (await ShapeOf.DescribeAsync(before)).ShouldBe(await ShapeOf.DescribeAsync(today));
        foreach (var (database, table) in new[] { (before.Ledger, "journal"), (before.Snapshots, "snapshot"), (before.Tables, "orders") })
            (await database.ReadAsync(session => session.QueryAsync($"SELECT 1 FROM {table}", _ => 1), default)).ShouldNotBeEmpty(table);
    }

    private static Task PrepareAsync(StoreHome home, Stores stores) =>
        new StoragePreparation(home.Options, stores, new ReadModel.ReadModelWriter(stores.Tables)).PrepareAsync(default);
}
