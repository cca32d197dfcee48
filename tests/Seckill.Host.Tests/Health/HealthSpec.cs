using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Health;

[Collection(OnDevelopmentHost.Name)]
public sealed class HealthSpec(DevelopmentHost host)
{
    [Theory]
    [InlineData("/healthz")]
    [InlineData("/healthz/ready")]
    public async Task A_node_that_can_sell_is_ready(string path)
    {
        var health = (await host.Nobody.GetAsync(path)).ShouldHaveStatus(200);

        ((string)health["status"]!).ShouldBe("ready");
        health["checks"]!.AsObject().Select(check => check.Key).ShouldBe(["board", "settings", "cluster", "items", "storage", "running"]);
        health["checks"]!.AsObject().ShouldAllBe(check => (bool)check.Value!);
    }

    [Fact]
    public async Task A_process_that_runs_is_alive()
    {
        var health = (await host.Nobody.GetAsync("/healthz/live")).ShouldHaveStatus(200);

        ((string)health["status"]!).ShouldBe("alive");
    }
}
