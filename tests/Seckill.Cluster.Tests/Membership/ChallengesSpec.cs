using System.Net;
using System.Text.Json.Nodes;
using Seckill.Faults.Shoppers;
using Seckill.Faults.Topology;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Cluster.Tests.Membership;

/// <summary>
/// Challenges on three nodes in the middle of a rotation of their keys: the first node still signs with the old key and accepts the new
/// one, the others have moved on and still accept the old one.
/// </summary>
public sealed class ChallengesSpec
{
    private const string Item = "challenged";
    private const string NextKey = "the next signing key of the fault harness, 32 bytes too";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task A_solved_challenge_buys_once_in_the_whole_cluster_also_after_the_loss_of_the_item()
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
                ["Seckill__Limits__ChallengeMaxNumber"] = "1000",
            },
        });
        var clients = cluster.Nodes.ToDictionary(node => node, node => new SaleClient(node.Address));
        var olivia = Badges.Issue("olivia", "operator");
        (await clients[cluster.Nodes[0]].ListAsync(olivia, Item, stock: 1_000, limit: 1_000, challengeRequired: true)).Status.ShouldBe(HttpStatusCode.Created);
        var alice = Badges.Issue("alice");
        foreach (var client in clients.Values)
        {
            while ((await client.ItemAsync(Item)).Status != HttpStatusCode.OK) await Pause.ForAsync(20);
        }

        // Given by each, and handed in at all of them at once, for as many purchases.
        var solved = new List<JsonNode>();
        foreach (var client in clients.Values) solved.Add(await client.SolvedAsync(alice, Item));
        foreach (var (number, challenge) in solved.Index())
        {
            var answers = await Task.WhenAll(clients.Values.SelectMany((client, seller) => Enumerable.Range(0, 3)
                .Select(attempt => BuyAsync(client, alice, challenge, $"c{number}-{seller}-{attempt}"))));
            answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1);
            answers.Count(answer => answer.Code == "ticket_invalid").ShouldBe(answers.Length - 1);
        }

        // The item's node is lost, and with it all that it had in memory.
        var seat = await SeatOfAsync(cluster);
        await seat.KillAsync();
        clients.Remove(seat, out var lost);
        lost!.Dispose();
        await AwaitSellingAsync(clients.Values.First(), alice);

        foreach (var client in clients.Values)
        {
            foreach (var (number, challenge) in solved.Index())
            {
                (await BuyAsync(client, alice, challenge, $"again-{number}")).Code.ShouldBe("ticket_invalid");
                (await client.RedeemAsync(Badges.Issue("mallory"), Item, challenge)).Code.ShouldBe("challenge_invalid");
            }
        }

        var audit = await clients.Values.First().AuditAsync(olivia, Item);
        ((bool)audit["balanced"]!).ShouldBeTrue(audit.ToJsonString());
        ((long)audit["ledger"]!["orders"]!).ShouldBe(solved.Count + 1);
        foreach (var client in clients.Values) client.Dispose();
    }

    private static async Task<Answer> BuyAsync(SaleClient client, string buyer, JsonNode challenge, string key)
    {
        var redeemed = await client.RedeemAsync(buyer, Item, challenge);
        redeemed.Status.ShouldBe(HttpStatusCode.OK, redeemed.Body?.ToJsonString());
        return await client.BuyAsync(buyer, Item, (string)redeemed.Body!["ticket"]!, key);
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

    /// <summary>Insists on one more order, with one more challenge, until the item has found another node.</summary>
    private static async Task AwaitSellingAsync(SaleClient client, string buyer)
    {
        using var limit = new CancellationTokenSource(Patience);
        var challenge = await client.SolvedAsync(buyer, Item);
        while (await BuyAsync(client, buyer, challenge, "after-the-loss") is { Status: not (HttpStatusCode.Created or HttpStatusCode.OK) } answer)
        {
            answer.Code.ShouldBeOneOf("outcome_unknown", "overloaded");
            limit.IsCancellationRequested.ShouldBeFalse("nobody has taken over");
        }
    }
}
