using Akka.Serialization;
using Seckill.Storage.Databases;

namespace Seckill.Storage.Journal;

/// <summary>A row of the journal.</summary>
/// <param name="PersistenceId">Whose entry it is.</param>
/// <param name="SequenceNumber">Its number among those of the same id, without gaps.</param>
/// <param name="Ticks">When it was made, in ticks of 100 ns since the year 1.</param>
/// <param name="Message">The event's bytes.</param>
/// <param name="Manifest">Which kind of event the bytes are.</param>
/// <param name="Serializer">Which serializer reads them.</param>
/// <param name="Writer">The journal, of one start of one node, that wrote it.</param>
internal sealed record JournalEntry(
    string PersistenceId, long SequenceNumber, long Ticks, byte[] Message, string Manifest, int Serializer, string Writer)
{
    /// <summary>The row of an event, whose bytes its serializer makes.</summary>
    public static JournalEntry Of(string persistenceId, long sequenceNumber, long ticks, object payload, Serialization serialization, string writer)
    {
        var serializer = (SerializerWithStringManifest)serialization.FindSerializerFor(payload);
        return new JournalEntry(
            persistenceId, sequenceNumber, ticks, serializer.ToBinary(payload), serializer.Manifest(payload), serializer.Identifier, writer);
    }
}

/// <summary>The journal's table, for writing.</summary>
internal static class JournalEntries
{
    public static Table<JournalEntry, JournalEntry> Table { get; } = new(
        JournalTables.Journal, entry => entry,
        [
            new Column<JournalEntry, string>("persistence_id", entry => entry.PersistenceId),
            new Column<JournalEntry, long>("sequence_number", entry => entry.SequenceNumber),
        ],
        [
            new Column<JournalEntry, long>("created", entry => entry.Ticks),
            new Column<JournalEntry, bool>("deleted", _ => false),
            new Column<JournalEntry, byte[]>("message", entry => entry.Message),
            new Column<JournalEntry, string>("tags", _ => ""),
            new Column<JournalEntry, string>("manifest", entry => entry.Manifest),
            new Column<JournalEntry, int>("identifier", entry => entry.Serializer),
            new Column<JournalEntry, string>("writer_uuid", entry => entry.Writer),
        ],
        _ => throw new NotSupportedException($"{nameof(LedgerPage)} reads the journal."));
}
