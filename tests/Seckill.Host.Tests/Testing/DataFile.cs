using Microsoft.Data.Sqlite;

namespace Seckill.Host.Tests.Testing;

/// <summary>A host's SQLite file, reached past the product: as somebody who changes rows by hand, or a backup that locks it.</summary>
internal static class DataFile
{
    /// <summary>Opens a file that exists.</summary>
    public static SqliteConnection Open(string path, SqliteOpenMode mode = SqliteOpenMode.ReadWrite)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ConnectionString);
        connection.Open();
        return connection;
    }

    /// <summary>Changes rows; the SQL may name one parameter, <c>@name</c>. Returns how many rows it changed.</summary>
    public static int Execute(string path, string sql, string? name = null)
    {
        using var connection = Open(path);
        using var command = CommandOf(connection, sql, name);
        return command.ExecuteNonQuery();
    }

    /// <summary>Reads the first column of each row, as text.</summary>
    public static IReadOnlyList<string> Query(string path, string sql, string name)
    {
        using var connection = Open(path, SqliteOpenMode.ReadOnly);
        using var command = CommandOf(connection, sql, name);
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read()) rows.Add(reader.GetString(0));
        return rows;
    }

    /// <summary>Takes the write lock, and holds it until the result is disposed.</summary>
    public static IDisposable Lock(string path)
    {
        var connection = Open(path);
        using var command = CommandOf(connection, "PRAGMA busy_timeout = 5000; BEGIN EXCLUSIVE;", name: null);
        command.ExecuteNonQuery();
        return connection;
    }

    private static SqliteCommand CommandOf(SqliteConnection connection, string sql, string? name)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written in the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        if (name is not null) command.Parameters.AddWithValue("@name", name);
        return command;
    }
}
