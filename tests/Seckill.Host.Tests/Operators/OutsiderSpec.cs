using System.Diagnostics;
using System.Text.RegularExpressions;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Operators;

/// <summary>The program that the README gives to outsiders, run as it stands there on a real ledger.</summary>
[Collection(OnDevelopmentHost.Name)]
public sealed partial class OutsiderSpec(DevelopmentHost host)
{
    private const string Rows = "SELECT sequence_number || ' ' || hex(message) FROM journal WHERE persistence_id = @name ORDER BY sequence_number";

    private static readonly string? MissingReason = FindPython() is null ? "python3 is not installed; on Debian: apt-get install python3." : null;

    [SkippableFact]
    public async Task An_outsider_comes_to_the_public_hash_and_finds_what_was_changed()
    {
        Skip.If(MissingReason is not null, MissingReason);
        var item = await host.ListAsync();
        for (var n = 0; n < 3; n++) (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);
        await host.Operator.SwitchAsync(item, "pause");
        var rows = host.Query("ledger.db", Rows, $"item-{item}");

        var (code, said) = await CheckAsync(item, rows);

        code.ShouldBe(0, said);
        said.ShouldContain("a chain starts at entry 1");
        said.TrimEnd().ShouldEndWith($"5 {(string)(await host.ItemAsync(item))["ledgerHash"]!}");

        var changed = rows.Select((row, i) => i == 2 ? row[..^80] + (row[^80] == '0' ? '1' : '0') + row[^79..] : row);
        (await CheckAsync(item, changed)).ShouldBe((1, "entry 3 does not hold"));
        (await CheckAsync(item, rows.Where((_, i) => i != 1))).ShouldBe((1, "entry 2 is missing"));
    }

    /// <summary>Runs the README's program; the last thing that it says when it fails, or all of it.</summary>
    private static async Task<(int Code, string Said)> CheckAsync(string item, IEnumerable<string> rows)
    {
        var program = Program().Match(await File.ReadAllTextAsync(Path.Combine(HostProcess.RepositoryRoot, "README.md"))).Groups[1].Value;
        program.ShouldNotBeEmpty("README.md has the program");
        var start = new ProcessStartInfo(FindPython()!, ["-c", program, item])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var python = Process.Start(start)!;
        await python.StandardInput.WriteAsync(string.Join('\n', rows) + "\n");
        python.StandardInput.Close();
        var (said, errors) = (python.StandardOutput.ReadToEndAsync(), python.StandardError.ReadToEndAsync());
        await python.WaitForExitAsync();
        return (python.ExitCode, python.ExitCode == 0 ? await said : (await errors).Trim());
    }

    private static string? FindPython() => Environment.GetEnvironmentVariable("PATH")?.Split(':')
        .Select(folder => Path.Combine(folder, "python3")).FirstOrDefault(File.Exists);

    [GeneratedRegex("```python\n(.+?)```", RegexOptions.Singleline)]
    private static partial Regex Program();
}
