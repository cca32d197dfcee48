using Seckill.Actors.Projections;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Storage.ReadModel;
using Seckill.Storage.Tests.Testing;

namespace Seckill.Storage.Tests;

public sealed class SqliteReadModelReaderTests() : ReadModelReaderSpec(() => Task.FromResult<StoreHome>(new SqliteHome()));

[Collection(PostgresTests.Name)]
public sealed class PostgresReadModelReaderTests(PostgresFixture postgres)
    : ReadModelReaderSpec(() => PostgresHome.CreateAsync(postgres.Server));

public abstract class ReadModelReaderSpec(Func<Task<StoreHome>> createHome) : StorageSpec(createHome)
{
    private static readonly BuyerId Alice = BuyerId.Parse("alice");

    private ReadModelReader Reader => new(Stores.Tables);

    [SkippableFact]
    public async Task An_unknown_item_has_no_order_no_revision_and_no_counts()
    {
        (await Reader.FindOrderAsync(OrderId.Parse("nothing-1"), None)).ShouldBe((null, 0));
        (await Reader.CountAsync(ItemId.Parse("nothing"), None)).ShouldBeNull();
        (await Reader.ListOrdersAsync(Alice, after: null, 10, None)).ShouldBeEmpty();
        (await Reader.ListItemsAsync(None)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task An_order_that_is_not_there_comes_with_the_revision_reached()
    {
        var sale = Sale.Open("fresh");
        await WriteAsync(sale);

        (await Reader.FindOrderAsync(new OrderId(sale.Id, 1), None)).ShouldBe((null, 1));
    }

    [SkippableFact]
    public async Task An_item_without_orders_counts_nothing()
    {
        var sale = Sale.Open("unsold", stock: 7);
        await WriteAsync(sale);

        var counts = (await Reader.CountAsync(sale.Id, None)).ShouldNotBeNull();

        counts.Item.ShouldBe(new StockColumns(7, 7, 0, 0));
        counts.Orders.ShouldBeEmpty();
    }

    [SkippableTheory]
    [InlineData("title = ''")]
    [InlineData("ends_at_ms = 900000000000000000")]
    [InlineData("unit_price = 9000000000000000000")]
    [InlineData("per_buyer_limit = 9000000000")]
    public async Task A_row_that_holds_what_no_item_can_have_hides_no_other_item(string change)
    {
        var (sale, other) = (Sale.Open("changed"), Sale.Open("other"));
        await WriteAsync(sale);
        await WriteAsync(other);
        await Stores.Tables.WriteAsync(session => session.ExecuteAsync($"UPDATE items SET {change} WHERE item_id = 'changed'"), None);

        (await Reader.ListItemsAsync(None)).ShouldHaveSingleItem().Status.Id.ShouldBe(other.Id);
    }

    [SkippableFact]
    public async Task The_money_of_a_whole_sale_at_the_highest_price_is_counted_exactly()
    {
        var sale = Sale.Open("dear");
        await WriteAsync(sale);
        // 10 million units of 10^12 each: 10^19, more than 64 bits hold.
        const string Insert = """
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 100000)
            INSERT INTO orders (item_id, sequence, buyer_id, quantity, unit_price, currency, status, created_at_ms, pay_before_ms)
            SELECT 'dear', n, 'buyer', 100, 1000000000000, 'CNY', 'pending', 1, 2 FROM numbers
            """;
        await Stores.Tables.WriteAsync(session => session.ExecuteAsync(Insert), None);

        var counts = (await Reader.CountAsync(sale.Id, None)).ShouldNotBeNull();

        counts.Orders[OrderStatus.Pending].ShouldBe(new StatusSum(100_000, 10_000_000, Int128.Parse("10000000000000000000")));
    }

    [SkippableFact]
    public async Task Rows_with_prices_that_nobody_can_have_set_are_counted_all_the_same()
    {
        var sale = Sale.Open("changed");
        await WriteAsync(sale);
        const string Insert = """
            INSERT INTO orders (item_id, sequence, buyer_id, quantity, unit_price, currency, status, created_at_ms, pay_before_ms) VALUES
            ('changed', 1, 'buyer', 100, 9223372036854775807, 'CNY', 'pending', 1, 2), ('changed', 2, 'buyer', 1, 3, 'CNY', 'pending', 1, 2)
            """;
        await Stores.Tables.WriteAsync(session => session.ExecuteAsync(Insert), None);

        var counts = (await Reader.CountAsync(sale.Id, None)).ShouldNotBeNull();

        counts.Orders[OrderStatus.Pending].ShouldBe(new StatusSum(2, 101, Int128.Parse("922337203685477580703")));
    }

    [SkippableFact]
    public async Task A_buyer_sees_all_orders_newest_first_whatever_the_page()
    {
        var expected = await WriteOrdersOfAliceAsync();
        for (var limit = 1; limit <= expected.Count + 1; limit++)
        {
            var pages = new List<Order>();
            OrderCursor? cursor = null;
            while (await Reader.ListOrdersAsync(Alice, cursor, limit, None) is { Count: > 0 } page)
            {
                page.Count.ShouldBeLessThanOrEqualTo(limit);
                pages.AddRange(page);
                cursor = new OrderCursor(page[^1].CreatedAt, page[^1].Id);
            }

            pages.Select(order => order.Id).ShouldBe(expected, $"pages of {limit}");
        }
    }

    [SkippableFact]
    public async Task Orders_that_come_while_a_buyer_pages_move_nothing()
    {
        var expected = await WriteOrdersOfAliceAsync();
        var first = await Reader.ListOrdersAsync(Alice, after: null, 3, None);
        var late = Sale.Open("zz-late");
        late.Now += TimeSpan.FromMinutes(5);
        late.Reserve("alice");
        await WriteAsync(late);

        var rest = await Reader.ListOrdersAsync(Alice, new OrderCursor(first[^1].CreatedAt, first[^1].Id), 100, None);

        first.Concat(rest).Select(order => order.Id).ShouldBe(expected);
    }

    [SkippableFact]
    public async Task Items_are_listed_with_their_status_and_what_is_owed()
    {
        var (done, open) = (Sale.OfEverything("done"), Sale.Open("open"));
        await WriteAsync(done);
        await WriteAsync(open);

        var rows = await Reader.ListItemsAsync(None);

        rows.ShouldBe([new ItemRow(done.State.Status!, RefundsDue: 2), new ItemRow(open.State.Status!, RefundsDue: 0)]);
        rows[0].IsUnsettledAt(Sale.Start.AddYears(1)).ShouldBeTrue();
        rows[1].IsUnsettledAt(Sale.Start.AddYears(1)).ShouldBeFalse();
    }

    [SkippableFact]
    public async Task The_buyers_list_is_read_from_its_index()
    {
        var explain = Home.IsPostgres ? "EXPLAIN" : "EXPLAIN QUERY PLAN";
        var noScan = Home.IsPostgres ? "SET LOCAL enable_seqscan = off" : "SELECT 1";
        var plan = await Stores.Tables.WriteAsync(
            async session =>
            {
                await session.QueryAsync(noScan, _ => 0);
                return await session.QueryAsync(
                    $"""
                    {explain} SELECT * FROM orders
                    WHERE buyer_id = 'alice' AND (created_at_ms, item_id, sequence) < (1, 'a', 1)
                    ORDER BY created_at_ms DESC, item_id DESC, sequence DESC LIMIT 10
                    """,
                    row => row.GetValue(row.FieldCount - 1).ToString());
            },
            None);

        var text = string.Join('\n', plan);
        text.ShouldContain("orders_by_buyer");
        text.ShouldNotContain("Sort");
        text.ShouldNotContain("TEMP B-TREE");
    }

    [SkippableTheory]
    [InlineData("UPDATE items SET available = -1, held = held + 1")]
    [InlineData("UPDATE items SET total = total + 1")]
    [InlineData("UPDATE items SET sold = sold - 100, total = total - 100")]
    [InlineData("UPDATE items SET refunds_due = -1")]
    [InlineData("UPDATE items SET ends_at_ms = starts_at_ms")]
    [InlineData("UPDATE items SET item_id = NULL")]
    [InlineData("INSERT INTO items SELECT * FROM items")]
    [InlineData("INSERT INTO orders SELECT * FROM orders")]
    [InlineData("UPDATE orders SET quantity = 0")]
    [InlineData("UPDATE orders SET status = 'lost'")]
    [InlineData("UPDATE orders SET status = 'paid', closed_at_ms = NULL, paid_at_ms = NULL, payment_id = 'p'")]
    [InlineData("UPDATE orders SET status = 'paid', closed_at_ms = NULL, paid_at_ms = 1, payment_id = NULL")]
    [InlineData("UPDATE orders SET status = 'pending'")]
    [InlineData("UPDATE orders SET payment_id = 'p', status = 'cancelled'")]
    [InlineData("UPDATE orders SET sequence = 0")]
    [InlineData("UPDATE projection_offset SET revision = -1")]
    public async Task The_tables_refuse_what_cannot_be_true(string impossible)
    {
        var sale = Sale.Open("guarded");
        sale.Reserve("alice");
        sale.Cancel(1);
        await WriteAsync(sale);

        var attempt = Stores.Tables.WriteAsync(session => session.ExecuteAsync(impossible), None);

        await Should.ThrowAsync<System.Data.Common.DbException>(attempt);
        await RowsOf.ShouldBeExactAsync(Stores, sale);
    }

    [SkippableFact]
    public async Task A_limit_below_one_is_a_defect_of_the_caller() =>
        await Should.ThrowAsync<ArgumentOutOfRangeException>(Reader.ListOrdersAsync(Alice, after: null, 0, None));

    /// <summary>Orders of several items, some of the same millisecond; returns their ids, newest first.</summary>
    private async Task<List<OrderId>> WriteOrdersOfAliceAsync()
    {
        Sale[] sales = [Sale.Open("b"), Sale.Open("a-10"), Sale.Open("a-9"), Sale.Open("a")];
        foreach (var at in (int[])[0, 1, 1, 7])
        {
            foreach (var sale in sales)
            {
                sale.Now = Sale.Start.AddMilliseconds(at);
                sale.Reserve("alice");
                sale.Reserve("bob");
            }
        }

        foreach (var sale in sales) await WriteAsync(sale);
        return
        [
            .. sales.SelectMany(sale => sale.State.Orders.Values.Select(entry => entry.ToOrder(sale.Id, sale.Terms.UnitPrice)))
                .Where(order => order.Buyer == Alice)
                .OrderByDescending(order => order.CreatedAt)
                .ThenByDescending(order => order.Id.Item.Value, StringComparer.Ordinal)
                .ThenByDescending(order => order.Id.Sequence)
                .Select(order => order.Id),
        ];
    }

    private async Task WriteAsync(Sale sale) => await new ReadModelWriter(Stores.Tables).WriteAsync(sale.Ledger, None);
}
