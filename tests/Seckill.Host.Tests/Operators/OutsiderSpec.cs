using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Operators;

/// <summary>The program that the README gives to outsiders, run as it stands there on a real ledger.</summary>
[Collection(OnOperatorsHost.Name)]
public sealed class OutsiderSpec(DevelopmentHost host)
{
    private const string Rows = "SELECT sequence_number || ' ' || hex(message) FROM journal WHERE persistence_id = @name ORDER BY sequence_number";

    [SkippableFact]
    public async Task An_outsider_comes_to_the_public_hash_and_finds_what_was_changed()
    {
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

    private static Task<(int Code, string Said)> CheckAsync(string item, IEnumerable<string> rows) =>
        ReadmeProgram.RunAsync("## Hold the shop to it", string.Join('\n', rows) + "\n", item);
}
