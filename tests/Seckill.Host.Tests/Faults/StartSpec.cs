using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Faults;

/// <summary>A storage that cannot be used ends the start with a message that says which file it is and what to do.</summary>
public sealed class StartSpec
{
    [Fact]
    public async Task A_directory_that_cannot_be_made_is_named()
    {
        await using var host = new HostProcess(new Dictionary<string, string> { ["Seckill__Storage__Directory"] = "a-file/data" });
        await File.WriteAllTextAsync(Path.Combine(host.Directory, "a-file"), "in the way");

        (await FailAsync(host)).ShouldContain(Path.Combine(host.Directory, "a-file", "data"));
    }

    [Fact]
    public async Task A_directory_that_may_only_be_read_is_named()
    {
        // Nobody may make a directory there, not even root.
        await using var host = new HostProcess(new Dictionary<string, string> { ["Seckill__Storage__Directory"] = "/proc/seckill" });

        (await FailAsync(host)).ShouldContain("/proc/seckill");
    }

    [Theory]
    [InlineData("ledger.db")]
    [InlineData("orders.db")]
    [InlineData("snapshots.db")]
    public async Task A_damaged_file_is_named(string file)
    {
        await using var host = new HostProcess();
        Directory.CreateDirectory(Path.Combine(host.Directory, "data"));
        await File.WriteAllTextAsync(Path.Combine(host.Directory, "data", file), new string('x', 10_000));

        (await FailAsync(host)).ShouldContain(file);
    }

    [Fact]
    public async Task A_ledger_that_is_gone_is_not_replaced_by_an_empty_one()
    {
        await using var host = new HostProcess();
        await host.StartReadyAsync();
        (await host.StopAsync(TimeSpan.FromSeconds(60))).ShouldBe(0, host.Output);
        foreach (var file in Directory.GetFiles(Path.Combine(host.Directory, "data"), "ledger.db*")) File.Delete(file);

        (await FailAsync(host)).ShouldContain("ledger");
    }

    private static async Task<string> FailAsync(HostProcess host)
    {
        host.Start();

        (await host.WaitForExitAsync(TimeSpan.FromSeconds(60))).ShouldBe(1, host.Output);

        host.Output.ShouldNotContain("Unhandled exception");
        host.Output.ShouldNotContain("   at ");
        return host.Output;
    }
}
