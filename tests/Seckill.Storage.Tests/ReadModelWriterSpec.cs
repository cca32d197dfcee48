using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Storage.ReadModel;
using Seckill.Storage.Schema;
using Seckill.Storage.Tests.Testing;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Storage.Tests;

public sealed class SqliteReadModelWriterTests() : ReadModelWriterSpec(() => Task.FromResult<StoreHome>(new SqliteHome()));

[Collection(PostgresTests.Name)]
public sealed class PostgresReadModelWriterTests(PostgresFixture postgres)
    : ReadModelWriterSpec(() => PostgresHome.CreateAsync(postgres.Server));

public abstract class ReadModelWriterSpec(Func<Task<StoreHome>> createHome) : StorageSpec(createHome)
{
    private ReadModelWriter Writer => new(Stores.Tables);

    [SkippableFact]
    public async Task Every_event_becomes_exact_rows()
    {
        var sale = Sale.OfEverything("everything");

        var offsets = await Writer.WriteAsync(sale.Ledger, None);

        offsets.ShouldBe(new Dictionary<ItemId, long> { [sale.Id] = sale.State.Revision });
        await RowsOf.ShouldBeExactAsync(Stores, sale);
    }

    [SkippableFact]
    public async Task A_key_that_was_answered_moves_the_revision_and_no_row()
    {
        var sale = Sale.Open("keys", perBuyerLimit: 1);
        sale.Reserve("alice");
        sale.Do(new ReserveStock(BuyerId.Parse("alice"), Quantity.One, IdempotencyKey.Parse("b")));
        sale.State.FurtherKeys.Count.ShouldBe(1);

        await Writer.WriteAsync(sale.Ledger, None);

        await RowsOf.ShouldBeExactAsync(Stores, sale);
    }

    [SkippableFact]
    public async Task An_items_row_tells_how_many_wait_and_offers_are_orders()
    {
        var sale = Sale.WithWaitingList("awaited");
        (sale.State.Waiting.Count, sale.State.Waiting.Offers.Count).ShouldBe((2, 1));

        foreach (var entry in sale.Ledger) await Writer.WriteAsync([entry], None);

        await RowsOf.ShouldBeExactAsync(Stores, sale);
        sale.Cancel(1);
        await Writer.WriteAsync([sale.Ledger[^1]], None);
        await RowsOf.ShouldBeExactAsync(Stores, sale);
    }

    [SkippableFact]
    public async Task Entries_written_one_by_one_give_the_same_rows()
    {
        var sale = Sale.OfEverything("one-by-one");

        foreach (var entry in sale.Ledger) await Writer.WriteAsync([entry], None);

        await RowsOf.ShouldBeExactAsync(Stores, sale);
    }

    [SkippableFact]
    public async Task An_item_is_cleared_alone_and_written_again()
    {
        var (cleared, kept) = (Sale.OfEverything("cleared"), Sale.OfEverything("kept"));
        await Writer.WriteAsync([.. cleared.Ledger, .. kept.Ledger], None);

        await Writer.ClearAsync(cleared.Id, None);

        (await Writer.ReadOffsetsAsync(None)).Keys.ShouldBe([kept.Id]);
        (await new ReadModelReader(Stores.Tables).ListItemsAsync(None)).Select(row => row.Status.Id).ShouldBe([kept.Id]);
        // Only from the beginning: a later entry is a gap now.
        (await Writer.WriteAsync([cleared.Ledger[^1]], None))[cleared.Id].ShouldBe(0);
        await Writer.WriteAsync(cleared.Ledger, None);
        await RowsOf.ShouldBeExactAsync(Stores, cleared);
        await RowsOf.ShouldBeExactAsync(Stores, kept);
    }

    [SkippableFact]
    public async Task A_repeated_batch_changes_nothing()
    {
        var sale = Sale.OfEverything("repeated");
        await Writer.WriteAsync(sale.Ledger, None);

        var offsets = await Writer.WriteAsync(sale.Ledger, None);

        offsets[sale.Id].ShouldBe(sale.State.Revision);
        await RowsOf.ShouldBeExactAsync(Stores, sale);
    }

    [SkippableFact]
    public async Task Overlapping_batches_take_effect_once()
    {
        var sale = Sale.OfEverything("overlapping");
        for (var from = 0; from < sale.Ledger.Count; from += 2)
            await Writer.WriteAsync([.. sale.Ledger.Skip(Math.Max(0, from - 3)).Take(6)], None);

        await RowsOf.ShouldBeExactAsync(Stores, sale);
    }

    [SkippableFact]
    public async Task An_entry_that_comes_twice_in_one_batch_takes_effect_once()
    {
        var sale = Sale.OfEverything("doubled");

        await Writer.WriteAsync([.. sale.Ledger.SelectMany(entry => Enumerable.Repeat(entry, 2))], None);

        await RowsOf.ShouldBeExactAsync(Stores, sale);
    }

    [SkippableFact]
    public async Task An_item_with_a_gap_is_left_out_while_others_proceed()
    {
        var (holed, whole) = (Sale.OfEverything("holed"), Sale.OfEverything("whole"));
        await Writer.WriteAsync([.. holed.Ledger.Take(3)], None);

        var offsets = await Writer.WriteAsync([.. holed.Ledger.Skip(4), .. whole.Ledger], None);

        offsets.ShouldBe(new Dictionary<ItemId, long> { [holed.Id] = 3, [whole.Id] = whole.State.Revision }, ignoreOrder: true);
        await RowsOf.ShouldBeExactAsync(Stores, whole);
        await Writer.WriteAsync([.. holed.Ledger.Skip(3)], None);
        await RowsOf.ShouldBeExactAsync(Stores, holed);
    }

    [SkippableFact]
    public async Task What_comes_before_a_gap_in_a_batch_is_written()
    {
        var sale = Sale.OfEverything("early");

        var offsets = await Writer.WriteAsync([.. sale.Ledger.Take(4), .. sale.Ledger.Skip(6)], None);

        offsets[sale.Id].ShouldBe(4);
    }

    [SkippableFact]
    public async Task An_item_of_which_only_later_entries_came_stays_unknown()
    {
        var sale = Sale.OfEverything("unknown");

        var offsets = await Writer.WriteAsync([sale.Ledger[1]], None);

        offsets[sale.Id].ShouldBe(0);
        (await Writer.ReadOffsetsAsync(None)).ShouldBeEmpty();
        (await new ReadModelReader(Stores.Tables).CountAsync(sale.Id, None)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task An_empty_batch_is_nothing() => (await Writer.WriteAsync([], None)).ShouldBeEmpty();

    [SkippableFact]
    public async Task Offsets_tell_how_far_each_item_has_come()
    {
        var (one, two) = (Sale.OfEverything("one"), Sale.Open("two"));
        await Writer.WriteAsync([.. one.Ledger.Take(5), .. two.Ledger], None);

        (await Writer.ReadOffsetsAsync(None)).ShouldBe(new Dictionary<ItemId, long> { [one.Id] = 5, [two.Id] = 1 }, ignoreOrder: true);
    }

    [SkippableFact]
    public async Task A_rebuild_from_nothing_gives_the_same_rows()
    {
        var (one, two) = (Sale.OfEverything("one"), Sale.OfEverything("two"));
        await Writer.WriteAsync([.. one.Ledger, .. two.Ledger], None);

        await Writer.ClearAsync(None);

        (await Writer.ReadOffsetsAsync(None)).ShouldBeEmpty();
        (await new ReadModelReader(Stores.Tables).ListItemsAsync(None)).ShouldBeEmpty();
        await Writer.WriteAsync([.. one.Ledger, .. two.Ledger], None);
        await RowsOf.ShouldBeExactAsync(Stores, one);
        await RowsOf.ShouldBeExactAsync(Stores, two);
    }

    [SkippableFact]
    public async Task Many_who_create_tables_at_once_that_somebody_has_dropped_all_succeed()
    {
        await Stores.Tables.WriteAsync(
            session => session.ExecuteAsync("DROP TABLE orders; DROP TABLE items; DROP TABLE projection_offset;"), None);
        var nodes = Enumerable.Range(0, 8).Select(_ => Home.Open()).ToArray();

        await Task.WhenAll(nodes.Select(node => SchemaUpdate.RunAsync(node.Tables, SchemaPart.ReadModel, None)));

        var sale = Sale.OfEverything("created");
        await Writer.WriteAsync(sale.Ledger, None);
        await RowsOf.ShouldBeExactAsync(nodes[7], sale);
        foreach (var node in nodes) node.Dispose();
    }

    [SkippableFact]
    public async Task A_big_batch_is_written_whole()
    {
        var sale = Sale.Open("big", stock: 30_000);
        sale.Do([.. Enumerable.Range(1, 25_000).Select(n => new ReserveStock(
            BuyerId.Parse($"buyer-{n}"), Quantity.One, Key: null))]);

        await Writer.WriteAsync(sale.Ledger, None);

        var counts = await new ReadModelReader(Stores.Tables).CountAsync(sale.Id, None);
        counts!.Item.ShouldBe(RowsOf.ColumnsOf(sale.State.Stock));
        counts.Orders[OrderStatus.Pending].Orders.ShouldBe(25_000);
        sale.Pass(TimeSpan.FromHours(1));
        sale.Pass(TimeSpan.Zero);
        sale.Pass(TimeSpan.Zero);
        await Writer.WriteAsync([.. sale.Ledger.Skip(2)], None);
        counts = await new ReadModelReader(Stores.Tables).CountAsync(sale.Id, None);
        counts!.Orders.Keys.ShouldBe([OrderStatus.Expired]);
        counts.Orders[OrderStatus.Expired].Orders.ShouldBe(25_000);
    }

    [SkippableFact]
    public async Task A_ledger_that_contradicts_the_rows_writes_nothing()
    {
        var (sale, other) = (Sale.OfEverything("contradicted"), Sale.Open("other"));
        var listed = sale.Ledger[0];
        var payment = sale.Ledger.First(entry => entry.Batch.Events[0] is PaymentConfirmed);

        var error = await Should.ThrowAsync<InvalidOperationException>(
            Writer.WriteAsync([.. other.Ledger, listed, payment with { Revision = 2 }], None));

        error.Message.ShouldContain("Entry 2 of contradicted cannot be applied");
        (await Writer.ReadOffsetsAsync(None)).ShouldBeEmpty();
    }
}
