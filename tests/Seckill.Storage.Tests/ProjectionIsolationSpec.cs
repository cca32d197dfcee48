using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Ledger;
using Seckill.Actors.Projections;
using Seckill.Domain.Shared;
using Seckill.Storage.ReadModel;
using Seckill.Storage.Tests.Testing;

namespace Seckill.Storage.Tests;

public sealed class SqliteProjectionIsolationTests() : ProjectionIsolationSpec(() => Task.FromResult<StoreHome>(new SqliteHome()));

[Collection(PostgresTests.Name)]
public sealed class PostgresProjectionIsolationTests(PostgresFixture postgres)
    : ProjectionIsolationSpec(() => PostgresHome.CreateAsync(postgres.Server));

/// <summary>
/// Somebody changes rows of one item by hand, in every way that the database lets through. Its ledger then contradicts them; the other
/// items, whose entries travel in the same batches, must not notice.
/// </summary>
public abstract class ProjectionIsolationSpec(Func<Task<StoreHome>> createHome) : StorageSpec(createHome)
{
    /// <summary>Entries that are in the tables before the rows are changed.</summary>
    private const int EntriesBefore = 5;

    /// <summary>A few dozen transactions, on a machine that is busy with other things.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(60);

    private readonly List<Sale> _others = [SaleOf("aaa"), SaleOf("other-1"), SaleOf("other-2"), SaleOf("other-3"), SaleOf("zzz")];
    private readonly Sale _bad = SaleOf("bad");
    private ProjectionFeed? _feed;

    private ProjectionFeed Feed => _feed ??= new ProjectionFeed(Options.Create(new SeckillLimits()), Time);

    public static TheoryData<string, string> Damages => new()
    {
        { "units that do not add up", "UPDATE items SET available = available + held, held = 0 WHERE item_id = 'bad'" },
        { "a check that the next entry breaks", "UPDATE items SET refunds_due = 0 WHERE item_id = 'bad'" },
        {
            "a row where the next order belongs",
            """
            INSERT INTO orders (item_id, sequence, buyer_id, quantity, unit_price, currency, status, created_at_ms, pay_before_ms)
            VALUES ('bad', 3, 'somebody', 1, 1, 'CNY', 'pending', 1, 2)
            """
        },
        { "an instant that is none", "UPDATE items SET ends_at_ms = 900000000000000000 WHERE item_id = 'bad'" },
        { "a title that is none", "UPDATE items SET title = '' WHERE item_id = 'bad'" },
        { "a price beyond the contract", "UPDATE items SET unit_price = 9000000000000000000 WHERE item_id = 'bad'" },
        { "an order that is gone", "DELETE FROM orders WHERE item_id = 'bad'" },
        { "an item that is gone", "DELETE FROM items WHERE item_id = 'bad'" },
        { "an offset that is behind", "UPDATE projection_offset SET revision = 1 WHERE item_id = 'bad'" },
    };

    [SkippableTheory]
    [MemberData(nameof(Damages))]
    public async Task An_item_whose_rows_were_changed_stays_behind_alone_until_they_are_mended(string what, string damage)
    {
        await using var node = await WriteBeginningsAsync();
        await ExecuteAsync(damage);
        var projection = new OrderProjection(Feed, new ReadModelWriter(Stores.Tables), node.Ledger, Options.Create(new SeckillLimits()), node.System);
        projection.Start();

        OfferRest();

        await UntilAsync(async () => (await OffsetsAsync() is var offsets) && _others.All(sale => offsets[sale.Id] == sale.State.Revision), what);
        foreach (var sale in _others) await RowsOf.ShouldBeExactAsync(Stores, sale, what);
        (await OffsetsAsync())[_bad.Id].ShouldBeLessThanOrEqualTo(EntriesBefore, what);
        Time.Advance(TimeSpan.FromSeconds(10));
        Feed.PendingEntries.ShouldBeGreaterThanOrEqualTo(_bad.State.Revision - EntriesBefore, what);
        Feed.Lag.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(10), what);

        await ForgetRowsAsync();
        await UntilAsync(
            async () =>
            {
                Time.Advance(PauseMax);
                return (await OffsetsAsync()).GetValueOrDefault(_bad.Id) == _bad.State.Revision;
            },
            what);
        await RowsOf.ShouldBeExactAsync(Stores, _bad, what);
        await UntilAsync(() => Task.FromResult(Feed.PendingEntries == 0), what);
        await projection.StopAsync(LedgerNode.Patience);
    }

    [SkippableFact]
    public async Task An_item_with_an_entry_that_cannot_be_read_stays_behind_alone()
    {
        await using var node = await WriteBeginningsAsync();
        await Stores.Ledger.WriteAsync(
            session => session.ExecuteAsync(
                "UPDATE journal SET message = @bytes WHERE persistence_id = 'item-bad' AND sequence_number = 7", new { bytes = new byte[] { 255, 255 } }),
            None);
        var projection = new OrderProjection(Feed, new ReadModelWriter(Stores.Tables), node.Ledger, Options.Create(new SeckillLimits()), node.System);
        projection.Start();

        // As after a restart: everything is read from the ledger.
        foreach (var sale in (Sale[])[_bad, .. _others]) Feed.Recovered(sale.Id, sale.State.Revision);

        await UntilAsync(async () => (await OffsetsAsync() is var offsets) && _others.All(sale => offsets[sale.Id] == sale.State.Revision), "ledger");
        foreach (var sale in _others) await RowsOf.ShouldBeExactAsync(Stores, sale);
        (await OffsetsAsync())[_bad.Id].ShouldBeLessThan(7, "nothing behind an entry that cannot be read may be taken");
        Feed.PendingEntries.ShouldBeGreaterThan(0);
        await projection.StopAsync(LedgerNode.Patience);
    }

    [SkippableFact]
    public async Task A_batch_of_several_items_is_refused_without_naming_one_and_of_one_item_with_its_name()
    {
        await using var node = await WriteBeginningsAsync();
        await ExecuteAsync("UPDATE items SET refunds_due = 0 WHERE item_id = 'bad'");
        var writer = new ReadModelWriter(Stores.Tables);
        var (rest, other) = (_bad.Ledger[EntriesBefore..], _others[0].Ledger[EntriesBefore..]);

        await Should.ThrowAsync<RowsRefusedException>(writer.WriteAsync([.. rest, .. other], None));
        (await Should.ThrowAsync<LedgerContradictedException>(writer.WriteAsync(rest, None))).ItemId.ShouldBe(_bad.Id);
        await writer.WriteAsync(other, None);

        await RowsOf.ShouldBeExactAsync(Stores, _others[0]);
    }

    [SkippableFact]
    public async Task An_offset_under_a_name_that_is_no_items_concerns_nobody()
    {
        await using var node = await WriteBeginningsAsync();
        await ExecuteAsync("INSERT INTO projection_offset (item_id, revision) VALUES ('NOT AN ID', 3)");

        (await OffsetsAsync()).Count.ShouldBe(_others.Count + 1);
    }

    /// <summary>A sale whose later entries need every kind of row that the earlier ones made.</summary>
    private static Sale SaleOf(string item)
    {
        var sale = Sale.Open(item);
        sale.Reserve("alice", 2);
        sale.Reserve("bob");
        sale.Cancel(2);
        sale.Pay(2, "late");
        sale.Ledger.Count.ShouldBe(EntriesBefore);
        sale.Settle("late");
        sale.Pay(1, "in-time");
        sale.Reserve("carol");
        return sale;
    }

    /// <summary>Writes all ledgers, and the first entries of each to the tables.</summary>
    private async Task<LedgerNode> WriteBeginningsAsync()
    {
        var node = new LedgerNode(Home.Options, Stores);
        foreach (var sale in (Sale[])[_bad, .. _others]) await node.WriteAsync(sale);
        await new ReadModelWriter(Stores.Tables).WriteAsync([.. _others.Append(_bad).SelectMany(sale => sale.Ledger.Take(EntriesBefore))], None);
        return node;
    }

    /// <summary>Hands the rest over as it is committed: entries of all items side by side, and the bad item's first.</summary>
    private void OfferRest()
    {
        for (var next = EntriesBefore; next < _bad.Ledger.Count; next++)
        {
            foreach (var sale in (Sale[])[_bad, .. _others]) Feed.Offer(sale.Ledger[next]);
        }
    }

    private Task<int> ExecuteAsync(string sql) => Stores.Tables.WriteAsync(session => session.ExecuteAsync(sql), None);

    /// <summary>In one transaction: a try that saw half of it would write rows beside those that are still there.</summary>
    private Task<bool> ForgetRowsAsync() => Stores.Tables.WriteAsync(
        async session =>
        {
            foreach (var table in (string[])["orders", "items", "projection_offset"])
                await session.ExecuteAsync($"DELETE FROM {table} WHERE item_id = 'bad'");
            return true;
        },
        None);

    private Task<IReadOnlyDictionary<ItemId, long>> OffsetsAsync() => new ReadModelWriter(Stores.Tables).ReadOffsetsAsync(None);

    private static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await isSo())
        {
            limit.IsCancellationRequested.ShouldBeFalse($"it did not come to pass: {what}");
            await look.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
