using System.Collections.Concurrent;
using System.Net;
using Seckill.Faults.Shoppers;
using Seckill.Faults.Topology;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Cluster.Tests.Membership;

/// <summary>
/// A limit over a campaign on three nodes, of which one is killed in the middle of the purchases. It leaves slots behind of which nobody
/// knows what became of them, and still nobody gets more than the limit, and everybody gets that much.
/// </summary>
public sealed class CampaignLimitSpec
{
    private const int BuyerCount = 120;

    private static readonly string[] Items = ["phone-red", "phone-blue"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly ConcurrentDictionary<string, string> _yes = new();

    [SkippableFact]
    public async Task One_of_any_colour_for_everybody_though_a_node_is_killed_in_the_middle()
    {
        Skip.If(PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        await using var cluster = await SaleCluster.StartAsync(new ClusterPlan { HasProxies = false, HasMovableClocks = false });
        var operatorToken = Badges.Issue("olivia", "operator");
        var clients = cluster.Nodes.Select(node => new SaleClient(node.Address)).ToArray();
        foreach (var item in Items)
        {
            (await clients[0].ListAsync(operatorToken, item, stock: 1_000, campaign: "colours", campaignLimit: 1)).Status.ShouldBe(HttpStatusCode.Created);
            foreach (var client in clients)
            {
                while ((await client.ItemAsync(item)).Status != HttpStatusCode.OK) await Pause.ForAsync(20);
            }
        }

        using var limit = new CancellationTokenSource(Patience);
        var shoppers = Enumerable.Range(0, BuyerCount).Select(number => ShopAsync(clients, number, limit.Token)).ToArray();
        while (_yes.Count < BuyerCount / 3) await Pause.ForAsync(5);
        var seat = await SeatOfAsync(cluster, "phone-red");
        await seat.KillAsync();
        await Task.WhenAll(shoppers);

        var alive = clients[cluster.Nodes.Select((node, place) => (node, place)).First(one => one.node != seat).place];
        var held = new List<string>();
        for (var number = 0; number < BuyerCount; number++)
        {
            var orders = await ActiveOrdersAsync(alive, Badges.Issue(NameOf(number)));
            orders.Length.ShouldBe(1, $"{NameOf(number)} has {string.Join(", ", orders)}");
            held.AddRange(orders);
        }

        held.Distinct().Count().ShouldBe(BuyerCount);
        // Every yes is in the ledger once, as an order of the buyer who got it.
        foreach (var (orderId, buyer) in _yes)
            ((string)(await alive.SendAsync(HttpMethod.Get, $"/api/orders/{orderId}", null, Badges.Issue(buyer))).Body!["buyerId"]!).ShouldBe(buyer);
        held.ShouldAllBe(orderId => _yes.ContainsKey(orderId));
        long pending = 0;
        foreach (var item in Items)
        {
            var audit = await alive.AuditAsync(operatorToken, item);
            ((bool)audit["balanced"]!).ShouldBeTrue(audit.ToJsonString());
            pending += (long)audit["ledger"]!["pending"]!;
        }

        pending.ShouldBe(BuyerCount);
        foreach (var client in clients) client.Dispose();
    }

    /// <summary>Insists on one unit, at any node, of either colour; every third buyer then gives it up for the other colour.</summary>
    private async Task ShopAsync(SaleClient[] clients, int number, CancellationToken until)
    {
        var random = new Random(number);
        var (buyer, token) = (NameOf(number), Badges.Issue(NameOf(number)));
        var mayChange = number % 3 == 0;
        while (true)
        {
            until.ThrowIfCancellationRequested();
            await Pause.ForAsync(random.Next(100, 400));
            var item = Items[random.Next(2)];
            if (await TryAsync(() => clients[random.Next(clients.Length)].BuyAsync(token, item)) is not { } answer) continue;
            if (answer.Status is not (HttpStatusCode.Created or HttpStatusCode.OK))
            {
                answer.Code.ShouldBeOneOf("limit_reached", "overloaded", "outcome_unknown", "rate_limited");
                // The yes for the order that it names was lost with the node.
                if (answer.Code == "limit_reached") _yes[(string)answer.Body!["orderIds"]![0]!] = buyer;
                if (answer.Code != "limit_reached" || mayChange) continue;
                return;
            }

            _yes[answer.OrderId!] = buyer;
            if (!mayChange) return;
            mayChange = false;
            while (await TryAsync(() => clients[random.Next(clients.Length)].SendAsync(HttpMethod.Post, $"/api/orders/{answer.OrderId}/cancel", null, token))
                is not { Status: HttpStatusCode.OK })
            {
                until.ThrowIfCancellationRequested();
                await Pause.ForAsync(100);
            }
        }
    }

    private static async Task<Answer?> TryAsync(Func<Task<Answer>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    private static async Task<string[]> ActiveOrdersAsync(SaleClient client, string token)
    {
        while (true)
        {
            var list = await client.SendAsync(HttpMethod.Get, "/api/orders", null, token);
            if (list.Status == HttpStatusCode.OK)
            {
                return [.. list.Body!["orders"]!.AsArray()
                    .Where(order => (string)order!["status"]! is "pending" or "paid").Select(order => (string)order!["orderId"]!)];
            }

            await Pause.ForAsync(200);
        }
    }

    private static string NameOf(int number) => $"buyer-{number}";

    /// <summary>The node on which an item lives.</summary>
    private static async Task<ClusterNode> SeatOfAsync(SaleCluster cluster, string item)
    {
        foreach (var node in cluster.Nodes)
        {
            if ((await cluster.View.ItemsOfAsync(node)).Contains(item)) return node;
        }

        throw new InvalidOperationException("The item lives on no node.");
    }
}
