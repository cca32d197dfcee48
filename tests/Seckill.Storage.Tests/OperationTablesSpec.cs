using Seckill.Actors.Ledger;
using Seckill.Actors.Operators;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Storage.ReadModel;
using Seckill.Storage.Tests.Testing;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Storage.Tests;

public sealed class SqliteOperationTablesTests() : OperationTablesSpec(() => Task.FromResult<StoreHome>(new SqliteHome()));

[Collection(PostgresTests.Name)]
public sealed class PostgresOperationTablesTests(PostgresFixture postgres)
    : OperationTablesSpec(() => PostgresHome.CreateAsync(postgres.Server));

/// <summary>The operations log: accepted operations follow the ledger, attempts follow nothing.</summary>
public abstract class OperationTablesSpec(Func<Task<StoreHome>> createHome) : StorageSpec(createHome)
{
    private static readonly Attribution Carla = new()
    {
        Actor = BuyerId.Parse("carla"),
        Trace = TraceId.Parse("4bf92f3577b34da6a3ce929d0e0e4736"),
        Node = "10.0.0.1:4053",
        Reason = "‘quotes’ \" ' \\ and 🦊",
    };

    private OperationTables Tables => new(Stores.Tables);

    private ReadModelWriter Writer => new(Stores.Tables);

    [SkippableFact]
    public async Task Operations_are_written_with_the_rows_and_read_back_in_full()
    {
        var sale = Drill("drill");

        await Writer.WriteAsync(sale.Ledger, None);

        var expected = sale.Ledger.SelectMany(LedgerOperations.Of).Reverse().ToList();
        expected.Select(operation => operation.Command).ShouldBe(["cancel_order", "close_sale", "pause_sale", "adjust_stock", "list_item"]);
        (await AllAsync()).ShouldBe(expected);
        expected[2].By.ShouldBe(Carla);
        await RowsOf.ShouldBeExactAsync(Stores, sale);
    }

    [SkippableFact]
    public async Task Entries_that_name_nobody_are_unknown()
    {
        await Writer.WriteAsync(Sale.OfEverything("silent").Ledger, None);

        var found = await Tables.ListAsync(new OperationFilter(null, Attribution.UnknownName), after: null, 100, None);

        found.ShouldNotBeEmpty();
        found.ShouldAllBe(operation => operation.By.Actor == null && operation.By.Trace == null && operation.By.Node == null);
    }

    [SkippableFact]
    public async Task Entries_that_are_written_twice_or_one_by_one_give_the_same_operations()
    {
        var sale = Drill("twice");
        foreach (var entry in sale.Ledger) await Writer.WriteAsync([entry], None);
        var once = await AllAsync();

        await Writer.WriteAsync(sale.Ledger, None);

        (await AllAsync()).ShouldBe(once);
        once.ShouldBe(sale.Ledger.SelectMany(LedgerOperations.Of).Reverse());
    }

    [SkippableFact]
    public async Task A_failed_transaction_leaves_neither_rows_nor_operations()
    {
        var sale = Drill("failed");
        var broken = sale.Ledger[^1] with { Batch = sale.Ledger[^1].Batch with { Events = [new SalePaused { By = Carla }, new RefundSettled(99, PaymentId.Parse("p"))] } };

        await Should.ThrowAsync<LedgerContradictedException>(Writer.WriteAsync([.. sale.Ledger[..^1], broken], None));

        (await AllAsync()).ShouldBeEmpty();
        (await Writer.ReadOffsetsAsync(None)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task A_rebuild_recreates_the_accepted_and_keeps_the_attempts()
    {
        var sale = Drill("rebuilt");
        await Writer.WriteAsync(sale.Ledger, None);
        await Tables.WriteAttemptsAsync([Attempt(1), Attempt(2)], None);
        var before = await AllAsync();
        before.Count.ShouldBe(7);

        await Writer.ClearAsync(None);
        (await AllAsync()).Count.ShouldBe(2);
        await Writer.WriteAsync(sale.Ledger, None);

        (await AllAsync()).ShouldBe(before);
    }

    [SkippableFact]
    public async Task An_attempt_that_is_written_again_stays_one()
    {
        await Tables.WriteAttemptsAsync([Attempt(1)], None);

        await Tables.WriteAttemptsAsync([Attempt(1), Attempt(2)], None);

        (await AllAsync()).ShouldBe([Attempt(2), Attempt(1)]);
    }

    [SkippableFact]
    public async Task Both_tables_are_one_list_whatever_the_page()
    {
        var expected = await FillAsync();
        for (var limit = 1; limit <= expected.Count + 1; limit++)
        {
            var pages = new List<Operation>();
            OperationCursor? cursor = null;
            while (await Tables.ListAsync(default, cursor, limit, None) is { Count: > 0 } page)
            {
                page.Count.ShouldBeLessThanOrEqualTo(limit);
                pages.AddRange(page);
                cursor = new OperationCursor(page[^1].At, page[^1].Id);
            }

            pages.ShouldBe(expected, $"pages of {limit}");
        }
    }

    [SkippableTheory]
    [InlineData("drill-a", null)]
    [InlineData("drill-b", null)]
    [InlineData(null, "carla")]
    [InlineData(null, "unknown")]
    [InlineData(null, "nobody")]
    [InlineData("drill-a", "carla")]
    [InlineData("drill-a", "dora")]
    [InlineData("elsewhere", null)]
    public async Task A_filter_gives_what_it_says_on_every_page(string? item, string? actor)
    {
        var all = await FillAsync();
        var filter = new OperationFilter(item is null ? null : ItemId.Parse(item), actor);
        var expected = all.Where(operation => (item is null || operation.Item?.Value == item)
            && (actor is null || (operation.By.Actor?.Value ?? "unknown") == actor)).ToList();

        var first = await Tables.ListAsync(filter, after: null, 2, None);
        var rest = first.Count == 0 ? [] : await Tables.ListAsync(filter, new OperationCursor(first[^1].At, first[^1].Id), 100, None);

        first.Concat(rest).ShouldBe(expected);
    }

    [SkippableTheory]
    [InlineData(false, false, "by_time")]
    [InlineData(true, false, "by_item")]
    [InlineData(false, true, "by_actor")]
    public async Task A_page_is_read_from_an_index_of_each_table(bool byItem, bool byActor, string index)
    {
        var filter = new OperationFilter(byItem ? ItemId.Parse("drill-a") : null, byActor ? "carla" : null);
        var sql = OperationTables.ListOf(filter, isNextPage: true).Replace("@item", "'drill-a'", StringComparison.Ordinal)
            .Replace("@actor", "'carla'", StringComparison.Ordinal).Replace("(@atMs, @id)", "(5, 'x')", StringComparison.Ordinal)
            .Replace("@limit", "10", StringComparison.Ordinal);
        var noScan = Home.IsPostgres ? "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off" : "SELECT 1";
        var plan = await Stores.Tables.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync(noScan);
                return await session.QueryAsync(
                    $"{(Home.IsPostgres ? "EXPLAIN" : "EXPLAIN QUERY PLAN")} {sql}", row => row.GetValue(row.FieldCount - 1).ToString());
            },
            None);

        var text = string.Join('\n', plan);
        text.ShouldContain($"operations_{index}");
        text.ShouldContain($"operation_attempts_{index}");
    }

    [SkippableFact]
    public async Task Old_attempts_are_forgotten_and_operations_are_not()
    {
        var sale = Drill("kept");
        await Writer.WriteAsync(sale.Ledger, None);
        await Tables.WriteAttemptsAsync([.. Enumerable.Range(1, 9).Select(Attempt)], None);

        (await Tables.ForgetAttemptsAsync(Attempt(4).At, keepMax: 100, None)).ShouldBe(3);
        (await AllAsync()).Count(operation => !operation.IsAccepted).ShouldBe(6);
        (await Tables.ForgetAttemptsAsync(Attempt(4).At, keepMax: 2, None)).ShouldBe(4);

        var left = await AllAsync();
        left.Where(operation => !operation.IsAccepted).ShouldBe([Attempt(9), Attempt(8)]);
        left.Count(operation => operation.IsAccepted).ShouldBe(5);
    }

    [SkippableFact]
    public async Task Operations_that_an_earlier_program_left_out_are_filled_in()
    {
        var sale = Drill("upgraded");
        await WriteAsEarlierProgramAsync(sale, sale.Ledger.Count - 1);
        (await Tables.FindIncompleteAsync(10, None)).ShouldBe([KeyValuePair.Create(sale.Id, 0L)]);

        // Rows go on meanwhile; their operations wait for those before them.
        await Writer.WriteAsync(sale.Ledger[^1..], None);
        (await AllAsync()).ShouldBeEmpty();

        (await Tables.FillInAsync(sale.Ledger[..2], None)).ShouldBe(2);
        (await Tables.FindIncompleteAsync(10, None)).ShouldBe([KeyValuePair.Create(sale.Id, 2L)]);
        (await Tables.FillInAsync(sale.Ledger, None)).ShouldBe(sale.State.Revision);

        (await Tables.FindIncompleteAsync(10, None)).ShouldBeEmpty();
        (await AllAsync()).ShouldBe(sale.Ledger.SelectMany(LedgerOperations.Of).Reverse());
        await RowsOf.ShouldBeExactAsync(Stores, sale);
    }

    [SkippableFact]
    public async Task Nothing_is_filled_in_beyond_the_rows_or_after_a_gap()
    {
        var sale = Drill("bounded");
        await WriteAsEarlierProgramAsync(sale, 3);

        (await Tables.FillInAsync(sale.Ledger[1..], None)).ShouldBe(0, "entry 1 is missing");
        (await Tables.FillInAsync(sale.Ledger, None)).ShouldBe(3, "the rows have not come further");

        await Writer.WriteAsync(sale.Ledger, None);
        (await AllAsync()).ShouldBe(sale.Ledger.SelectMany(LedgerOperations.Of).Reverse());
        (await Tables.FindIncompleteAsync(10, None)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task An_item_without_rows_has_nothing_to_fill_in() => (await Tables.FillInAsync(Drill("nowhere").Ledger, None)).ShouldBe(0);

    [SkippableFact]
    public async Task A_limit_below_one_is_a_defect_of_the_caller() =>
        await Should.ThrowAsync<ArgumentOutOfRangeException>(Tables.ListAsync(default, after: null, 0, None));

    /// <summary>A sale in which an operator does one thing after the other; of the same millisecond, two.</summary>
    private static Sale Drill(string item)
    {
        var sale = new Sale(item);
        sale.Do(new ListItem(sale.Terms, 40, ExpectedVersion: null) { By = Carla });
        sale.Do(new AdjustStock(7, "found more", IdempotencyKey.Parse("adjust")) { Operator = Carla.Actor });
        sale.Reserve("alice", 2);
        sale.Pay(1, "pay-1");
        sale.Now += TimeSpan.FromMilliseconds(5);
        sale.Do(new PauseSale { By = Carla });
        sale.Do(new CloseSale { By = Carla });
        sale.Now += TimeSpan.FromMilliseconds(5);
        sale.Do(new RevokeOrder(1) { By = Carla });
        return sale;
    }

    private static Operation Attempt(int number) => new(
        $"{number:D32}", Sale.Start.AddMilliseconds(number), OperationNames.PauseSale, number % 2 == 0 ? ItemId.Parse("drill-a") : null, Detail: null,
        "version_conflict", new Attribution { Actor = number % 3 == 0 ? BuyerId.Parse("dora") : null, Reason = number % 2 == 0 ? "try" : null });

    /// <summary>Two items' operations and attempts, some of the same millisecond; returns all, newest first.</summary>
    private async Task<List<Operation>> FillAsync()
    {
        var (one, other) = (Drill("drill-a"), Drill("drill-b"));
        await Writer.WriteAsync(one.Ledger, None);
        await Writer.WriteAsync(other.Ledger, None);
        Operation[] attempts = [.. Enumerable.Range(1, 12).Select(Attempt)];
        await Tables.WriteAttemptsAsync(attempts, None);
        return
        [
            .. one.Ledger.Concat(other.Ledger).SelectMany(LedgerOperations.Of).Concat(attempts)
                .OrderByDescending(operation => operation.At).ThenByDescending(operation => operation.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>Rows as a program without an operations log leaves them.</summary>
    private async Task WriteAsEarlierProgramAsync(Sale sale, int entries)
    {
        await Writer.WriteAsync(sale.Ledger[..entries], None);
        await Stores.Tables.WriteAsync(
            session => session.ExecuteAsync("DELETE FROM operations; UPDATE projection_offset SET operations_revision = 0"), None);
    }

    private Task<IReadOnlyList<Operation>> AllAsync() => Tables.ListAsync(default, after: null, 1_000, None);
}
