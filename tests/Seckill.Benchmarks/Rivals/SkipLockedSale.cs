namespace Seckill.Benchmarks.Rivals;

/// <summary>
/// One row per unit: a buyer takes any free one that nobody else is just taking. Buyers do not wait for each other, so their
/// commits share the disk.
/// </summary>
internal sealed class SkipLockedSale : IRivalSale
{
    /// <summary>Commits share a flush only when many are under way; the server takes 100.</summary>
    private const int ConnectionsMax = 64;

    private const string Tables = """
        CREATE TABLE IF NOT EXISTS units (
            item_id text NOT NULL, unit bigint NOT NULL, buyer_id text, quantity int, unit_price bigint NOT NULL, currency text NOT NULL,
            status text, created_at_ms bigint, PRIMARY KEY (item_id, unit), UNIQUE (item_id, buyer_id));
        CREATE INDEX IF NOT EXISTS units_free ON units (item_id, unit) WHERE buyer_id IS NULL;
        """;

    /// <summary>In the order of units, because only then does the index of free units do.</summary>
    private const string Buy = """
        WITH held AS (
            SELECT unit, created_at_ms FROM units WHERE item_id = $1 AND buyer_id = $2
        ), free AS (
            SELECT unit FROM units WHERE item_id = $1 AND buyer_id IS NULL AND NOT EXISTS (SELECT FROM held)
            ORDER BY unit LIMIT 1 FOR UPDATE SKIP LOCKED
        ), made AS (
            UPDATE units SET buyer_id = $2, quantity = 1, status = 'pending', created_at_ms = $3
            FROM free WHERE units.item_id = $1 AND units.unit = free.unit RETURNING units.unit, units.created_at_ms
        )
        SELECT 0, unit, created_at_ms FROM made UNION ALL SELECT 1, unit, created_at_ms FROM held
        """;

    /// <summary>A unit that another buyer was just taking may be free again.</summary>
    private const string Look = """
        SELECT 1, unit, created_at_ms FROM units WHERE item_id = $1 AND buyer_id = $2
        UNION ALL SELECT 2, 0, 0 WHERE NOT EXISTS (SELECT FROM units WHERE item_id = $1 AND buyer_id IS NULL)
        ORDER BY 1
        """;

    private const string Offer = """
        INSERT INTO units (item_id, unit, unit_price, currency) SELECT $1, unit, 9900, 'CNY' FROM generate_series(1, $2) unit
        """;

    private const string Count = """
        SELECT count(*), count(*) FILTER (WHERE status = 'pending'), count(*) FILTER (WHERE buyer_id IS NULL), count(DISTINCT buyer_id)
        FROM units WHERE item_id = $1
        """;

    private readonly PostgresStore _store;

    private SkipLockedSale(PostgresStore store) => _store = store;

    public static async Task<IRivalSale> OpenAsync(string store) =>
        new SkipLockedSale(await PostgresStore.OpenAsync(store, ConnectionsMax, Tables));

    public async Task OfferAsync(string item, long stock)
    {
        await _store.ExecuteAsync(Offer, item, stock);
        // So that the sale neither runs on guesses about the table nor finishes the loading's work.
        await _store.ExecuteAsync("VACUUM ANALYZE units");
    }

    public async ValueTask<RivalAnswer> BuyAsync(string item, string buyer) => await _store.BuyAsync(Buy, Look, item, buyer);

    public Task<RivalCounts> CountAsync(string item) => _store.CountAsync(Count, item);

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
