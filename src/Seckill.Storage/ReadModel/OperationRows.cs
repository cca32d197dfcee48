using System.Data.Common;
using Seckill.Actors.Operators;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Storage.Databases;

namespace Seckill.Storage.ReadModel;

/// <summary>How operations become rows and back. Two tables have the same columns: one is derived from the ledger, one is not.</summary>
internal static class OperationRows
{
    /// <summary>Accepted operations, derived from the ledger.</summary>
    public static Table<Operation, string> Accepted { get; } = TableOf("operations");

    /// <summary>Attempts that changed nothing.</summary>
    public static Table<Operation, string> Attempts { get; } = TableOf("operation_attempts");

    private static Table<Operation, string> TableOf(string name) => new(
        name, operation => operation.Id, [new Column<string, string>("operation_id", id => id)],
        [
            new Column<Operation, long>("at_ms", operation => operation.At.ToUnixTimeMilliseconds()),
            new Column<Operation, string>("command", operation => operation.Command),
            new Column<Operation, string?>("item_id", operation => operation.Item?.Value),
            new Column<Operation, string?>("detail", operation => operation.Detail),
            new Column<Operation, string>("outcome", operation => operation.Outcome),
            new Column<Operation, string>("actor", operation => operation.By.Actor?.Value ?? Attribution.UnknownName),
            new Column<Operation, string?>("node", operation => operation.By.Node),
            new Column<Operation, string?>("trace_id", operation => operation.By.Trace?.Value),
            new Column<Operation, string?>("reason", operation => operation.By.Reason),
        ],
        Read);

    /// <summary>The operation in the first columns of a row. An operator who is called "unknown" cannot be told from one who is.</summary>
    public static Operation Read(DbDataReader row) => new(
        row.GetString(0), Moment.FromUnixMs(row.GetInt64(1)), row.GetString(2), TextOf(row, 3) is { } item ? ItemId.Parse(item) : null,
        TextOf(row, 4), row.GetString(5),
        new Attribution
        {
            Actor = row.GetString(6) is var actor and not Attribution.UnknownName ? BuyerId.Parse(actor) : null,
            Node = TextOf(row, 7),
            Trace = TextOf(row, 8) is { } trace ? TraceId.Parse(trace) : null,
            Reason = TextOf(row, 9),
        });

    private static string? TextOf(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
