using System.Data.Common;
using System.Runtime.Serialization;
using Akka.Serialization;
using Seckill.Storage.Databases;

namespace Seckill.Storage.Journal;

/// <summary>
/// Some entries of a ledger that follow each other, as bytes. What a reader has not taken yet stays in memory while it pauses, and an entry
/// of a busy sale has thousands of orders, so a page ends with the entry that makes it large. An entry of a quiet sale has a single order,
/// and a query for each few of them would be slow, so pages of small entries double until they are large or hold the most entries.
/// </summary>
/// <param name="Rows">The entries, in the order of their numbers.</param>
/// <param name="NextLimit">Entries to ask for next; null when these were the last.</param>
internal sealed record LedgerPage(IReadOnlyList<LedgerPage.Row> Rows, int? NextLimit)
{
    /// <summary>Entries in the first query: as many as a console that follows the journal takes of one item.</summary>
    public const int FirstLimit = 20;

    /// <summary>Most entries that a query asks for when pages grow.</summary>
    public const int LimitMax = 500;

    /// <summary>A page has no entry more once it has so many bytes.</summary>
    public const int Size = 128 * 1_024;

    private const string Ahead = "persistence_id = @name AND sequence_number > @after AND NOT deleted";

    /// <summary>The inner query measures entries without reading them: both databases know the length of a value from its head.</summary>
    private const string Select = $"""
        SELECT sequence_number, message, manifest, identifier FROM journal
        WHERE {Ahead} AND sequence_number <= (
            SELECT max(number) FROM (
                SELECT number, sum(size) OVER (ORDER BY number) - size AS earlier FROM (
                    SELECT sequence_number AS number, length(message) AS size FROM journal
                    WHERE {Ahead} ORDER BY sequence_number LIMIT @limit) AS ahead) AS measured
            WHERE earlier < @size)
        ORDER BY sequence_number
        """;

    /// <summary>Reads the entries after a revision.</summary>
    public static async Task<LedgerPage> ReadAsync(ISession session, string name, long after, int limit)
    {
        var rows = await session.QueryAsync(Select, RowOf, new { name, after, limit, size = Size }).ConfigureAwait(false);
        var bytes = rows.Sum(row => (long)row.Message.Length);
        var isLast = rows.Count < limit && bytes < Size;
        return new LedgerPage(rows, isLast ? null : NextLimitAfter(rows.Count, bytes));
    }

    /// <summary>As many entries like these as make a page, and at most twice as many, because those to come may be larger.</summary>
    private static int NextLimitAfter(int count, long bytes) =>
        (int)Math.Clamp(Size * (long)count / Math.Max(1, bytes), 1, Math.Min(2L * count, LimitMax));

    private static Row RowOf(DbDataReader row) => new(
        row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.IsDBNull(2) ? null : row.GetString(2), row.IsDBNull(3) ? null : row.GetInt32(3));

    /// <summary>An entry as it is stored.</summary>
    public readonly record struct Row(long Number, byte[] Message, string? Manifest, int? Serializer)
    {
        /// <summary>The event.</summary>
        /// <exception cref="SerializationException">The bytes are none that this program can read.</exception>
        public object Read(Serialization serialization) => Serializer is { } serializer
            ? serialization.Deserialize(Message, serializer, Manifest ?? "")
            : throw new SerializationException($"Entry {Number} does not say which serializer wrote it.");
    }
}
