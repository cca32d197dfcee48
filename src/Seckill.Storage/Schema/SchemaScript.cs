using System.Collections.Immutable;
using System.Globalization;
using Seckill.Storage.Databases;

namespace Seckill.Storage.Schema;

/// <summary>An embedded SQL script, with placeholders where SQLite and PostgreSQL differ.</summary>
/// <param name="Path">Its path below the folder of scripts, such as <c>ledger/001-journal.sql</c>.</param>
/// <param name="Text">The script as written.</param>
internal sealed record SchemaScript(string Path, string Text)
{
    private const string Folder = "schema/";

    /// <summary>Creates the table that records the versions.</summary>
    public static SchemaScript Versions { get; } = Load("schema-version.sql")[0];

    /// <summary>The script in the words of a database.</summary>
    public string In(Dialect words)
    {
        var sql = Text
            .Replace("{text}", words.Text, StringComparison.Ordinal)
            .Replace("{integer}", words.Integer, StringComparison.Ordinal)
            .Replace("{flag}", words.Flag, StringComparison.Ordinal)
            .Replace("{bytes}", words.Bytes, StringComparison.Ordinal)
            .Replace("{identity}", words.Identity, StringComparison.Ordinal)
            .Replace("{strict}", words.Strict, StringComparison.Ordinal)
            .Replace("{clustered}", words.Clustered, StringComparison.Ordinal);
        return sql.Contains('{', StringComparison.Ordinal)
            ? throw new InvalidOperationException($"The script {Path} has a placeholder that no dialect knows.")
            : sql;
    }

    /// <summary>The scripts whose path has this prefix, in order. In a folder, numbers must run from 1 without a gap.</summary>
    public static ImmutableArray<SchemaScript> Load(string prefix)
    {
        var assembly = typeof(SchemaScript).Assembly;
        ImmutableArray<SchemaScript> scripts =
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(Folder + prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => new SchemaScript(name[Folder.Length..], Read(name))),
        ];
        for (var index = 0; prefix.EndsWith('/') && index < scripts.Length; index++)
        {
            var expected = string.Create(CultureInfo.InvariantCulture, $"{prefix}{index + 1:000}-");
            if (!scripts[index].Path.StartsWith(expected, StringComparison.Ordinal))
                throw new InvalidOperationException($"The script {scripts[index].Path} should begin with {expected}.");
        }

        return scripts;

        string Read(string name)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        }
    }
}
