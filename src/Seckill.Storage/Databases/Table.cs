using System.Collections.Immutable;
using System.Data.Common;

namespace Seckill.Storage.Databases;

/// <summary>A table: what it is called, which columns it has, and how rows become values and back.</summary>
internal sealed class Table<TRow, TKey>
{
    /// <summary>Describes a table. <paramref name="read"/> finds the columns in the order key, then values.</summary>
    public Table(
        string name, Func<TRow, TKey> keyOf, ImmutableArray<Column<TKey>> key, ImmutableArray<Column<TRow>> values,
        Func<DbDataReader, TRow> read)
    {
        (Name, Key, Read) = (name, key, read);
        Columns = [.. key.Select(column => column.Of(keyOf)), .. values];
        ColumnList = string.Join(", ", Columns.Select(column => column.Name));
        var keyList = string.Join(", ", key.Select(column => column.Name));
        var replaced = string.Join(", ", values.Select(column => $"{column.Name} = excluded.{column.Name}"));
        _replace = $" ON CONFLICT ({keyList}) DO UPDATE SET {replaced}";
        KeyList = keyList;
    }

    private readonly string _replace;

    public string Name { get; }

    public ImmutableArray<Column<TKey>> Key { get; }

    public ImmutableArray<Column<TRow>> Columns { get; }

    public string ColumnList { get; }

    public string KeyList { get; }

    public Func<DbDataReader, TRow> Read { get; }

    /// <summary>An insert of what <paramref name="source"/> yields.</summary>
    public string InsertFrom(string source, OnConflict conflict)
    {
        var ending = conflict switch
        {
            OnConflict.Keep => " ON CONFLICT DO NOTHING",
            OnConflict.Replace => _replace,
            _ => "",
        };
        return $"INSERT INTO {Name} ({ColumnList}) {source}{ending}";
    }
}
