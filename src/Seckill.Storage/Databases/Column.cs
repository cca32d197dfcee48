namespace Seckill.Storage.Databases;

/// <summary>A column and how to take its value from a row.</summary>
internal abstract record Column<TRow>(string Name)
{
    /// <summary>The value for one row.</summary>
    public abstract object? ValueOf(TRow row);

    /// <summary>The values for many rows, as an array of the column's own type.</summary>
    public abstract Array ValuesOf(IReadOnlyCollection<TRow> rows);

    /// <summary>The same column of rows that contain this kind of row.</summary>
    public abstract Column<TOuter> Of<TOuter>(Func<TOuter, TRow> inner);
}

/// <inheritdoc cref="Column{TRow}"/>
internal sealed record Column<TRow, TValue>(string Name, Func<TRow, TValue> Get) : Column<TRow>(Name)
{
    public override object? ValueOf(TRow row) => Get(row);

    public override Array ValuesOf(IReadOnlyCollection<TRow> rows)
    {
        var values = new TValue[rows.Count];
        var next = 0;
        foreach (var row in rows) values[next++] = Get(row);
        return values;
    }

    public override Column<TOuter> Of<TOuter>(Func<TOuter, TRow> inner) => new Column<TOuter, TValue>(Name, outer => Get(inner(outer)));
}
