using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Crash;

/// <summary>
/// The process is killed after an operation has been committed and before its row has been written. The row comes from the ledger, so the
/// operation is listed all the same.
/// </summary>
public sealed class OperationsCrashSpec
{
    /// <summary>The rows are written every ten seconds; a kill may come just after that.</summary>
    private const int TriesMax = 5;

    [Fact]
    public async Task A_kill_between_commit_and_row_loses_no_operation()
    {
        await using var host = new HostProcess(new Dictionary<string, string>
        {
            // Rows follow ten seconds after the commit, long after the kill.
            ["Seckill__Limits__ProjectionLingerMs"] = "10000",
        });
        var (item, token, tries) = ("", "", 0);
        do
        {
            await host.StartReadyAsync();
            item = $"crash-{++tries}";
            token = await OperateAndKillAsync(host, item);
        }
        while (CountRows(host, item) > 0 && tries < TriesMax);
        CountRows(host, item).ShouldBe(0, "every kill came too late, which proves nothing");

        await host.StartReadyAsync();
        using var client = new SaleClient(host.Address);
        var operations = await Eventually.GetAsync(
            async () => (await client.SendAsync(HttpMethod.Get, $"/api/admin/operations?item={item}", null, token)).Body!["operations"]!.AsArray(),
            found => found.Count >= 3,
            TimeSpan.FromSeconds(60));

        operations.Select(one => ((string)one!["command"]!, (string)one["actor"]!, (string?)one["reason"], (bool)one["accepted"]!)).ShouldBe(
        [
            ("resume_sale", "olivia", "it is back", true), ("pause_sale", "olivia", "the shop window is on fire", true), ("list_item", "olivia", null, true),
        ]);
    }

    private static async Task<string> OperateAndKillAsync(HostProcess host, string item)
    {
        using var client = new SaleClient(host.Address);
        var token = await client.TokenAsync("olivia", "operator");
        (await client.ListAsync(token, item, 5)).Status.ShouldBe(HttpStatusCode.Created);
        foreach (var (word, reason) in new[] { ("pause", "the shop window is on fire"), ("resume", "it is back") })
        {
            var answer = await client.SendAsync(HttpMethod.Post, $"/api/admin/items/{item}/{word}", new JsonObject { ["reason"] = reason }, token);
            answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body?.ToJsonString());
        }

        await host.KillAsync();
        return token;
    }

    private static long CountRows(HostProcess host, string item)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(host.Directory, "data", "orders.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM operations WHERE item_id = @item";
        command.Parameters.AddWithValue("@item", item);
        return (long)command.ExecuteScalar()!;
    }
}
