using System.Buffers.Binary;
using System.Runtime.Serialization;
using Akka.Persistence;
using Seckill.Storage.Journal;
using Seckill.Storage.Tests.Testing;

namespace Seckill.Storage.Tests;

public sealed class SqliteJournalReaderTests() : JournalReaderSpec(() => Task.FromResult<StoreHome>(new SqliteHome()));

[Collection(PostgresTests.Name)]
public sealed class PostgresJournalReaderTests(PostgresFixture postgres) : JournalReaderSpec(() => PostgresHome.CreateAsync(postgres.Server));

/// <summary>What an actor recovers from: its entries within the bounds that Akka asks for, whatever pages they come in.</summary>
public abstract class JournalReaderSpec(Func<Task<StoreHome>> createHome) : StorageSpec(createHome)
{
    private const string Actor = "item-replayed";
    private const long All = long.MaxValue;
    private const int Entries = 100;

    /// <summary>Of Akka, for bytes as they are.</summary>
    private const int ByteArraySerializer = 4;

    [SkippableTheory]
    [InlineData(1, All, All, 1, 100)]
    [InlineData(31, 95, All, 31, 95)]
    [InlineData(31, 95, 7, 31, 37)]
    [InlineData(LedgerPage.FirstLimit, LedgerPage.FirstLimit, All, LedgerPage.FirstLimit, LedgerPage.FirstLimit)]
    [InlineData(1, All, LedgerPage.FirstLimit, 1, LedgerPage.FirstLimit)]
    [InlineData(101, All, All, 101, 100)]
    [InlineData(5, 4, All, 5, 4)]
    [InlineData(1, 100, 0, 1, 0)]
    public async Task Entries_come_in_their_order_and_none_beyond_the_bounds(long from, long to, long max, long first, long last)
    {
        await WriteAsync();

        var read = await ReplayAsync(from, to, max);

        read.Select(entry => entry.SequenceNr).ShouldBe(Enumerable.Range((int)first, (int)(last - first + 1)).Select(number => (long)number));
        foreach (var entry in read)
        {
            entry.PersistenceId.ShouldBe(Actor);
            BinaryPrimitives.ReadInt32LittleEndian((byte[])entry.Payload).ShouldBe((int)entry.SequenceNr);
        }
    }

    [SkippableFact]
    public async Task An_entry_that_cannot_be_read_ends_the_recovery_with_an_error()
    {
        await WriteAsync();
        await Stores.Ledger.WriteAsync(session => session.ExecuteAsync("UPDATE journal SET identifier = NULL WHERE sequence_number = 30"), None);

        var read = new List<IPersistentRepresentation>();
        (await Should.ThrowAsync<SerializationException>(() => ReplayAsync(1, All, All, read))).Message.ShouldContain("30");
        read.Count.ShouldBe(29);
    }

    [SkippableFact]
    public async Task What_is_marked_as_deleted_is_not_handed_over()
    {
        await WriteAsync();
        await Stores.Ledger.WriteAsync(session => session.ExecuteAsync("UPDATE journal SET deleted = @yes WHERE sequence_number <= 98", new { yes = true }), None);

        (await ReplayAsync(1, All, All)).Select(entry => entry.SequenceNr).ShouldBe([99, 100]);
    }

    [SkippableFact]
    public async Task A_reader_that_is_closed_ends_its_replays()
    {
        await WriteAsync();
        await using var node = new LedgerNode(Home.Options, Stores);
        // A reader closes its database; this one leaves the test's own open.
        var reader = new JournalReader(new ReadingDatabase(Stores.Ledger), node.System.Serialization);
        var read = 0;

        await Should.ThrowAsync<OperationCanceledException>(() => reader.ReplayAsync(Actor, 1, All, All, _ =>
        {
            if (++read == 7) reader.Close();
        }));

        read.ShouldBe(7);
    }

    [SkippableFact]
    public async Task The_head_is_the_newest_entry_and_zero_for_whoever_has_none()
    {
        await WriteAsync();
        await using var node = new LedgerNode(Home.Options, Stores);
        var reader = new JournalReader(Stores.Ledger, node.System.Serialization);

        (await reader.ReadHeadAsync(Actor, None)).ShouldBe(Entries);
        (await reader.ReadHeadAsync("item-other", None)).ShouldBe(0);
    }

    private Task<int> WriteAsync() => Stores.Ledger.WriteAsync(
        async session =>
        {
            for (var number = 1; number <= Entries; number++)
            {
                var bytes = new byte[4];
                BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
                await session.ExecuteAsync(
                    "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, identifier) VALUES (1, @no, @actor, @number, @bytes, @by)",
                    new { no = false, actor = Actor, number, bytes, by = ByteArraySerializer });
            }

            return Entries;
        },
        None);

    private async Task<List<IPersistentRepresentation>> ReplayAsync(long from, long to, long max, List<IPersistentRepresentation>? entries = null)
    {
        await using var node = new LedgerNode(Home.Options, Stores);
        entries ??= [];
        await new JournalReader(Stores.Ledger, node.System.Serialization).ReplayAsync(Actor, from, to, max, entries.Add);
        return entries;
    }
}
