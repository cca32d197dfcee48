using Npgsql;

namespace Seckill.Benchmarks.Rivals;

/// <summary>What the two rivals on PostgreSQL share: a pool whose connections prepare every statement at its first use.</summary>
internal sealed class PostgresStore : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;

    private PostgresStore(NpgsqlDataSource source) => _source = source;

    public static async Task<PostgresStore> OpenAsync(string store, int connectionsMax, string tables)
    {
        var settings = new NpgsqlConnectionStringBuilder(store)
        {
            MaxPoolSize = connectionsMax,
            MinPoolSize = connectionsMax,
            MaxAutoPrepare = 8,
            AutoPrepareMinUsages = 1,
            // Loading a long item's units takes its time.
            CommandTimeout = 120,
        };
        var opened = new PostgresStore(NpgsqlDataSource.Create(settings));
        await using var create = opened._source.CreateCommand(tables);
        await create.ExecuteNonQueryAsync();
        return opened;
    }

    /// <summary>Runs a statement with these parameters.</summary>
    public async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = _source.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Sells one unit.</summary>
    /// <param name="buy">Sells, or finds the buyer's order; no row when it can do neither.</param>
    /// <param name="look">Run then, because the answer of a statement that has waited for others is older than theirs: the buyer's order, a row of sold-out, or none when there is something to sell after all.</param>
    /// <param name="item">What is sold.</param>
    /// <param name="buyer">To whom.</param>
    public async Task<RivalAnswer> BuyAsync(string buy, string look, string item, string buyer)
    {
        while (true)
        {
            try
            {
                if ((await AskAsync(buy, item, buyer) ?? await AskAsync(look, item, buyer)) is { } answer) return answer;
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                // The same buyer twice at once: the other request has won, and its row is visible now.
            }
        }
    }

    /// <summary>Reads stock, sold, remaining and orders of an item.</summary>
    public async Task<RivalCounts> CountAsync(string sql, string item)
    {
        await using var command = _source.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = item });
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return new RivalCounts(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3));
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<RivalAnswer?> AskAsync(string sql, string item, string buyer)
    {
        await using var connection = await _source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(sql, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = item },
                new NpgsqlParameter<string> { TypedValue = buyer },
                new NpgsqlParameter<long> { TypedValue = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() },
            },
        };
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync()
            ? new RivalAnswer((RivalOutcome)row.GetInt32(0), row.GetInt64(1), row.GetInt64(2))
            : null;
    }
}
