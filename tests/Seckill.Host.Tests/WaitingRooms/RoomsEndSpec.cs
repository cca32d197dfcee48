using System.Net;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.WaitingRooms;

/// <summary>Items keep their rooms alive, and rooms their items: a node on which both end must not wait for either.</summary>
public sealed class RoomsEndSpec
{
    private const int Items = 20;

    [Fact]
    public async Task A_node_with_many_waiting_rooms_ends_without_waiting_for_messages_that_nobody_takes()
    {
        await using var host = new HostProcess(new Dictionary<string, string> { ["Seckill__Limits__BoardRepeatMs"] = "100" });
        await host.StartReadyAsync();
        using var client = new SaleClient(host.Address);
        var operatorToken = await client.TokenAsync("olivia", "operator");
        for (var item = 1; item <= Items; item++)
            (await client.ListAsync(operatorToken, $"room-{item}", stock: 1, queue: "open")).Status.ShouldBe(HttpStatusCode.Created);

        (await host.StopAsync(TimeSpan.FromSeconds(60))).ShouldBe(0, host.Output);

        host.Output.ShouldNotContain("shutdown of shard region timed out");
    }
}
