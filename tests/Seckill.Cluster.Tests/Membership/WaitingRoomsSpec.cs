using System.Net;
using System.Security.Cryptography;
using System.Text;
using Seckill.Faults.Receipts;
using Seckill.Faults.Shoppers;
using Seckill.Faults.Topology;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Cluster.Tests.Membership;

/// <summary>
/// A waiting room on three nodes. Its node is killed around the draw, and again while people are admitted; nobody's place may move, all nodes
/// must tell the same, and everybody must be able to recompute the draw.
/// </summary>
public sealed class WaitingRoomsSpec
{
    private const string Item = "queued";
    private const int People = 60;
    private const int Stock = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [SkippableFact]
    public async Task Nobody_loses_the_place_when_the_node_of_the_room_is_killed_in_mid_draw()
    {
        Skip.If(PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        await using var cluster = await SaleCluster.StartAsync(new ClusterPlan { HasProxies = false, HasMovableClocks = false });
        var clients = cluster.Nodes.ToDictionary(node => node, node => new SaleClient(node.Address));
        var olivia = Badges.Issue("olivia", "operator");
        var startsAt = DateTimeOffset.UtcNow.AddSeconds(12);
        (await clients[cluster.Nodes[0]].ListAsync(olivia, Item, Stock, startsAt: startsAt, queue: "open")).Status.ShouldBe(HttpStatusCode.Created);
        foreach (var client in clients.Values)
        {
            while ((await client.ItemAsync(Item)).Status != HttpStatusCode.OK) await Pause.ForAsync(20);
        }

        // Everybody joins, through each node in turn.
        var people = Enumerable.Range(0, People).Select(i => (Name: $"person-{i}", Token: Badges.Issue($"person-{i}"))).ToArray();
        var doors = clients.Values.ToArray();
        for (var i = 0; i < People; i++) (await JoinAsync(doors[i % doors.Length], people[i].Token)).Status.ShouldBeOneOf(HttpStatusCode.Created, HttpStatusCode.OK);
        var hash = (string)(await doors[0].ItemAsync(Item)).Body!["seedHash"]!;

        // The node of the room is lost within the moment of the draw: as soon as anybody can see that it happened, or just before.
        var seat = await SeatOfAsync(cluster, clients, olivia);
        while (DateTimeOffset.UtcNow < startsAt) await Pause.ForAsync(1);
        await seat.KillAsync();
        clients.Remove(seat, out var lost);
        lost!.Dispose();

        var survivors = clients.Values.ToArray();
        var seed = await AwaitSeedAsync(survivors[0], people[0].Token);
        Convert.ToHexStringLower(SHA256.HashData(seed)).ShouldBe(hash);
        var order = people.OrderBy(person => Convert.ToHexString(HMACSHA256.HashData(seed, Encoding.ASCII.GetBytes(person.Name))), StringComparer.Ordinal).ToArray();
        var positions = new Dictionary<string, int>();
        for (var i = 0; i < order.Length; i++)
        {
            foreach (var door in survivors)
            {
                var place = await PlaceAsync(door, order[i].Token);
                if ((int?)place.Body!["position"] is { } position) position.ShouldBe(i + 1, $"{order[i].Name} of the draw that everybody can recompute");
            }

            positions[order[i].Name] = i + 1;
        }

        // All who are admitted buy, through any node; nobody else can.
        var bought = new HashSet<string>();
        using var limit = new CancellationTokenSource(Patience);
        while (bought.Count < Stock)
        {
            limit.IsCancellationRequested.ShouldBeFalse($"only {bought.Count} bought");
            foreach (var (i, person) in order.Index())
            {
                var place = await PlaceAsync(survivors[i % survivors.Length], person.Token);
                if ((string)place.Body!["state"]! != "admitted" || bought.Contains(person.Name)) continue;
                var answer = await survivors[(i + 1) % survivors.Length].BuyAsync(person.Token, Item, (string)place.Body["ticket"]!, $"key-{person.Name}");
                if (answer.Status == HttpStatusCode.Created) bought.Add(person.Name);
            }
        }

        bought.Max(name => positions[name]).ShouldBeLessThanOrEqualTo(Stock * 2, "in their order: admitted are those first in line");
        var audit = await survivors[0].AuditAsync(olivia, Item);
        ((bool)audit["balanced"]!).ShouldBeTrue(audit.ToJsonString());
        ((long)audit["ledger"]!["orders"]!).ShouldBe(Stock);
        var room = (await Books.ReadAsync(cluster.Bookcase, new HashSet<string> { Item }, upToTables: false)).Rooms[Item];
        room.Faults.ShouldBeEmpty();
        foreach (var (name, position) in positions) room.HolderOf(position).ShouldBe(name);
        foreach (var client in clients.Values) client.Dispose();
    }

    private static Task<Answer> JoinAsync(SaleClient client, string token) => InsistAsync(() => client.SendAsync(HttpMethod.Post, $"/api/items/{Item}/queue", token: token));

    private static Task<Answer> PlaceAsync(SaleClient client, string token) => InsistAsync(() => client.SendAsync(HttpMethod.Get, $"/api/items/{Item}/queue", token: token));

    /// <summary>Repeats what nobody has decided while the room moves.</summary>
    private static async Task<Answer> InsistAsync(Func<Task<Answer>> ask)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var answer = await ask();
            if (answer.Code is not ("outcome_unknown" or "overloaded")) return answer;
            limit.IsCancellationRequested.ShouldBeFalse("nobody has taken over");
            await Pause.ForAsync(50);
        }
    }

    private static async Task<byte[]> AwaitSeedAsync(SaleClient client, string token)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            if ((string?)(await PlaceAsync(client, token)).Body!["seed"] is { } seed) return Convert.FromHexString(seed);
            limit.IsCancellationRequested.ShouldBeFalse("nobody has drawn");
            await Pause.ForAsync(50);
        }
    }

    /// <summary>The node on which the room lives.</summary>
    private static async Task<ClusterNode> SeatOfAsync(SaleCluster cluster, Dictionary<ClusterNode, SaleClient> clients, string olivia)
    {
        foreach (var node in cluster.Nodes)
        {
            var local = await clients[node].SendAsync(HttpMethod.Get, "/api/admin/cluster/items", token: olivia);
            if (local.Body!["rooms"]!.AsArray().Any(room => (string)room! == Item)) return node;
        }

        throw new InvalidOperationException("The room lives on no node.");
    }
}
