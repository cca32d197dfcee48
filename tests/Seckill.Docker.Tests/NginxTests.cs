using Seckill.Docker.Tests.Testing;

namespace Seckill.Docker.Tests;

public sealed class NginxTests
{
    private static readonly Uri Nobody = new("http://127.0.0.1:1");

    [SkippableFact]
    public async Task The_configuration_is_accepted()
    {
        Tool.Find("nginx");
        await using var balancer = await LoadBalancer.PrepareAsync([Nobody, Nobody, Nobody]);

        var told = await Tool.RunAsync("nginx", ["-t", .. balancer.Arguments]);

        told.ExitCode.ShouldBe(0, told.Text);
        told.Text.ShouldNotContain("[warn]");
    }

    [Fact]
    public void The_busy_page_needs_nothing_from_anybody()
    {
        var page = File.ReadAllText(Path.Combine(Tool.Folder, "nginx", "busy.html"));

        page.ShouldNotContain("http://");
        page.ShouldNotContain("https://");
        page.ShouldNotContain(" src=");
        page.ShouldNotContain("<link");
        page.ShouldContain("Math.random()");
    }
}
