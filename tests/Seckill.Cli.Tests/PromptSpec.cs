using System.Text.Json.Nodes;
using Seckill.Cli.Tests.Testing;
using Seckill.Testing;

namespace Seckill.Cli.Tests;

/// <summary>Commands one after the other, and those that go on.</summary>
[Collection(OnOneNode.Name)]
public sealed class PromptSpec(NodeFixture node)
{
    [Fact]
    public async Task A_pipe_of_commands_runs_to_its_end_and_the_first_failure_is_the_exit_code()
    {
        var item = await node.ListAsync();

        var run = await node.Operator.RunAsync($"# a file of commands\n\nitem pause {item} --reason 'a test'\nitem show nothing-here\nitem lsit\nitem resume {item}\nhelp item\n", []);

        run.ShouldExitWith(3);
        run.Output.ShouldContain("paused");
        run.Output.ShouldContain("open");
        run.Output.ShouldContain("item topup");
        run.Errors.ShouldContain("item_not_found");
        run.Errors.ShouldContain("did you mean 'item list'?");
    }

    [Fact]
    public async Task The_prompt_ends_with_exit_and_with_the_end_of_its_input()
    {
        (await node.Operator.RunAsync("cluster status\nexit\nitem lsit\n", [])).ShouldExitWith(0).Errors.ShouldBeEmpty();
        (await node.Operator.RunAsync("", [])).ShouldExitWith(0);
    }

    [Fact]
    public async Task A_command_is_given_again_and_again()
    {
        using var process = node.Operator.Start("cluster", "status", "--watch", "1");
        var seen = 0;
        while (seen < 2 && await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("leader", StringComparison.Ordinal)) seen++;
        }

        process.Kill();
        seen.ShouldBe(2);
    }

    [Fact]
    public async Task With_json_and_csv_only_rows_are_on_the_output()
    {
        using var json = node.Operator.Start("cluster", "status", "--watch", "1", "--output", "json");
        using var csv = node.Operator.Start("cluster", "status", "--watch", "1", "--output", "csv");
        var (array, rows) = ("", new List<string>());
        while (!array.EndsWith(']') && await json.StandardOutput.ReadLineAsync() is { } line) array += line;
        // Until the second round.
        while (rows.Count(row => row.StartsWith("leader", StringComparison.Ordinal)) < 2 && await csv.StandardOutput.ReadLineAsync() is { } line) rows.Add(line);

        json.Kill();
        csv.Kill();
        JsonNode.Parse(array)!.AsArray().ShouldNotBeEmpty();
        rows[0].ShouldContain(',');
        rows.ShouldAllBe(row => row.Contains(','));
        rows.Count(row => row == rows[0]).ShouldBe(1);
    }

    [Fact]
    public async Task A_stream_ends_when_nobody_reads_it_any_more()
    {
        var item = await node.ListAsync();
        using var process = node.Operator.Start("item", "watch", item);
        (await process.StandardOutput.ReadLineAsync()).ShouldNotBeNull();
        (await process.StandardOutput.ReadLineAsync()).ShouldNotBeNull();

        process.StandardOutput.Close();
        (await node.Operator.RunAsync("item", "pause", item)).ShouldExitWith(0);

        await CliProcess.WaitAsync(process);
        process.ExitCode.ShouldBe(0, await process.StandardError.ReadToEndAsync());
    }

    [Fact]
    public async Task A_stream_that_is_cut_off_says_so_in_one_line()
    {
        await using var host = new HostProcess();
        await host.StartReadyAsync();
        using var console = new CliProcess { Url = host.Address };
        (await console.RunAsync("login", "olivia")).ShouldExitWith(0);
        using var process = console.Start("cluster", "tail");
        (await process.StandardOutput.ReadLineAsync()).ShouldNotBeNull();
        (await process.StandardOutput.ReadLineAsync()).ShouldNotBeNull();
        var errors = process.StandardError.ReadToEndAsync();

        await host.KillAsync();

        await CliProcess.WaitAsync(process);
        new Run(process.ExitCode, "", await errors).ShouldFailWith(5, host.Address.ToString());
    }

    [Fact]
    public async Task A_node_that_is_told_to_leave_ends_in_good_order()
    {
        await using var host = new HostProcess();
        await host.StartReadyAsync();
        using var console = new CliProcess { Url = host.Address };
        (await console.RunAsync("login", "olivia")).ShouldExitWith(0);

        (await console.RunAsync("cluster", "leave", "--reason", "a test")).ShouldExitWith(0).Output.ShouldContain("leaves");

        // Not 0, so that a supervisor starts it again.
        (await host.WaitForExitAsync(TimeSpan.FromSeconds(60))).ShouldBe(255);
        (await console.RunAsync("cluster", "status")).ShouldFailWith(5, "cannot be reached");
    }

    [Fact]
    public async Task A_node_that_stops_ends_its_streams_in_good_order()
    {
        await using var host = new HostProcess();
        await host.StartReadyAsync();
        using var console = new CliProcess { Url = host.Address };
        (await console.RunAsync("login", "olivia")).ShouldExitWith(0);
        using var process = console.Start("cluster", "tail");
        (await process.StandardOutput.ReadLineAsync()).ShouldNotBeNull();
        var errors = process.StandardError.ReadToEndAsync();

        (await host.StopAsync(TimeSpan.FromSeconds(60))).ShouldBe(0);

        await CliProcess.WaitAsync(process);
        new Run(process.ExitCode, "", await errors).ShouldFailWith(4, "not_ready: This node stops");
    }
}
