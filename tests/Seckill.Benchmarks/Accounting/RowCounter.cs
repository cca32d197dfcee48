using Npgsql;

namespace Seckill.Benchmarks.Accounting;

/// <summary>PostgreSQL's own count of rows inserted, updated and deleted, by table.</summary>
internal sealed class RowCounter(string connectionString) : IAsyncDisposable
{
    /// <summary>Idle connections hand their counts over after 10 s (PGSTAT_IDLE_INTERVAL in pgstat.c), busy ones after one.</summary>
    private static readonly TimeSpan CountsAreIn = TimeSpan.FromSeconds(11);

    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(connectionString);

    public async Task<IReadOnlyDictionary<string, long>> ReadAsync()
    {
        await Task.Delay(CountsAreIn);
        await using var command = _database.CreateCommand("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_user_tables");
        await using var row = await command.ExecuteReaderAsync();
        var counts = new Dictionary<string, long>();
        while (await row.ReadAsync()) counts[row.GetString(0)] = row.GetInt64(1);
        return counts;
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
