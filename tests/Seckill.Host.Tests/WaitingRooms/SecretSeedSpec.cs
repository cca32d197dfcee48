using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.WaitingRooms;

/// <summary>
/// Nobody learns the seed before the draw: not by any call of the API, as a buyer or as an operator, not by any command of the console, not
/// from the log. The test itself reads it where only the database's owner may.
/// </summary>
[Collection(OnRoomHost.Name)]
public sealed class SecretSeedSpec(RoomHost host)
{
    private static readonly string[] Commands =
    [
        "item show {item}", "item list", "item orders {item}", "item verify {item}", "item winners {item}", "item audit {item}", "item watch {item} --count 1",
        "journal tail {item} --last 20 --count 1", "log tail --last 500 --count 1", "operations list", "cluster show", "projection show", "switch list", "block list",
    ];

    [Fact]
    public async Task No_door_tells_it()
    {
        var item = await host.ListRoomAsync(stock: 3, TimeSpan.FromHours(1));
        var buyer = host.NewBuyer();
        (await buyer.JoinAsync(item)).ShouldHaveStatus(201);
        var changed = new Listing { Stock = 5, Queue = "open", StartsAt = DateTimeOffset.UtcNow.AddHours(2), EndsAt = DateTimeOffset.UtcNow.AddHours(3) };
        (await host.Operator.ListAsync(item, changed)).ShouldHaveStatus(200);
        var seed = ReadSeed(item);
        var secrets = new[]
        {
            Convert.ToHexStringLower(seed), Convert.ToHexString(seed), Convert.ToBase64String(seed)[..42], string.Join(',', seed), BitConverter.ToString(seed),
        };

        foreach (var caller in (Party[])[buyer, host.Operator])
        {
            foreach (var template in host.Wire.Document.Operations.Where(one => one.StartsWith("GET ", StringComparison.Ordinal) && !one.EndsWith("events", StringComparison.Ordinal)))
            {
                var path = template[4..].Replace("{itemId}", item, StringComparison.Ordinal);
                if (path.Contains('{', StringComparison.Ordinal)) continue;
                ShouldKeepSecret((await caller.GetAsync(path)).ToString() + (await caller.GetAsync(path)).Text, secrets, template);
            }
        }

        foreach (var command in Commands)
        {
            var line = command.Replace("{item}", item, StringComparison.Ordinal);
            var answer = await host.Operator.PostAsync("/api/admin/commands", new JsonObject { ["line"] = line });
            ShouldKeepSecret(answer.Text, secrets, line);
        }

        ShouldKeepSecret((await buyer.LeaveAsync(item)).Text, secrets, "leave");
        ShouldKeepSecret((await buyer.JoinAsync(item)).Text, secrets, "join");
        ShouldKeepSecret(host.Output, secrets, "the log");
        host.FileOf("orders.db").ShouldSatisfyAllConditions(file => File.Exists(file).ShouldBeTrue());
        host.Query("orders.db", "SELECT seed_hash FROM items WHERE item_id = @name", item).ShouldHaveSingleItem()
            .ShouldBe((string)(await host.ItemAsync(item))["seedHash"]!);
    }

    private static void ShouldKeepSecret(string text, string[] secrets, string door)
    {
        foreach (var secret in secrets) text.Contains(secret, StringComparison.Ordinal).ShouldBeFalse(door);
    }

    /// <summary>The 32 bytes in the first entry of the room's ledger: the last field of its only event.</summary>
    private byte[] ReadSeed(string item)
    {
        using var connection = new SqliteConnection($"Data Source={host.FileOf("ledger.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT message FROM journal WHERE persistence_id = @name AND sequence_number = 1";
        command.Parameters.AddWithValue("@name", $"room-{item}");
        return ((byte[])command.ExecuteScalar()!)[^32..];
    }
}
