using Seckill.Actors.Ledger;
using Seckill.Actors.Operators;
using Seckill.Domain.Shared;
using Seckill.Storage.Databases;
using static Seckill.Storage.ReadModel.ReadModelTables;

namespace Seckill.Storage.ReadModel;

/// <summary>The operations log: reads both of its tables as one, writes attempts, and fills in what earlier programs left out.</summary>
internal sealed class OperationTables(IDatabase database) : IOperationTables
{
    private static readonly string FindIncomplete = $"""
        SELECT item_id, operations_revision FROM {Offsets.Name} WHERE operations_revision < revision ORDER BY item_id LIMIT @limit
        """;

    /// <summary>The second condition finds the newest row that is too many; without one, it holds for no row.</summary>
    private static readonly string ForgetAttempts = $"""
        DELETE FROM {OperationRows.Attempts.Name} WHERE at_ms < @beforeMs OR at_ms <=
            (SELECT at_ms FROM {OperationRows.Attempts.Name} ORDER BY at_ms DESC, operation_id DESC LIMIT 1 OFFSET @keepMax)
        """;

    public async Task<IReadOnlyList<Operation>> ListAsync(
        OperationFilter filter, OperationCursor? after, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var sql = ListOf(filter, after is not null);
        return await database.ReadAsync(
            session => session.QueryAsync(sql, OperationRows.Read, new
            {
                item = filter.Item?.Value,
                actor = filter.Actor,
                atMs = after?.At.ToUnixTimeMilliseconds() ?? 0,
                id = after?.Id ?? "",
                limit,
            }),
            cancellation).ConfigureAwait(false);
    }

    public Task WriteAttemptsAsync(IReadOnlyCollection<Operation> attempts, CancellationToken cancellation) => database.WriteAsync(
        async session =>
        {
            await session.WriteAsync(OperationRows.Attempts, attempts, OnConflict.Keep).ConfigureAwait(false);
            return attempts.Count;
        },
        cancellation);

    public Task<int> ForgetAttemptsAsync(DateTimeOffset before, int keepMax, CancellationToken cancellation) => database.WriteAsync(
        session => session.ExecuteAsync(ForgetAttempts, new { beforeMs = before.ToUnixTimeMilliseconds(), keepMax }), cancellation);

    public async Task<IReadOnlyList<KeyValuePair<ItemId, long>>> FindIncompleteAsync(int limit, CancellationToken cancellation)
    {
        var rows = await database.ReadAsync(
            session => session.QueryAsync(FindIncomplete, row => (Name: row.GetString(0), Reached: row.GetInt64(1)), new { limit }),
            cancellation).ConfigureAwait(false);
        // A name that no item can have was written by hand.
        return [.. rows.Where(row => ItemId.TryParse(row.Name, out _)).Select(row => KeyValuePair.Create(ItemId.Parse(row.Name), row.Reached))];
    }

    public Task<long> FillInAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation) => database.WriteAsync(
        async session =>
        {
            if (session.Dialect.Losable is { } losable) await session.ExecuteAsync(losable).ConfigureAwait(false);
            ItemId[] items = [entries[0].ItemId];
            if ((await session.LoadAsync(Offsets, items, forUpdate: true).ConfigureAwait(false)) is not [var offset]) return 0;

            var reached = offset.Operations;
            var operations = new List<Operation>();
            foreach (var entry in entries.Where(entry => entry.Revision <= offset.Revision))
            {
                if (entry.Revision != reached + 1) continue;
                operations.AddRange(LedgerOperations.Of(entry));
                reached = entry.Revision;
            }

            await session.WriteAsync(OperationRows.Accepted, operations, OnConflict.Keep).ConfigureAwait(false);
            await session.WriteAsync(Offsets, [offset with { Operations = reached }], OnConflict.Replace).ConfigureAwait(false);
            return reached;
        },
        cancellation);

    /// <summary>Each table gives its newest rows from an index; then the two short lists are merged.</summary>
    internal static string ListOf(OperationFilter filter, bool isNextPage)
    {
        string[] conditions =
        [
            .. filter.Item is null ? Array.Empty<string>() : ["item_id = @item"],
            .. filter.Actor is null ? Array.Empty<string>() : ["actor = @actor"],
            .. isNextPage ? ["(at_ms, operation_id) < (@atMs, @id)"] : Array.Empty<string>(),
        ];
        var where = conditions.Length == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}";
        const string Newest = "ORDER BY at_ms DESC, operation_id DESC LIMIT @limit";
        return $"""
            SELECT * FROM (SELECT {OperationRows.Accepted.ColumnList} FROM {OperationRows.Accepted.Name}{where} {Newest}) AS accepted
            UNION ALL
            SELECT * FROM (SELECT {OperationRows.Attempts.ColumnList} FROM {OperationRows.Attempts.Name}{where} {Newest}) AS attempts
            {Newest}
            """;
    }
}
