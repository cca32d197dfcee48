using System.Net;
using Seckill.Faults.Receipts;
using Seckill.Faults.Shoppers;
using Seckill.Faults.Topology;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Cluster.Tests.Membership;

/// <summary>A waiting list on three nodes, whose item's node is lost while offers go out.</summary>
public sealed class WaitingListSpec
{
    private const string Item = "awaited";
    private const int Stock = 10;
    private const int Crowd = 60;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [SkippableFact]
    public async Task Offers_go_on_in_order_and_once_each_when_the_items_node_is_killed_in_the_middle()
    {
        Skip.If(PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        await using var cluster = await SaleCluster.StartAsync(new ClusterPlan { HasProxies = false, HasMovableClocks = false });
        var clients = cluster.Nodes.ToDictionary(node => node, node => new SaleClient(node.Address));
        var any = clients.Values.First();
        (await any.ListAsync(Badges.Issue("olivia", "operator"), Item, Stock, paymentWindowSeconds: 3, waitingList: true)).Status.ShouldBe(HttpStatusCode.Created);
        foreach (var client in clients.Values)
        {
            while ((await client.ItemAsync(Item)).Status != HttpStatusCode.OK) await Pause.ForAsync(20);
        }

        for (var i = 0; i < Stock; i++) (await any.BuyAsync(Badges.Issue($"winner-{i}"), Item)).Status.ShouldBe(HttpStatusCode.Created);
        // One after the other, each at the next node: the order of joining is known.
        var crowd = Enumerable.Range(0, Crowd).Select(i => (Name: $"waiter-{i:D2}", Badge: Badges.Issue($"waiter-{i:D2}"))).ToArray();
        for (var i = 0; i < Crowd; i++)
        {
            var joined = await clients[cluster.Nodes[i % cluster.Nodes.Count]].WaitAsync(crowd[i].Badge, Item);
            ((string?)joined.Body!["state"]).ShouldBe("waiting", joined.Body.ToJsonString());
        }

        await AwaitAsync(any, crowd[Stock / 2].Badge, "offered");
        var seat = await SeatOfAsync(cluster);
        await seat.KillAsync();
        clients.Remove(seat, out var lost);
        lost!.Dispose();
        any = clients.Values.First();

        // Nobody pays, so the units pass through the whole crowd, and each is offered to the last ones in the end.
        await AwaitAsync(any, crowd[^1].Badge, "offered");
        var stranger = await any.BuyAsync(Badges.Issue("stranger"), Item);
        await AwaitAsync(any, crowd[^1].Badge, "none");

        var ledger = (await Books.ReadAsync(cluster.Bookcase, new HashSet<string> { Item }, upToTables: false)).Ledgers[Item];
        ledger.Faults.ShouldBeEmpty();
        ledger.SumFaults().ShouldBeEmpty();
        ledger.Offers.ShouldBe(Crowd);
        ledger.Orders.Where(order => order.IsOffer).Select(order => order.Buyer).ShouldBe(crowd.Select(waiter => waiter.Name));
        if (stranger.Status != HttpStatusCode.Created) stranger.Code.ShouldBe("sold_out");
        foreach (var client in clients.Values) client.Dispose();
    }

    /// <summary>Asks until a buyer's place is so; whoever waits for that may have got it while nobody looked.</summary>
    private static async Task AwaitAsync(SaleClient client, string badge, string state)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var place = await client.PlaceAsync(badge, Item);
            if (place.Status == HttpStatusCode.OK && (string?)place.Body!["state"] == state) return;
            if (place.Status != HttpStatusCode.OK) place.Code.ShouldBeOneOf("outcome_unknown", "overloaded");
            limit.IsCancellationRequested.ShouldBeFalse($"never {state}");
            await Pause.ForAsync(50);
        }
    }

    /// <summary>The node on which the item lives.</summary>
    private static async Task<ClusterNode> SeatOfAsync(SaleCluster cluster)
    {
        foreach (var node in cluster.Nodes)
        {
            if ((await cluster.View.ItemsOfAsync(node)).Contains(Item)) return node;
        }

        throw new InvalidOperationException("The item lives on no node.");
    }
}
