using System.Net;
using Seckill.Faults.Shoppers;
using Seckill.Faults.Topology;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Cluster.Tests.Membership;

/// <summary>
/// Tickets on three nodes in the middle of a rotation of their keys: the first node still signs with the old key and accepts the new one,
/// the others have moved on and still accept the old one.
/// </summary>
public sealed class TicketsSpec
{
    private const string NextKey = "the next signing key of the fault harness, 32 bytes too";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task A_ticket_of_any_node_buys_once_at_any_node_also_after_the_loss_of_the_item()
    {
        Skip.If(PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        await using var cluster = await SaleCluster.StartAsync(new ClusterPlan
        {
            HasProxies = false,
            HasMovableClocks = false,
            SettingsOfNode = number => new Dictionary<string, string>
            {
                ["Seckill__Auth__SigningKey"] = number == 1 ? Badges.SigningKey : NextKey,
                ["Seckill__Auth__SigningKeys__0"] = number == 1 ? NextKey : Badges.SigningKey,
            },
        });
        var clients = cluster.Nodes.ToDictionary(node => node, node => new SaleClient(node.Address));
        (await clients[cluster.Nodes[0]].ListAsync(Badges.Issue("olivia", "operator"), "ticketed", stock: 1_000, limit: 1_000, ticketRequired: true))
            .Status.ShouldBe(HttpStatusCode.Created);
        var alice = Badges.Issue("alice");
        foreach (var client in clients.Values)
        {
            while ((await client.ItemAsync("ticketed")).Status != HttpStatusCode.OK) await Pause.ForAsync(20);
        }

        // Issued by each, used at the next, tried again at all.
        var used = new List<(string Ticket, string Key, string OrderId)>();
        for (var i = 0; i < cluster.Nodes.Count; i++)
        {
            var (issuer, seller) = (clients[cluster.Nodes[i]], clients[cluster.Nodes[(i + 1) % cluster.Nodes.Count]]);
            var (ticket, key) = (await issuer.TicketAsync(alice, "ticketed"), $"key-{i}");
            var order = await seller.BuyAsync(alice, "ticketed", ticket, key);
            order.Status.ShouldBe(HttpStatusCode.Created, order.Body?.ToJsonString());
            used.Add((ticket, key, order.OrderId!));
        }

        foreach (var client in clients.Values) await ShouldBeUsedUpAsync(client, alice, used);

        // The item's node is lost, and with it all that it had in memory.
        var seat = await SeatOfAsync(cluster);
        await seat.KillAsync();
        clients.Remove(seat, out var lost);
        lost!.Dispose();
        await AwaitSellingAsync(clients.Values.First(), alice);

        foreach (var client in clients.Values) await ShouldBeUsedUpAsync(client, alice, used);
        var audit = await clients.Values.First().AuditAsync(Badges.Issue("olivia", "operator"), "ticketed");
        ((bool)audit["balanced"]!).ShouldBeTrue(audit.ToJsonString());
        ((long)audit["ledger"]!["orders"]!).ShouldBe(used.Count + 1);
        foreach (var client in clients.Values) client.Dispose();
    }

    private static async Task ShouldBeUsedUpAsync(SaleClient client, string buyer, List<(string Ticket, string Key, string OrderId)> used)
    {
        foreach (var (ticket, key, orderId) in used)
        {
            (await client.BuyAsync(buyer, "ticketed", ticket, $"again-{key}")).Code.ShouldBe("ticket_invalid");
            (await client.BuyAsync(Badges.Issue("mallory"), "ticketed", ticket, "stolen")).Code.ShouldBe("ticket_invalid");
            (await client.BuyAsync(buyer, "ticketed", ticket, key)).OrderId.ShouldBe(orderId, "a repeat gets its first answer");
        }
    }

    /// <summary>The node on which the item lives.</summary>
    private static async Task<ClusterNode> SeatOfAsync(SaleCluster cluster)
    {
        foreach (var node in cluster.Nodes)
        {
            if ((await cluster.View.ItemsOfAsync(node)).Contains("ticketed")) return node;
        }

        throw new InvalidOperationException("The item lives on no node.");
    }

    /// <summary>Insists on one more order, with one more ticket, until the item has found another node.</summary>
    private static async Task AwaitSellingAsync(SaleClient client, string buyer)
    {
        using var limit = new CancellationTokenSource(Patience);
        var ticket = await client.TicketAsync(buyer, "ticketed");
        while (await client.BuyAsync(buyer, "ticketed", ticket, "after-the-loss") is { Status: not (HttpStatusCode.Created or HttpStatusCode.OK) } answer)
        {
            answer.Code.ShouldBeOneOf("outcome_unknown", "overloaded");
            limit.IsCancellationRequested.ShouldBeFalse("nobody has taken over");
        }
    }
}
