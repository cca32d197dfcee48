using System.Diagnostics;
using System.Net;
using Seckill.Cluster.Tests.Testing;
using Seckill.Faults.Topology;
using Seckill.Testing;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Seckill.Cluster.Tests.Membership;

/// <summary>
/// The block list on three nodes. Blocks and their ends are in force on every node within a second of the answer: that bound is the
/// contract, so it is measured here. The parts that it shares with the switches are in <see cref="SwitchesSpec"/>.
/// </summary>
public sealed class BlocksSpec(ITestOutputHelper output)
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<TimeSpan> _delays = [];

    [SkippableFact]
    public async Task A_block_is_in_force_on_every_node_within_a_second_and_survives_the_loss_of_its_writer()
    {
        Skip.If(PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        await using var cluster = await SaleCluster.StartAsync(new ClusterPlan { HasProxies = false, HasMovableClocks = false });
        var clients = cluster.Nodes.ToDictionary(node => node, node => new SaleClient(node.Address));
        var olivia = await clients[cluster.Nodes[0]].TokenAsync("olivia", "operator");
        var mallory = await clients[cluster.Nodes[0]].TokenAsync("mallory");
        (await clients[cluster.Nodes[0]].ListAsync(olivia, "guarded", stock: 1_000, limit: 1_000)).Status.ShouldBe(HttpStatusCode.Created);

        // Through each node in turn, seen on the others; ends with a block.
        for (var round = 0; round < 13; round++)
            await ChangeEverywhereAsync(clients, cluster.Nodes[round % 3], olivia, mallory, isBlocked: round % 2 == 0);
        foreach (var client in clients.Values) (await client.BuyAsync(mallory, "guarded")).Code.ShouldBe("blocked");

        // The writer lives on the oldest node.
        var writer = await cluster.OldestAsync(clients[cluster.Nodes[0]], olivia);
        await writer.KillAsync();
        clients.Remove(writer, out var lost);
        lost!.Dispose();
        foreach (var (node, client) in clients) (await client.BuyAsync(mallory, "guarded")).Code.ShouldBe("blocked", $"{node} needs nobody to know it");

        // With the writer's successor, changes are taken again.
        await RepeatUntilTakenAsync(clients.Values.First(), olivia);
        await ChangeEverywhereAsync(clients, clients.Keys.First(), olivia, mallory, isBlocked: false);
        await ChangeEverywhereAsync(clients, clients.Keys.Last(), olivia, mallory, isBlocked: true);

        // A node that comes back knows the list before it is ready.
        writer.Start();
        await cluster.WaitWholeAsync(Patience);
        using (var back = new SaleClient(writer.Address))
        {
            (await back.BuyAsync(mallory, "guarded")).Code.ShouldBe("blocked");
            (await back.SendAsync(HttpMethod.Get, "/api/admin/blocks/buyers/trudy", token: olivia)).Status.ShouldBe(HttpStatusCode.OK);
        }

        var audit = await clients.Values.First().AuditAsync(olivia, "guarded");
        ((bool)audit["balanced"]!).ShouldBeTrue(audit.ToJsonString());
        ((long)audit["ledger"]!["orders"]!).ShouldBe(0, "the only buyer was blocked whenever she bought");
        foreach (var client in clients.Values) client.Dispose();
        output.WriteLine($"{_delays.Count} changes on other nodes, ms after the answer: {string.Join(" ", _delays.Order().Select(delay => (int)delay.TotalMilliseconds))}");
    }

    private async Task ChangeEverywhereAsync(
        Dictionary<ClusterNode, SaleClient> clients, ClusterNode through, string olivia, string mallory, bool isBlocked)
    {
        (await SendAsync(clients[through], olivia, "mallory", isBlocked)).Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.NoContent);
        var answered = Stopwatch.GetTimestamp();
        (await IsBlockedAsync(clients[through], mallory)).ShouldBe(isBlocked, "the node that was asked obeys at once");
        await Task.WhenAll(clients.Where(other => other.Key != through).Select(other => BecomesAsync(other.Value, mallory, isBlocked, answered)));
    }

    private async Task BecomesAsync(SaleClient client, string mallory, bool isBlocked, long since)
    {
        TimeSpan delay;
        bool isSo;
        do
        {
            isSo = await IsBlockedAsync(client, mallory) == isBlocked;
            delay = Stopwatch.GetElapsedTime(since);
            delay.ShouldBeLessThan(Within);
        }
        while (!isSo);
        lock (_delays) _delays.Add(delay);
    }

    private static async Task<bool> IsBlockedAsync(SaleClient client, string token) =>
        (await client.SendAsync(HttpMethod.Get, "/api/orders/guarded-1", token: token)).Code == "blocked";

    private static async Task RepeatUntilTakenAsync(SaleClient client, string olivia)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (await SendAsync(client, olivia, "trudy", isBlocked: true) is { Status: not HttpStatusCode.OK } answer)
        {
            answer.Code.ShouldBeOneOf("outcome_unknown", "overloaded");
            limit.IsCancellationRequested.ShouldBeFalse("nobody has taken over");
        }
    }

    private static Task<Answer> SendAsync(SaleClient client, string olivia, string buyer, bool isBlocked) =>
        client.SendAsync(isBlocked ? HttpMethod.Put : HttpMethod.Delete, $"/api/admin/blocks/buyers/{buyer}", token: olivia);
}
