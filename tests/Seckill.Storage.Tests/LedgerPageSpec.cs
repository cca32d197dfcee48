using Seckill.Storage.Journal;
using Seckill.Storage.Tests.Testing;

namespace Seckill.Storage.Tests;

public sealed class SqliteLedgerPageTests() : LedgerPageSpec(() => Task.FromResult<StoreHome>(new SqliteHome()));

[Collection(PostgresTests.Name)]
public sealed class PostgresLedgerPageTests(PostgresFixture postgres) : LedgerPageSpec(() => PostgresHome.CreateAsync(postgres.Server));

/// <summary>A reader of a ledger keeps few bytes, whatever its entries are like, and does not ask for each entry of a quiet item.</summary>
public abstract class LedgerPageSpec(Func<Task<StoreHome>> createHome) : StorageSpec(createHome)
{
    private const string Item = "item-paged";

    [SkippableFact]
    public async Task Small_entries_come_in_pages_that_double_up_to_the_most()
    {
        await WriteAsync(Enumerable.Repeat(100, 1_300));

        (await PagesAsync()).ShouldBe([20, 40, 80, 160, 320, 500, 180]);
    }

    [SkippableFact]
    public async Task Entries_that_grow_all_at_once_still_come_in_pages_of_bounded_size()
    {
        await WriteAsync([.. Enumerable.Repeat(100, 620), .. Enumerable.Repeat(50_000, 7), .. Enumerable.Repeat(LedgerPage.Size, 3), 100]);

        // A page that is full may not be the last.
        (await PagesAsync()).ShouldBe([20, 40, 80, 160, 320, 3, 2, 2, 1, 1, 1, 1, 0]);
    }

    [SkippableFact]
    public async Task A_ledger_that_ends_with_a_large_page_has_no_more()
    {
        await WriteAsync([LedgerPage.Size]);

        (await PagesAsync()).ShouldBe([1, 0]);
    }

    [SkippableFact]
    public async Task A_ledger_without_entries_is_one_empty_page() => (await PagesAsync()).ShouldBe([0]);

    private Task<int> WriteAsync(IEnumerable<int> sizes) => Stores.Ledger.WriteAsync(
        async session =>
        {
            var number = 0;
            foreach (var size in sizes)
            {
                await session.ExecuteAsync(
                    "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message) VALUES (1, @no, @item, @number, @bytes)",
                    new { no = false, item = Item, number = ++number, bytes = new byte[size] });
            }

            return number;
        },
        None);

    /// <summary>The entries of each page.</summary>
    private async Task<List<int>> PagesAsync()
    {
        var counts = new List<int>();
        var (after, limit) = (0L, (int?)LedgerPage.FirstLimit);
        while (limit is { } entries)
        {
            var page = await Stores.Ledger.ReadAsync(session => LedgerPage.ReadAsync(session, Item, after, entries), None);
            page.Rows.Select(row => row.Number).ShouldBe(Enumerable.Range(1, page.Rows.Count).Select(n => after + n));
            counts.Add(page.Rows.Count);
            (after, limit) = (after + page.Rows.Count, page.NextLimit);
        }

        return counts;
    }
}
