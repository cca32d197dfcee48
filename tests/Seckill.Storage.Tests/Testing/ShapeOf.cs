using System.Text.RegularExpressions;
using Seckill.Storage.Databases;
using Seckill.Storage.Databases.Sqlite;

namespace Seckill.Storage.Tests.Testing;

/// <summary>How tables are defined, told by the database itself: columns, constraints, indices.</summary>
internal static partial class ShapeOf
{
    private const string Sqlite = "SELECT name || ': ' || sql FROM sqlite_master WHERE sql IS NOT NULL";

    private const string Postgres = """
        SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || coalesce(' ' || l.collname, '')
            || ' ' || a.attnotnull || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '') || a.attidentity::text
        FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_collation AS l ON l.oid = a.attcollation
        LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relkind = 'r' AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
        UNION ALL SELECT c.relname || ' ' || k.conname || ' ' || pg_get_constraintdef(k.oid)
        FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid
        WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
        UNION ALL SELECT replace(indexdef, ' ON ' || schemaname || '.', ' ON ') FROM pg_indexes WHERE schemaname = current_schema()
        """;

    /// <summary>Everything in the database of these tables.</summary>
    public static async Task<List<string>> DescribeAsync(IDatabase database)
    {
        var shape = await database.ReadAsync(
            session => session.QueryAsync(database is SqliteDatabase ? Sqlite : Postgres, row => Space().Replace(row.GetString(0), " ")), default);
        shape.ShouldNotBeEmpty();
        return [.. shape.Order(StringComparer.Ordinal)];
    }

    /// <summary>Everything in all databases of these stores.</summary>
    public static async Task<List<string>> DescribeAsync(Stores stores) =>
        [.. await DescribeAsync(stores.Ledger), .. await DescribeAsync(stores.Snapshots), .. await DescribeAsync(stores.Tables)];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
