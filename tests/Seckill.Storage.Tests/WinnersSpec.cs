using Microsoft.Extensions.Options;
using Seckill.Actors.Board;
using Seckill.Actors.Hosting;
using Seckill.Actors.Ledger;
using Seckill.Actors.Projections;
using Seckill.Actors.Projections.Winners;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Storage.Journal;
using Seckill.Storage.ReadModel;
using Seckill.Storage.Tests.Testing;

namespace Seckill.Storage.Tests;

public sealed class SqliteWinnersTests() : WinnersSpec(() => Task.FromResult<StoreHome>(new SqliteHome()));

[Collection(PostgresTests.Name)]
public sealed class PostgresWinnersTests(PostgresFixture postgres) : WinnersSpec(() => PostgresHome.CreateAsync(postgres.Server));

/// <summary>An operator's lists of an item's orders: the filtered one, and the export of all.</summary>
public abstract class WinnersSpec(Func<Task<StoreHome>> createHome) : StorageSpec(createHome)
{
    private static readonly BuyerId Alice = BuyerId.Parse("alice");

    private ReadModelReader Reader => new(Stores.Tables);

    [SkippableFact]
    public async Task Every_order_is_exported_once_with_the_hash_of_the_entry_that_made_it()
    {
        var sale = Sale.Open("export", stock: 5_000, perBuyerLimit: 5_000);
        for (var n = 0; n < 300; n++)
            sale.Do([.. Enumerable.Range(0, 4).Select(i => new ItemProtocol.ReserveStock(BuyerId.Parse($"b-{n}-{i}"), Quantity.One, Key: null))]);
        sale.Pay(2, "pay-2");
        sale.Cancel(3);
        await using var node = new LedgerNode(Home.Options, Stores);
        await node.WriteAsync(sale);
        await new ReadModelWriter(Stores.Tables).WriteAsync(sale.Ledger, None);

        var list = List();
        var export = await list.OpenAsync(sale.Id, None);
        var winners = await ReadAsync(export);

        export.Refusal.ShouldBeNull();
        (export.Basis.Revision, export.Basis.Head).ShouldBe((sale.State.Revision, sale.State.LedgerHash));
        winners.Select(winner => winner.Order).ShouldBe(Enumerable.Range(1, 1_200).Select(n => sale.State.FindOrder(n)));
        for (var n = 0; n < 300; n++)
            winners[n * 4].Hash.ShouldBe(sale.Ledger[n + 1].Batch.Link!.Hash, $"entry {n + 2}");
        winners.Select(winner => winner.Hash).Distinct().Count().ShouldBe(300);
    }

    [SkippableFact]
    public async Task What_comes_after_the_list_was_begun_is_left_out()
    {
        var sale = Sale.Open("export");
        sale.Reserve("alice");
        await using var node = new LedgerNode(Home.Options, Stores);
        await node.WriteAsync(sale);
        await new ReadModelWriter(Stores.Tables).WriteAsync(sale.Ledger, None);
        var export = await List().OpenAsync(sale.Id, None);

        var before = sale.Ledger.Count;
        sale.Reserve("bob");
        await node.WriteAsync(sale, before);

        (await ReadAsync(export)).ShouldHaveSingleItem().Order.Buyer.ShouldBe(Alice);
    }

    [SkippableTheory]
    [InlineData("UPDATE orders SET buyer_id = 'mallory' WHERE sequence = 1")]
    [InlineData("DELETE FROM orders WHERE sequence = 1")]
    [InlineData("UPDATE orders SET created_at_ms = -9223372036854775807")]
    [InlineData("""
        INSERT INTO orders (item_id, sequence, buyer_id, quantity, unit_price, currency, status, created_at_ms, pay_before_ms)
        VALUES ('export', 2, 'mallory', 1, 9900, 'CNY', 'pending', 1, 2)
        """)]
    public async Task Whatever_is_done_to_the_table_the_list_is_the_ledgers(string change)
    {
        var sale = Sale.Open("export");
        sale.Reserve("alice");
        await using var node = new LedgerNode(Home.Options, Stores);
        await node.WriteAsync(sale);
        await new ReadModelWriter(Stores.Tables).WriteAsync(sale.Ledger, None);
        await Stores.Tables.WriteAsync(session => session.ExecuteAsync(change), None);

        var winners = await ReadAsync(await List().OpenAsync(sale.Id, None));

        winners.ShouldHaveSingleItem().Order.ShouldBe(sale.State.FindOrder(1));
    }

    [SkippableFact]
    public async Task No_list_is_made_of_a_ledger_that_does_not_hold()
    {
        var sale = Sale.Open("export");
        for (var n = 0; n < 5; n++) sale.Reserve($"b-{n}");
        await using var node = new LedgerNode(Home.Options, Stores);
        await node.WriteAsync(sale);
        await Stores.Ledger.WriteAsync(session => session.ExecuteAsync("DELETE FROM journal WHERE sequence_number = 3"), None);

        var export = await List().OpenAsync(sale.Id, None);

        export.Fault!.Entry.ShouldBe(3);
        export.Refusal.ShouldNotBeNull().ShouldContain("entry 3");
    }

    [SkippableTheory]
    [InlineData("created_at_ms = -9223372036854775807")]
    [InlineData("buyer_id = ''")]
    [InlineData("payment_id = ''")]
    [InlineData("currency = 'z z'")]
    public async Task A_row_that_no_order_can_have_is_named(string change)
    {
        var sale = Sale.Open("export");
        sale.Reserve("alice");
        sale.Pay(1, "pay-1");
        await new ReadModelWriter(Stores.Tables).WriteAsync(sale.Ledger, None);
        await Stores.Tables.WriteAsync(session => session.ExecuteAsync($"UPDATE orders SET {change}"), None);

        var damage = await Should.ThrowAsync<LedgerContradictedException>(Reader.ListOrdersAsync(sale.Id, default, after: null, 10, None));

        damage.ItemId.ShouldBe(sale.Id);
        damage.Message.ShouldStartWith("The row of order 1 of export in the orders table holds what no order can have.");
        (await Should.ThrowAsync<LedgerContradictedException>(Reader.FindOrderAsync(new OrderId(sale.Id, 1), None))).Message.ShouldBe(damage.Message);
    }

    [SkippableFact]
    public async Task An_items_orders_are_listed_newest_first_by_status_and_by_buyer_whatever_the_page()
    {
        var sale = Sale.OfEverything("listed");
        var other = Sale.Open("other");
        other.Reserve("pending");
        await new ReadModelWriter(Stores.Tables).WriteAsync([.. sale.Ledger, .. other.Ledger], None);
        Order[] all = [.. Enumerable.Range(1, (int)sale.State.LastSequence).Select(n => sale.State.FindOrder(n)!).Reverse()];

        for (var limit = 1; limit <= all.Length + 1; limit++)
        {
            (await PagesAsync(sale.Id, default, limit)).ShouldBe(all, $"pages of {limit}");
            foreach (var status in Enum.GetValues<OrderStatus>())
                (await PagesAsync(sale.Id, new OrderFilter(status), limit)).ShouldBe(all.Where(order => order.Status == status), $"{status}, pages of {limit}");
            foreach (var buyer in all.Select(order => order.Buyer).Distinct())
                (await PagesAsync(sale.Id, new OrderFilter(Buyer: buyer), limit)).ShouldBe(all.Where(order => order.Buyer == buyer), $"{buyer}, pages of {limit}");
        }

        var pending = BuyerId.Parse("pending");
        (await PagesAsync(sale.Id, new OrderFilter(OrderStatus.Expired, pending), 1))
            .ShouldBe(all.Where(order => order.Buyer == pending && order.Status == OrderStatus.Expired));
        (await PagesAsync(ItemId.Parse("nothing"), default, 10)).ShouldBeEmpty();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(Reader.ListOrdersAsync(sale.Id, default, after: null, 0, None));
    }

    [SkippableTheory]
    [InlineData(false, false, "orders_pkey|PRIMARY KEY")]
    [InlineData(true, false, "orders_by_status")]
    [InlineData(false, true, "orders_by_buyer")]
    [InlineData(true, true, "orders_by_buyer")]
    public async Task Each_list_is_read_from_an_index_and_only_one_buyers_orders_are_ever_sorted(bool hasStatus, bool hasBuyer, string index)
    {
        await FillAsync();
        foreach (var isContinued in (bool[])[false, true])
        {
            var filter = new OrderFilter(hasStatus ? OrderStatus.Paid : null, hasBuyer ? Alice : null);
            var dialect = await Stores.Tables.ReadAsync(session => Task.FromResult(session.Dialect), None);
            var sql = ReadModelReader.ListOf(filter, isContinued, dialect)
                .Replace("@item", "'a'", StringComparison.Ordinal).Replace("@status", "'paid'", StringComparison.Ordinal)
                .Replace("@buyer", "'alice'", StringComparison.Ordinal).Replace("@createdAtMs", "4000", StringComparison.Ordinal)
                .Replace("@sequence", "4000", StringComparison.Ordinal).Replace("@limit", "10", StringComparison.Ordinal);

            var text = await ExplainAsync(sql);

            index.Split('|').ShouldContain(name => text.Contains(name, StringComparison.Ordinal), text);
            text.ShouldNotContain("Seq Scan");
            if (hasBuyer) continue;
            text.ShouldNotContain("Sort");
            text.ShouldNotContain("TEMP B-TREE");
        }
    }

    private async Task<string> ExplainAsync(string sql)
    {
        var plan = await Stores.Tables.WriteAsync(
            async session =>
            {
                if (Home.IsPostgres) await session.ExecuteAsync("ANALYZE orders");
                return await session.QueryAsync(
                    $"{(Home.IsPostgres ? "EXPLAIN" : "EXPLAIN QUERY PLAN")} {sql}", row => row.GetValue(row.FieldCount - 1).ToString());
            },
            None);
        return string.Join('\n', plan);
    }

    [SkippableFact]
    public async Task A_hash_of_another_revision_than_the_rows_is_not_shown()
    {
        var sale = Sale.Open("older");
        sale.Reserve("alice");
        await new ReadModelWriter(Stores.Tables).WriteAsync(sale.Ledger, None);
        (await Reader.FindHeadAsync(sale.Id, None)).ShouldBe(new TableHead(2, 1, sale.State.LedgerHash));

        // As a node of the previous version does, which knows neither column.
        await Stores.Tables.WriteAsync(session => session.ExecuteAsync("UPDATE projection_offset SET revision = 3"), None);

        (await Reader.FindHeadAsync(sale.Id, None)).ShouldBe(new TableHead(3, 1, Hash: null));
        (await Reader.ListItemsAsync(None)).ShouldHaveSingleItem().Status.LedgerHash.ShouldBeNull();
        (await Reader.FindHeadAsync(ItemId.Parse("nothing"), None)).ShouldBeNull();
    }

    /// <summary>Enough rows that the planner has a choice to make: 5,000 of one item, a few paid, a few of one buyer.</summary>
    private Task<int> FillAsync() => Stores.Tables.WriteAsync(
        session => session.ExecuteAsync("""
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 5000)
            INSERT INTO orders (item_id, sequence, buyer_id, quantity, unit_price, currency, status, created_at_ms, pay_before_ms, paid_at_ms, payment_id)
            SELECT 'a', n, CASE WHEN n % 1000 = 0 THEN 'alice' ELSE 'buyer-' || n END, 1, 1, 'CNY',
                CASE WHEN n % 500 = 0 THEN 'paid' ELSE 'pending' END, n, n + 1, CASE WHEN n % 500 = 0 THEN 1 END, CASE WHEN n % 500 = 0 THEN 'p' END
            FROM numbers
            """),
        None);

    private async Task<IEnumerable<Order>> PagesAsync(ItemId item, OrderFilter filter, int limit)
    {
        var orders = new List<Order>();
        OrderCursor? cursor = null;
        while (await Reader.ListOrdersAsync(item, filter, cursor, limit, None) is { Count: > 0 } page)
        {
            page.Count.ShouldBeLessThanOrEqualTo(limit);
            orders.AddRange(page);
            cursor = new OrderCursor(page[^1].CreatedAt, page[^1].Id);
        }

        return orders;
    }

    /// <summary>On a real clock: the pauses of a reader are short.</summary>
    private WinnersList List() => new(
        new LedgerRows(Stores.Ledger, Stores.Snapshots), new Board(TimeProvider.System, Options.Create(new SeckillLimits())), TimeProvider.System);

    private static async Task<List<Winner>> ReadAsync(WinnersExport export)
    {
        var winners = new List<Winner>();
        await foreach (var page in export.ReadAsync(None)) winners.AddRange(page);
        return winners;
    }
}
