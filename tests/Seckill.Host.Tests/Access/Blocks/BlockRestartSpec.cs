using System.Net;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Access.Blocks;

/// <summary>The block list outlives the process, however it ends, and holds from its first answer on.</summary>
public sealed class BlockRestartSpec
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task After_kill_nine_whoever_is_blocked_wins_nothing_and_whoever_was_freed_does()
    {
        await using var host = new HostProcess();
        await host.StartReadyAsync();
        using var client = new SaleClient(host.Address, timeout: TimeSpan.FromSeconds(10));
        var olivia = await client.TokenAsync("olivia", "operator");
        var (mallory, trudy, alice) = (await client.TokenAsync("mallory"), await client.TokenAsync("trudy"), await client.TokenAsync("alice"));
        (await client.ListAsync(olivia, "guarded", stock: 400)).Status.ShouldBe(HttpStatusCode.Created);
        var end = DateTimeOffset.UtcNow.AddHours(1);
        foreach (var path in (string[])["buyers/mallory", "buyers/trudy", "addresses/203.0.113.0%2F24"])
            (await client.SendAsync(HttpMethod.Put, $"/api/admin/blocks/{path}", new { reason = "resells", expiresAt = end }, olivia)).Status.ShouldBe(HttpStatusCode.OK);
        (await client.SendAsync(HttpMethod.Delete, "/api/admin/blocks/buyers/trudy", token: olivia)).Status.ShouldBe(HttpStatusCode.NoContent);

        for (var kill = 0; kill < 2; kill++)
        {
            await host.KillAsync();
            host.Start();
            // Mallory does not wait until the host is ready.
            using var ready = new CancellationTokenSource();
            var rush = RushAsync(client, mallory, ready.Token);
            await host.WaitReadyAsync(Patience);
            (await client.BuyAsync(mallory, "guarded")).Code.ShouldBe("blocked");
            await ready.CancelAsync();
            (await rush).ShouldNotContain(answer => answer.Status == HttpStatusCode.Created || answer.Status == HttpStatusCode.OK);
        }

        (await client.BuyAsync(trudy, "guarded")).Status.ShouldBe(HttpStatusCode.Created);
        (await client.BuyAsync(alice, "guarded")).Status.ShouldBe(HttpStatusCode.Created);
        var listed = (await client.SendAsync(HttpMethod.Get, "/api/admin/blocks", token: olivia)).Body!["blocks"]!.AsArray();
        listed.Select(block => (string)block!["value"]!).ShouldBe(["mallory", "203.0.113.0/24"]);
        listed.ShouldAllBe(block => (string)block!["blockedBy"]! == "olivia" && (string)block["reason"]! == "resells");
    }

    /// <summary>Buys again and again.</summary>
    private static async Task<List<Answer>> RushAsync(SaleClient client, string token, CancellationToken ending)
    {
        var answers = new List<Answer>();
        while (!ending.IsCancellationRequested)
        {
            try
            {
                answers.Add(await client.BuyAsync(token, "guarded"));
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                // It does not listen yet.
                await Task.Delay(TimeSpan.FromMilliseconds(2), CancellationToken.None);
            }
        }

        return answers;
    }
}
