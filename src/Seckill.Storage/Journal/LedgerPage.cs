namespace Seckill.Storage.Journal;

/// <summary>
/// How many entries a reader of a ledger asks for at once. What it has not taken yet stays in memory while it pauses, and an entry of a
/// busy sale has thousands of orders; an entry of a quiet one has a single order, and a query for each few of them would be slow.
/// </summary>
internal static class LedgerPage
{
    /// <summary>Entries in the first query: as many as a console that follows the journal takes of one item.</summary>
    public const int FirstLimit = 20;

    /// <summary>Most entries in a query.</summary>
    public const int LimitMax = 500;

    /// <summary>Bytes for which a page is meant.</summary>
    public const int Size = 128 * 1_024;

    /// <summary>Entries for the next query. It at most doubles, because those to come may be larger.</summary>
    /// <param name="limit">Entries of the page before.</param>
    /// <param name="bytes">Their bytes.</param>
    public static int NextLimit(int limit, long bytes) => (int)Math.Clamp(limit * Size / Math.Max(1, bytes), 1, Math.Min(2L * limit, LimitMax));
}
