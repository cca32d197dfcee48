namespace Seckill.Benchmarks.Rivals;

/// <summary>
/// The textbook: a conditional UPDATE of the item's one row and an INSERT of the order, in one transaction. Both in one statement,
/// so that the row is locked for one round trip less; what is left is the wait for the disk, one buyer after the other.
/// </summary>
internal sealed class HotRowSale : IRivalSale
{
    /// <summary>Buyers wait for the row one by one; more connections would only make the queue for it longer and dearer.</summary>
    private const int ConnectionsMax = 16;

    private const string Tables = """
        CREATE TABLE IF NOT EXISTS items (item_id text PRIMARY KEY, stock bigint NOT NULL, remaining bigint NOT NULL CHECK (remaining >= 0))
            WITH (fillfactor = 10);
        CREATE TABLE IF NOT EXISTS orders (
            item_id text NOT NULL, buyer_id text NOT NULL, sequence bigint NOT NULL, quantity int NOT NULL, unit_price bigint NOT NULL,
            currency text NOT NULL, status text NOT NULL, created_at_ms bigint NOT NULL, PRIMARY KEY (item_id, buyer_id));
        """;

    private const string Buy = """
        WITH held AS (
            SELECT sequence, created_at_ms FROM orders WHERE item_id = $1 AND buyer_id = $2
        ), taken AS (
            UPDATE items SET remaining = remaining - 1
            WHERE item_id = $1 AND remaining > 0 AND NOT EXISTS (SELECT FROM held)
            RETURNING stock - remaining AS sequence
        ), made AS (
            INSERT INTO orders SELECT $1, $2, sequence, 1, 9900, 'CNY', 'pending', $3 FROM taken RETURNING sequence, created_at_ms
        )
        SELECT 0, sequence, created_at_ms FROM made UNION ALL SELECT 1, sequence, created_at_ms FROM held
        """;

    private const string Look = """
        SELECT 1, sequence, created_at_ms FROM orders WHERE item_id = $1 AND buyer_id = $2
        UNION ALL SELECT 2, 0, 0 WHERE NOT EXISTS (SELECT FROM items WHERE item_id = $1 AND remaining > 0)
        ORDER BY 1
        """;

    private const string Count = """
        SELECT stock, stock - remaining, remaining, (SELECT count(*) FROM orders WHERE item_id = $1) FROM items WHERE item_id = $1
        """;

    private readonly PostgresStore _store;

    private HotRowSale(PostgresStore store) => _store = store;

    public static async Task<IRivalSale> OpenAsync(string store) =>
        new HotRowSale(await PostgresStore.OpenAsync(store, ConnectionsMax, Tables));

    public Task OfferAsync(string item, long stock) =>
        _store.ExecuteAsync("INSERT INTO items VALUES ($1, $2, $2)", item, stock);

    public async ValueTask<RivalAnswer> BuyAsync(string item, string buyer) => await _store.BuyAsync(Buy, Look, item, buyer);

    public Task<RivalCounts> CountAsync(string item) => _store.CountAsync(Count, item);

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
