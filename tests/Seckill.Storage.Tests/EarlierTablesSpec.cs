using Seckill.Storage.ReadModel;
using Seckill.Storage.Tests.Testing;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Storage.Tests;

public sealed class SqliteEarlierTablesTests() : EarlierTablesSpec(() => Task.FromResult<StoreHome>(new SqliteHome()));

[Collection(PostgresTests.Name)]
public sealed class PostgresEarlierTablesTests(PostgresFixture postgres)
    : EarlierTablesSpec(() => PostgresHome.CreateAsync(postgres.Server));

/// <summary>Tables that an earlier version made and filled, with fewer columns and no recorded version.</summary>
public abstract class EarlierTablesSpec(Func<Task<StoreHome>> createHome) : StorageSpec(createHome)
{
    private ReadModelWriter Writer => new(Stores.Tables);

    [SkippableFact]
    public async Task They_get_what_they_lack_and_keep_their_rows()
    {
        var sale = Sale.OfEverything("kept");
        await Writer.WriteAsync(sale.Ledger, None);
        await TakeBackAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PrepareAsync(Stores)));

        var row = (await new ReadModelReader(Stores.Tables).ListItemsAsync(None)).ShouldHaveSingleItem();
        var atTheLatest = sale.AsRowsOfTheFirstVersionTell;
        row.Status.ShouldBe(atTheLatest);
    }

    [SkippableFact]
    public async Task They_are_exact_again_when_the_terms_change()
    {
        // The version that made them knew no challenges.
        var sale = Sale.Open("exact", challengeRequired: false);
        sale.Reserve("alice");
        await Writer.WriteAsync(sale.Ledger, None);
        await TakeBackAsync();
        await PrepareAsync(Stores);

        sale.Do(new AdjustStock(5, "found", Domain.Shared.IdempotencyKey.Parse("more")));
        sale.Reserve("bob");
        await Writer.WriteAsync(sale.Ledger, None);

        await RowsOf.ShouldBeExactAsync(Stores, sale);
    }

    [SkippableFact]
    public async Task A_node_of_the_version_before_goes_on_writing()
    {
        await Stores.Tables.WriteAsync(
            session => session.ExecuteAsync(
                """
                INSERT INTO projection_offset (item_id, revision) VALUES ('old', 3);
                INSERT INTO items (item_id, title, campaign, unit_price, currency, starts_at_ms, ends_at_ms, per_buyer_limit, payment_window_ms,
                    ticket_required, listed_stock, total, available, held, sold, is_paused, is_closed, refunds_due)
                VALUES ('old', 'Phone', NULL, 1, 'CNY', 1000000000000, 1000000000001, 1, 1000, @no, 5, 5, 5, 0, 0, @no, @no, 0)
                """,
                new { no = false }),
            None);

        var row = (await new ReadModelReader(Stores.Tables).ListItemsAsync(None)).ShouldHaveSingleItem();

        (row.Status.Revision, row.Status.TermsRevision, row.Status.LastSequence).ShouldBe((3, 3, 0));
    }

    /// <summary>Turns the tables into what the first version made.</summary>
    private Task<int> TakeBackAsync() => Stores.Tables.WriteAsync(
        session => session.ExecuteAsync(
            """
            DROP TABLE schema_version;
            DROP TABLE operation_attempts;
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
            ALTER TABLE sandbox_payments DROP COLUMN paid_at_ms;
            DROP INDEX sandbox_payments_by_item;
            ALTER TABLE sandbox_payments DROP COLUMN changed_at_ms;
            """),
        None);
}
