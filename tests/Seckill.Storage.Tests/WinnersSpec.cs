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

        var list = ListOn(node);
        var basis = await list.OpenAsync(sale.Id, None);
        var winners = await ReadAsync(list, basis);

        (basis.Revision, basis.Head, basis.LastSequence, basis.EntriesBehind).ShouldBe((sale.State.Revision, sale.State.LedgerHash, 1_200L, 0L));
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
        var list = ListOn(node);
        var basis = await list.OpenAsync(sale.Id, None);

        sale.Reserve("bob");
        await new ReadModelWriter(Stores.Tables).WriteAsync(sale.Ledger, None);

        (await ReadAsync(list, basis)).ShouldHaveSingleItem().Order.Buyer.ShouldBe(Alice);
    }

    [SkippableFact]
    public async Task A_table_that_stays_behind_is_reported_after_a_while()
    {
        var sale = Sale.Open("export");
        sale.Reserve("alice");
        await using var node = new LedgerNode(Home.Options, Stores);
        await node.WriteAsync(sale);
        await new ReadModelWriter(Stores.Tables).WriteAsync(sale.Ledger[..1], None);
        var opening = ListOn(node).OpenAsync(sale.Id, None);

        while (!opening.IsCompleted)
        {
            Time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }

        var basis = await opening;
        (basis.Revision, basis.EntriesBehind, basis.LastSequence).ShouldBe((1, 1, 0));
        (await ReadAsync(ListOn(node), basis)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task An_order_that_no_entry_made_has_no_hash()
    {
        var sale = Sale.Open("export");
        sale.Reserve("alice");
        await using var node = new LedgerNode(Home.Options, Stores);
        await node.WriteAsync(sale);
        await new ReadModelWriter(Stores.Tables).WriteAsync(sale.Ledger, None);
        const string Insert = """
            INSERT INTO orders (item_id, sequence, buyer_id, quantity, unit_price, currency, status, created_at_ms, pay_before_ms)
            VALUES ('export', 2, 'mallory', 1, 9900, 'CNY', 'pending', 1, 2)
            """;
        await Stores.Tables.WriteAsync(session => session.ExecuteAsync(Insert), None);

        var winners = await ReadAsync(ListOn(node), await ListOn(node).OpenAsync(sale.Id, None));

        winners.Select(winner => winner.Hash is null).ShouldBe([false, true]);
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

    private WinnersList ListOn(LedgerNode node) => new(Reader, node.Ledger, new LedgerRows(Stores.Ledger, Stores.Snapshots), Time);

    private static async Task<List<Winner>> ReadAsync(WinnersList list, WinnersBasis basis)
    {
        var winners = new List<Winner>();
        await foreach (var page in list.ReadAsync(basis, None)) winners.AddRange(page);
        return winners;
    }
}
