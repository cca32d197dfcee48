using Seckill.Storage.Journal;
using Seckill.Storage.Tests.Testing;

namespace Seckill.Storage.Tests;

public sealed class SqliteJournalWriterTests() : JournalWriterSpec(() => Task.FromResult<StoreHome>(new SqliteHome()));

[Collection(PostgresTests.Name)]
public sealed class PostgresJournalWriterTests(PostgresFixture postgres)
    : JournalWriterSpec(() => PostgresHome.CreateAsync(postgres.Server));

public abstract class JournalWriterSpec(Func<Task<StoreHome>> createHome) : StorageSpec(createHome)
{
    [SkippableFact]
    public async Task What_gathers_while_a_write_is_under_way_is_written_at_once()
    {
        var ledger = new GatedDatabase(Stores.Ledger);
        var writer = new JournalWriter(ledger, writersMax: 1);
        var first = writer.WriteAsync([Entry("item-0", 1)], None);
        await ledger.Arrived;

        var others = Enumerable.Range(1, 100).Select(n => writer.WriteAsync([Entry($"item-{n}", 1), Entry($"item-{n}", 2)], None)).ToArray();
        ledger.Open();

        await Task.WhenAll([first, .. others]);
        ledger.Inserts.ShouldBe(2);
        (await ReadKeysAsync()).ShouldBe(
            [("item-0", 1), .. Enumerable.Range(1, 100).SelectMany(n => new[] { ($"item-{n}", 1L), ($"item-{n}", 2L) })], ignoreOrder: true);
    }

    [SkippableFact]
    public async Task An_entry_that_is_refused_takes_no_other_with_it()
    {
        await new JournalWriter(Stores.Ledger, writersMax: 1).WriteAsync([Entry("item-b", 1)], None);
        var ledger = new GatedDatabase(Stores.Ledger);
        var writer = new JournalWriter(ledger, writersMax: 1);
        var first = writer.WriteAsync([Entry("item-x", 1)], None);
        await ledger.Arrived;
        var (a, stale, c) = (
            writer.WriteAsync([Entry("item-a", 1)], None),
            writer.WriteAsync([Entry("item-b", 1), Entry("item-b", 2)], None),
            writer.WriteAsync([Entry("item-c", 1)], None));
        ledger.Open();

        await Task.WhenAll(first, a, c);

        await Should.ThrowAsync<System.Data.Common.DbException>(stale);
        (await ReadKeysAsync()).ShouldBe([("item-a", 1), ("item-b", 1), ("item-c", 1), ("item-x", 1)], ignoreOrder: true);
    }

    [SkippableFact]
    public async Task What_is_given_up_while_it_waits_is_not_written()
    {
        var ledger = new GatedDatabase(Stores.Ledger);
        var writer = new JournalWriter(ledger, writersMax: 1);
        var first = writer.WriteAsync([Entry("item-a", 1)], None);
        await ledger.Arrived;
        using var impatience = new CancellationTokenSource();
        var waiting = writer.WriteAsync([Entry("item-b", 1)], impatience.Token);
        await impatience.CancelAsync();
        ledger.Open();

        await first;

        await Should.ThrowAsync<OperationCanceledException>(waiting);
        (await ReadKeysAsync()).ShouldBe([("item-a", 1)]);
    }

    [SkippableFact]
    public async Task Writes_from_many_threads_with_several_writers_all_arrive()
    {
        var writer = new JournalWriter(Stores.Ledger, writersMax: 3);

        await Parallel.ForEachAsync(Enumerable.Range(0, 50), async (item, _) =>
        {
            for (var number = 1; number <= 20; number++) await writer.WriteAsync([Entry($"item-{item}", number)], None);
        });

        var keys = await ReadKeysAsync();
        keys.Count.ShouldBe(1_000);
        keys.Distinct().Count().ShouldBe(1_000);
    }

    private static JournalEntry Entry(string id, long number) => new(id, number, 5, [1, 2, 3], "m", 7, "w");

    private Task<List<(string Id, long Number)>> ReadKeysAsync() => Stores.Ledger.ReadAsync(
        session => session.QueryAsync("SELECT persistence_id, sequence_number FROM journal", row => (row.GetString(0), row.GetInt64(1))), None);
}
