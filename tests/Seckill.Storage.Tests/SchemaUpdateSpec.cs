using System.Data.Common;
using Seckill.Storage.ReadModel;
using Seckill.Storage.Schema;
using Seckill.Storage.Tests.Testing;

namespace Seckill.Storage.Tests;

public sealed class SqliteSchemaUpdateTests() : SchemaUpdateSpec(() => Task.FromResult<StoreHome>(new SqliteHome()));

[Collection(PostgresTests.Name)]
public sealed class PostgresSchemaUpdateTests(PostgresFixture postgres)
    : SchemaUpdateSpec(() => PostgresHome.CreateAsync(postgres.Server));

/// <summary>A start brings the tables to the version that this program needs, or says why it cannot.</summary>
public abstract class SchemaUpdateSpec(Func<Task<StoreHome>> createHome) : StorageSpec(createHome)
{
    private readonly Sale _sale = Sale.OfEverything("kept");

    private ReadModelWriter Writer => new(Stores.Tables);

    [SkippableFact]
    public async Task New_tables_record_their_version()
    {
        foreach (var part in SchemaPart.All) (await VersionOfAsync(part)).ShouldBe((part.Newest, 1), part.Name);
    }

    [SkippableFact]
    public async Task Unversioned_tables_keep_their_rows_and_get_a_version()
    {
        await Writer.WriteAsync(_sale.Ledger, None);
        var shape = await ShapeOf.DescribeAsync(Stores);
        foreach (var database in new[] { Stores.Ledger, Stores.Snapshots, Stores.Tables }.Distinct())
            await database.WriteAsync(session => session.ExecuteAsync("DROP TABLE IF EXISTS schema_version"), None);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PrepareAsync(Stores)));

        foreach (var part in SchemaPart.All) (await VersionOfAsync(part)).ShouldBe((part.Newest, 1), part.Name);
        await RowsOf.ShouldBeExactAsync(Stores, _sale);
        (await ShapeOf.DescribeAsync(Stores)).ShouldBe(shape);
    }

    [SkippableFact]
    public async Task Recorded_tables_get_the_scripts_that_they_lack()
    {
        await Writer.WriteAsync(_sale.Ledger, None);
        var shape = await ShapeOf.DescribeAsync(Stores);
        await ExecuteAsync(
            """
            DROP TABLE operations;
            ALTER TABLE projection_offset DROP COLUMN operations_revision;
            ALTER TABLE items DROP COLUMN terms_revision;
            ALTER TABLE items DROP COLUMN chain_revision;
            ALTER TABLE items DROP COLUMN chain_hash;
            ALTER TABLE items DROP COLUMN image_url;
            ALTER TABLE items DROP COLUMN description;
            ALTER TABLE items DROP COLUMN list_price;
            ALTER TABLE items DROP COLUMN waiting_list;
            ALTER TABLE items DROP COLUMN waiting;
            ALTER TABLE items DROP COLUMN campaign_limit;
            ALTER TABLE items DROP COLUMN challenge_required;
            ALTER TABLE items DROP COLUMN queue;
            ALTER TABLE items DROP COLUMN seed_hash;
            DROP INDEX orders_by_status;
            UPDATE schema_version SET version = 1 WHERE part = 'read-model';
            """);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PrepareAsync(Stores)));

        (await VersionOfAsync(SchemaPart.ReadModel)).ShouldBe((SchemaPart.ReadModel.Newest, 1));
        (await ShapeOf.DescribeAsync(Stores)).ShouldBe(shape);
        var row = (await new ReadModelReader(Stores.Tables).ListItemsAsync(None)).ShouldHaveSingleItem();
        row.Status.ShouldBe(_sale.AsRowsOfTheFirstVersionTell);
    }

    [SkippableFact]
    public async Task A_failed_script_leaves_no_trace_and_the_next_start_runs_it_again()
    {
        await ExecuteAsync("DROP TABLE projection_offset; DROP TABLE items; DROP TABLE orders; CREATE TABLE orders (of_somebody_else integer)");
        var before = await ShapeOf.DescribeAsync(Stores.Tables);

        await Should.ThrowAsync<DbException>(PrepareAsync(Stores));

        (await ShapeOf.DescribeAsync(Stores.Tables)).ShouldBe(before);
        await ExecuteAsync("DROP TABLE orders");
        await PrepareAsync(Stores);
        await Writer.WriteAsync(_sale.Ledger, None);
        await RowsOf.ShouldBeExactAsync(Stores, _sale);
    }

    [SkippableFact]
    public async Task Newer_tables_that_this_program_can_use_stay_as_they_are_even_in_a_rebuild()
    {
        await ExecuteAsync("ALTER TABLE items ADD COLUMN of_tomorrow integer; UPDATE schema_version SET version = 99 WHERE part = 'read-model';");
        await Writer.WriteAsync(_sale.Ledger, None);
        var shape = await ShapeOf.DescribeAsync(Stores);

        await PrepareAsync(Stores);
        await Writer.ClearAsync(None);

        await Writer.WriteAsync(_sale.Ledger, None);
        await RowsOf.ShouldBeExactAsync(Stores, _sale);
        (await ShapeOf.DescribeAsync(Stores)).ShouldBe(shape);
        (await VersionOfAsync(SchemaPart.ReadModel)).ShouldBe((99, 1));
    }

    [SkippableFact]
    public async Task Newer_tables_that_this_program_cannot_use_are_refused()
    {
        await ExecuteAsync("UPDATE schema_version SET version = 99, usable_from = 98 WHERE part = 'read-model'");

        var refusal = await Should.ThrowAsync<StorageUnavailableException>(PrepareAsync(Stores));

        refusal.Message.ShouldContain("The read-model tables of the");
        refusal.Message.ShouldContain(
            $"have version 99. Only programs that know version 98 can use them, and this one knows {SchemaPart.ReadModel.Newest}. "
            + "Start the newer program again, or restore the backup from before the upgrade.");
    }

    [SkippableFact]
    public async Task A_rebuild_restores_the_definition_of_derived_tables()
    {
        var shape = await ShapeOf.DescribeAsync(Stores);
        await ExecuteAsync("DROP INDEX orders_by_buyer; ALTER TABLE items ADD COLUMN by_hand integer");

        await Writer.ClearAsync(None);

        (await ShapeOf.DescribeAsync(Stores)).ShouldBe(shape);
        await Writer.WriteAsync(_sale.Ledger, None);
        await RowsOf.ShouldBeExactAsync(Stores, _sale);
    }

    private Task<int> ExecuteAsync(string sql) => Stores.Tables.WriteAsync(session => session.ExecuteAsync(sql), None);

    private async Task<(int Version, int UsableFrom)> VersionOfAsync(SchemaPart part) => (await Stores.Of(part).ReadAsync(
        session => session.QueryAsync(
            "SELECT version, usable_from FROM schema_version WHERE part = @name",
            row => ((int)row.GetInt64(0), (int)row.GetInt64(1)),
            new { name = part.Name }),
        None)).ShouldHaveSingleItem();
}
