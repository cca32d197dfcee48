using System.Text.Json.Nodes;
using Seckill.Cli.Tests.Testing;

namespace Seckill.Cli.Tests;

/// <summary>One command, one run.</summary>
[Collection(OnOneNode.Name)]
public sealed class OneShotSpec(NodeFixture node)
{
    [Fact]
    public async Task A_table_in_a_pipe_is_plain_columns_with_numbers_to_the_right()
    {
        var item = await node.ListAsync("Phone X, 8 GB");

        var run = (await node.Operator.RunAsync("item", "list", "--limit", "500")).ShouldExitWith(0);

        run.Output.ShouldNotContain("\u001b");
        run.Output.ShouldNotContain("│");
        var header = run.Lines[0];
        var row = run.Lines.Single(line => line.StartsWith(item + " ", StringComparison.Ordinal));
        var end = header.IndexOf("available", StringComparison.Ordinal) + "available".Length;
        row[(end - 2)..end].ShouldBe("10");
        row.TrimEnd().ShouldEndWith("Phone X, 8 GB");
    }

    [Fact]
    public async Task Json_is_one_array_of_objects()
    {
        var item = await node.ListAsync();

        var run = (await node.Operator.RunAsync("item", "list", "--output", "json", "--limit", "500")).ShouldExitWith(0);

        var row = JsonNode.Parse(run.Output)!.AsArray().Single(one => (string)one!["item"]! == item)!;
        ((long)row["available"]!).ShouldBe(10);
        ((string)row["phase"]!).ShouldBe("open");
        row["campaign"].ShouldBeNull();
        ((string)row["starts"]!).ShouldEndWith("Z");
    }

    [Fact]
    public async Task Csv_quotes_what_needs_it_and_defuses_formulas()
    {
        var item = await node.ListAsync("=1+1, \"cheap\"");

        var run = (await node.Operator.RunAsync("--output", "csv", "item", "list", "--limit", "500")).ShouldExitWith(0);

        run.Output.ShouldStartWith("item,phase,available,");
        run.Lines.Single(line => line.StartsWith(item + ",", StringComparison.Ordinal)).TrimEnd()
            .ShouldEndWith(",\"'=1+1, \"\"cheap\"\"\"");
    }

    [Fact]
    public async Task A_stream_in_json_is_one_object_on_each_line()
    {
        var item = await node.ListAsync();

        var run = (await node.Operator.RunAsync("item", "watch", item, "--count", "1", "--output", "json")).ShouldExitWith(0);

        ((long)JsonNode.Parse(run.Lines.ShouldHaveSingleItem())!["total"]!).ShouldBe(10);
    }

    [Fact]
    public async Task Exit_codes_are_passed_on()
    {
        var item = await node.ListAsync();
        (await node.Operator.RunAsync("item", "audit", item)).ShouldExitWith(0);
        (await node.Operator.RunAsync("item", "show", "no-such-item")).ShouldFailWith(3, "item_not_found: No item 'no-such-item'");
        (await node.Operator.RunAsync("item", "lsit")).ShouldFailWith(2, "did you mean 'item list'?");
        (await node.Operator.RunAsync("switch", "set", "new-purchases", "maybe")).ShouldFailWith(2, "validation_failed");

        node.Damage(item);
        var audit = (await node.Operator.RunAsync("item", "audit", item)).ShouldExitWith(1);
        audit.Output.ShouldContain("available is 10 in the ledger and 11 in the tables");
        (await node.Operator.RunAsync("item", "audit", "--all")).ShouldExitWith(1);
        (await node.Operator.RunAsync("projection", "rebuild", item, "--reason", "repair after a test")).ShouldExitWith(0);
        (await node.Operator.RunAsync("item", "audit", item)).ShouldExitWith(0);
    }

    [Fact]
    public async Task What_keeps_it_from_the_node_is_one_line_and_an_exit_code()
    {
        using var nobody = new CliProcess { Url = node.Address };
        (await nobody.RunAsync("item", "list")).ShouldFailWith(6, "SECKILL_TOKEN");
        using var buyer = new CliProcess { Url = node.Address, Token = await node.TokenAsync("bob", "buyer") };
        (await buyer.RunAsync("item", "list")).ShouldFailWith(6, "not an operator's");
        using var nowhere = new CliProcess { Url = new Uri("http://127.0.0.1:9"), Token = "x" };
        (await nowhere.RunAsync("item", "list")).ShouldFailWith(5, "cannot be reached");
        using var insecure = new CliProcess { Url = new UriBuilder(node.Address) { Scheme = "https" }.Uri, Token = "x" };
        (await insecure.RunAsync("item", "list")).ShouldFailWith(5, "https://127.0.0.1");
        (await nobody.RunAsync("--url", "nonsense", "item", "list")).ShouldFailWith(2, "no address");
    }

    [Fact]
    public async Task A_login_in_development_is_kept_where_nobody_else_can_read_it()
    {
        using var console = new CliProcess { Url = node.Address };

        (await console.RunAsync("login", "olivia")).ShouldExitWith(0).Output.ShouldContain(console.LoginFile);

        (await console.RunAsync("cluster", "status")).ShouldExitWith(0);
        // Windows keeps the file in the user's own directory and has no such mode.
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(console.LoginFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task Help_tells_what_the_node_offers()
    {
        var all = (await node.Operator.RunAsync("help")).ShouldExitWith(0);
        all.Output.ShouldContain("item topup");
        all.Output.ShouldContain("Exit codes");
        (await node.Operator.RunAsync("item", "topup", "--help")).ShouldExitWith(0).Output.ShouldContain("Usage: item topup <item> <delta>");
        (await node.Operator.RunAsync("help", "order")).ShouldExitWith(0).Output.ShouldContain("order find-by-buyer");
        (await node.Operator.RunAsync("help", "item", "lst")).ShouldFailWith(2, "did you mean 'item list'?");
        (await node.Operator.RunAsync("help", "dance")).ShouldFailWith(2, "dance");
    }
}
