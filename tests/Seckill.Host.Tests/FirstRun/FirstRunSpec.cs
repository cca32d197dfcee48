using System.Diagnostics;
using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.FirstRun;

/// <summary>What a newcomer meets: the real process on an empty directory.</summary>
public sealed class FirstRunSpec
{
    [SkippableFact]
    public async Task The_first_start_sells_a_demo_and_the_lines_that_it_prints_work()
    {
        Skip.If(await RunAsync("command -v curl") is (not 0, _), "curl is not installed.");
        await using var host = new HostProcess();
        await host.StartReadyAsync();
        var lines = await ReadLinesToPasteAsync(host);
        lines.Length.ShouldBe(3, host.Output);
        host.Output.ShouldNotContain("settings-proxy", customMessage: "Looking for the settings at the start is nothing to warn of.");
        host.Output.ShouldContain(host.Address.ToString());

        var (_, bought) = await RunAsync(string.Join('\n', lines[..2]));
        bought.ShouldContain("HTTP/1.1 201 Created");
        var (_, listed) = await Eventually.GetAsync(
            () => RunAsync(string.Join('\n', lines[0], lines[2])),
            answer => answer.Output.Contains("demo-open-1", StringComparison.Ordinal));

        JsonNode.Parse(listed)!["orders"]!.AsArray().ShouldHaveSingleItem();
        await ShouldSellTheDemoAsync(host);
    }

    [Fact]
    public async Task A_machine_so_slow_that_answers_are_late_gets_the_whole_demo_all_the_same()
    {
        // The first answers of a cold process take longer than the shortest patience that can be set.
        await using var host = new HostProcess(new Dictionary<string, string> { ["Seckill__Limits__RequestTimeoutMs"] = "100" });
        await host.StartReadyAsync();

        await ReadLinesToPasteAsync(host);

        await ShouldSellTheDemoAsync(host);
    }

    [Fact]
    public async Task The_address_may_come_from_the_environment()
    {
        var port = HostProcess.FreePort();
        await using var host = new HostProcess(new Dictionary<string, string> { ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}" });
        host.StartWith();

        await ReadLinesToPasteAsync(host);

        host.Output.ShouldContain($"http://127.0.0.1:{port}/");
    }

    [Fact]
    public async Task An_address_in_use_is_said_plainly()
    {
        await using var first = new HostProcess();
        await first.StartReadyAsync();
        await using var second = new HostProcess();
        second.StartWith("--urls", first.Address.ToString());

        (await second.WaitForExitAsync(TimeSpan.FromSeconds(60))).ShouldBe(1, second.Output);

        second.Output.ShouldContain("address already in use");
        second.Output.ShouldNotContain("Unhandled exception", customMessage: second.Output);
    }

    private static async Task<string[]> ReadLinesToPasteAsync(HostProcess host)
    {
        var output = await Eventually.GetAsync(
            () => Task.FromResult(host.Output), text => text.Contains("/scalar", StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        return [.. output.Split('\n').Select(line => line.Trim()).Where(line => line.Contains("curl ", StringComparison.Ordinal))];
    }

    private static async Task ShouldSellTheDemoAsync(HostProcess host)
    {
        using var client = new SaleClient(host.Address);
        var page = await client.SendAsync(HttpMethod.Get, "/api/items");
        var items = page.Body!["items"]!.AsArray();
        items.Count.ShouldBe(3);
        items.Count(item => (string)item!["phase"]! == "open").ShouldBeGreaterThanOrEqualTo(2);
        items.ShouldContain(item => (long)item!["stock"]!["total"]! == 5);
        // Opens a minute after the start; this test may have come later than that.
        items.ShouldContain(item => (DateTimeOffset)item!["startsAt"]! > (DateTimeOffset)items[0]!["startsAt"]!);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true })!;
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return (shell.ExitCode, output);
    }
}
