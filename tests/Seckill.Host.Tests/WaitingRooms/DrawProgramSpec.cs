using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.WaitingRooms;

/// <summary>The program that the README gives to whoever doubts a draw, run as it stands there on a real ledger.</summary>
[Collection(OnRoomHost.Name)]
public sealed class DrawProgramSpec(RoomHost host)
{
    private const string Rows = "SELECT sequence_number || ' ' || hex(message) FROM journal WHERE persistence_id = @name ORDER BY sequence_number";

    [SkippableFact]
    public async Task It_comes_to_everybodys_place()
    {
        var item = await host.ListRoomAsync(stock: 3, TimeSpan.FromSeconds(4));
        var people = Enumerable.Range(0, 12).Select(_ => host.NewBuyer()).ToArray();
        foreach (var buyer in people) (await buyer.JoinAsync(item)).ShouldHaveStatus(201);
        await people[^1].LeaveAsync(item);
        await RoomHost.AwaitPlaceAsync(people[0], item, place => place["seed"] is not null);

        var (code, text) = await ReadmeProgram.RunAsync(
            "### The draw of a waiting room", string.Join('\n', host.Query("ledger.db", Rows, $"room-{item}")) + "\n");

        code.ShouldBe(0, text);
        var said = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        said[0].ShouldBe((string)(await host.ItemAsync(item))["seedHash"]!);
        said.Length.ShouldBe(people.Length, "one has left before the start");
        foreach (var buyer in people[..^1])
        {
            var place = await RoomHost.AwaitPlaceAsync(buyer, item, place => place["position"] is not null || (string)place["state"]! == "left");
            if (place["position"] is { } position) said.ShouldContain($"{position} {buyer.Name}");
        }
    }
}
