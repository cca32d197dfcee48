using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Seckill.Cluster.Tests.Testing;
using Seckill.Faults.Topology;
using Seckill.Testing;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Seckill.Cluster.Tests.Membership;

/// <summary>
/// Switches on three nodes. A change is in force on every node within a second of its answer: that bound is the contract, so it is
/// measured here, by asking the other nodes again and again from the answer on.
/// </summary>
public sealed class SwitchesSpec(ITestOutputHelper output)
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<TimeSpan> _delays = [];

    [SkippableFact]
    public async Task A_change_is_in_force_on_every_node_within_a_second_and_survives_the_loss_of_its_writer()
    {
        Skip.If(PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        await using var cluster = await SaleCluster.StartAsync(new ClusterPlan { HasProxies = false, HasMovableClocks = false });
        var clients = cluster.Nodes.ToDictionary(node => node, node => new SaleClient(node.Address));
        var olivia = await clients[cluster.Nodes[0]].TokenAsync("olivia", "operator");
        (await clients[cluster.Nodes[0]].ListAsync(olivia, "switched", stock: 1_000, limit: 1_000)).Status.ShouldBe(HttpStatusCode.Created);

        // Through each node in turn, seen on the others.
        for (var round = 0; round < 12; round++)
        {
            var node = cluster.Nodes[round % 3];
            await SetEverywhereAsync(clients, node, olivia, "gateway-queue", 1_000 + round);
        }

        await SetEverywhereAsync(clients, cluster.Nodes[2], olivia, "new-purchases", "off");
        var buyer = await clients[cluster.Nodes[0]].TokenAsync("buyer");
        foreach (var client in clients.Values) (await client.BuyAsync(buyer, "switched")).Code.ShouldBe("paused");

        // The writer lives on the oldest node.
        var writers = await cluster.OldestAsync(clients[cluster.Nodes[0]], olivia);
        await writers.KillAsync();
        clients.Remove(writers, out var lost);
        lost!.Dispose();

        foreach (var (node, client) in clients)
        {
            (await client.BuyAsync(buyer, "switched")).Code.ShouldBe("paused", $"{node} needs nobody to know it");
            ((long)(await ReadAsync(client, olivia, "gateway-queue"))["value"]!).ShouldBe(1_011);
        }

        // With the writer's successor, changes are taken again.
        await RepeatUntilSetAsync(clients.Values.First(), olivia, "new-purchases", "on");
        foreach (var client in clients.Values) await BecomesAsync(client, olivia, "new-purchases", "on", Stopwatch.GetTimestamp());
        await SetEverywhereAsync(clients, clients.Keys.Last(), olivia, "gateway-queue", 2_000);

        // A node that comes back knows it all before it is ready.
        writers.Start();
        await cluster.WaitWholeAsync(Patience);
        using (var back = new SaleClient(writers.Address))
        {
            ((long)(await ReadAsync(back, olivia, "gateway-queue"))["value"]!).ShouldBe(2_000);
            (await back.BuyAsync(buyer, "switched")).Status.ShouldBe(HttpStatusCode.Created);
        }

        var audit = await clients.Values.First().AuditAsync(olivia, "switched");
        ((bool)audit["balanced"]!).ShouldBeTrue(audit.ToJsonString());
        ((long)audit["ledger"]!["orders"]!).ShouldBe(1, "nobody bought while new purchases were off");
        foreach (var client in clients.Values) client.Dispose();
        output.WriteLine($"{_delays.Count} changes on other nodes, ms after the answer: {string.Join(" ", _delays.Order().Select(delay => (int)delay.TotalMilliseconds))}");
    }

    [SkippableFact]
    public async Task A_node_that_is_cut_off_from_the_others_hears_of_a_change_from_the_journal()
    {
        Skip.If(PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        await using var cluster = await SaleCluster.StartAsync(new ClusterPlan { HasMovableClocks = false });
        using var first = new SaleClient(cluster.Nodes[0].Address);
        var olivia = await first.TokenAsync("olivia", "operator");
        var oldest = await cluster.OldestAsync(first, olivia);
        var lonely = cluster.Nodes.First(node => node != oldest);
        using var writer = new SaleClient(oldest.Address);
        using var cutOff = new SaleClient(lonely.Address);
        await SetEverywhereAsync(new() { [oldest] = writer, [lonely] = cutOff }, oldest, olivia, "order-listing", "off");

        foreach (var link in cluster.Network!.LinksOf(lonely.Number)) link.Cut();

        // It has seconds left before it ends by itself, because it belongs to the smaller side.
        await SetEverywhereAsync(new() { [oldest] = writer, [lonely] = cutOff }, oldest, olivia, "order-listing", "on");
        await SetEverywhereAsync(new() { [oldest] = writer, [lonely] = cutOff }, oldest, olivia, "new-purchases", "off");
        foreach (var link in cluster.Network.LinksOf(lonely.Number)) link.Heal();
        output.WriteLine($"ms after the answer: {string.Join(" ", _delays.Select(delay => (int)delay.TotalMilliseconds))}");
    }

    /// <summary>Sets a switch through one node, which obeys at once; the others follow within the second.</summary>
    private async Task SetEverywhereAsync(
        Dictionary<ClusterNode, SaleClient> clients, ClusterNode through, string token, string name, object value)
    {
        (await SetAsync(clients[through], token, name, value)).Status.ShouldBe(HttpStatusCode.OK);
        var answered = Stopwatch.GetTimestamp();
        (await ReadAsync(clients[through], token, name))["value"]!.ToString().ShouldBe(value.ToString());
        await Task.WhenAll(clients.Where(other => other.Key != through).Select(other => BecomesAsync(other.Value, token, name, value, answered)));
    }

    private async Task BecomesAsync(SaleClient client, string token, string name, object value, long since)
    {
        JsonNode read;
        TimeSpan delay;
        do
        {
            read = await ReadAsync(client, token, name);
            delay = Stopwatch.GetElapsedTime(since);
            delay.ShouldBeLessThan(Within, $"{name} is still {read["value"]}");
        }
        while (read["value"]!.ToString() != value.ToString());
        lock (_delays) _delays.Add(delay);
    }

    private static async Task RepeatUntilSetAsync(SaleClient client, string token, string name, object value)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (await SetAsync(client, token, name, value) is { Status: not HttpStatusCode.OK } answer)
        {
            answer.Code.ShouldBeOneOf("outcome_unknown", "overloaded");
            limit.IsCancellationRequested.ShouldBeFalse("nobody has taken over");
        }
    }

    private static Task<Answer> SetAsync(SaleClient client, string token, string name, object value) =>
        client.SendAsync(HttpMethod.Put, $"/api/admin/switches/{name}", new { value }, token);

    private static async Task<JsonNode> ReadAsync(SaleClient client, string token, string name)
    {
        var answer = await client.SendAsync(HttpMethod.Get, $"/api/admin/switches/{name}", token: token);
        answer.Status.ShouldBe(HttpStatusCode.OK);
        return answer.Body!;
    }
}
