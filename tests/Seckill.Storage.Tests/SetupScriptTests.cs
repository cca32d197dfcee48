using System.Text.RegularExpressions;
using Seckill.Storage.Databases.Postgres;
using Seckill.Storage.Schema;
using Seckill.Testing;

namespace Seckill.Storage.Tests;

/// <summary>
/// <c>docker/postgres</c> brings tables up to date where nodes may not, with the nodes' own scripts. These tests compare the files, and
/// write them only if the variable <see cref="Switch"/> is set.
/// </summary>
public sealed partial class SetupScriptTests
{
    private const string Switch = "SECKILL_WRITE_SCHEMA";

    private const string Remedy = "docker/postgres/schema differs from what nodes run. Write it: "
        + $"{Switch}=1 dotnet test tests/Seckill.Storage.Tests --filter {nameof(SetupScriptTests)}";

    private static readonly string Folder = Path.Combine(HostProcess.RepositoryRoot, "docker", "postgres", "schema");

    private static IEnumerable<SchemaScript> Scripts => SchemaPart.All.SelectMany(part => part.Scripts);

    [Fact]
    public async Task Its_scripts_are_those_that_nodes_run()
    {
        var expected = Scripts.Append(SchemaScript.Versions).ToDictionary(script => script.Path, script => script.In(PostgresSession.Words));
        if (Environment.GetEnvironmentVariable(Switch) == "1") await WriteAsync(expected);

        var found = Directory.GetFiles(Folder, "*.sql", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/'))
            .Except(["update.sql", "step.sql"]);

        found.ShouldBe(expected.Keys, ignoreOrder: true, Remedy);
        foreach (var (path, sql) in expected) (await File.ReadAllTextAsync(Path.Combine(Folder, path))).ShouldBe(sql, Remedy);
    }

    [Fact]
    public async Task It_runs_every_script_in_its_order()
    {
        var named = NamedScript().Matches(await File.ReadAllTextAsync(Path.Combine(Folder, "update.sql"))).Select(match => match.Groups[1].Value);

        named.ShouldBe(Scripts.Select(script => script.Path), "update.sql has two lines for each script: \\set script …, \\ir step.sql");
    }

    [Fact]
    public async Task It_recognises_earlier_tables_by_what_a_node_recognises_them()
    {
        var rows = TraceRow().Matches(await File.ReadAllTextAsync(Path.Combine(Folder, "update.sql"))).Select(match => match.Value);

        rows.ShouldBe(SchemaPart.All.SelectMany(part => part.Traces.Select(
            (trace, index) => $"('{part.Name}', {index + 1}, '{trace.Table}', '{trace.Column}')")));
    }

    [Fact]
    public void Every_script_begins_with_what_it_is_for() =>
        Scripts.Append(SchemaScript.Versions).ShouldAllBe(script => script.Text.StartsWith("-- ", StringComparison.Ordinal));

    private static async Task WriteAsync(Dictionary<string, string> scripts)
    {
        foreach (var part in SchemaPart.All)
        {
            var folder = Path.Combine(Folder, part.Name);
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            Directory.CreateDirectory(folder);
        }

        foreach (var (path, sql) in scripts) await File.WriteAllTextAsync(Path.Combine(Folder, path), sql);
    }

    [GeneratedRegex(@"^\\set script (\S+)\n\\ir step\.sql$", RegexOptions.Multiline)]
    private static partial Regex NamedScript();

    [GeneratedRegex(@"\('[a-z-]+', \d, '\w+', '\w+'\)")]
    private static partial Regex TraceRow();
}
