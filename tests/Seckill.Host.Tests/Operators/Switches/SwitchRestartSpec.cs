using System.Net;
using System.Net.Sockets;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Operators.Switches;

/// <summary>Settings outlive the process, however it ends, and hold from its first answer on.</summary>
public sealed class SwitchRestartSpec
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task After_kill_nine_nobody_gets_a_unit_that_the_operator_has_stopped()
    {
        await using var host = new HostProcess(new Dictionary<string, string> { ["Seckill__Switches__stock-display"] = "coarse" });
        await host.StartReadyAsync();
        using var client = new SaleClient(host.Address, timeout: TimeSpan.FromSeconds(10));
        var olivia = await client.TokenAsync("olivia", "operator");
        var tokens = await client.TokensAsync(500, "u");
        (await client.ListAsync(olivia, "stopped", stock: 400)).Status.ShouldBe(HttpStatusCode.Created);
        for (var i = 0; i < 20; i++) (await client.BuyAsync(tokens[i], "stopped")).Status.ShouldBe(HttpStatusCode.Created);
        // On and off: what is stored last counts, not what is stored first.
        foreach (var value in (string[])["off", "on", "off"])
            (await SetAsync(client, olivia, "new-purchases", value)).Status.ShouldBe(HttpStatusCode.OK);
        (await SetAsync(client, olivia, "gateway-queue", 4_321)).Status.ShouldBe(HttpStatusCode.OK);

        for (var kill = 0; kill < 3; kill++)
        {
            await host.KillAsync();
            host.Start();
            // Buyers do not wait until the host is ready.
            using var ready = new CancellationTokenSource();
            var rush = RushAsync(client, tokens[(20 + (kill * 100))..(120 + (kill * 100))], ready.Token);
            await host.WaitReadyAsync(Patience);
            await ready.CancelAsync();
            var answers = await rush;

            answers.ShouldNotContain(answer => answer.Status == HttpStatusCode.Created);
            answers.ShouldAllBe(answer => answer.Code == "paused" || answer.Code == "overloaded");
            (await client.BuyAsync(tokens[499], "stopped")).Code.ShouldBe("paused");
            (await client.BuyAsync(tokens[kill], "stopped")).Status.ShouldBe(HttpStatusCode.OK, "whoever had won before still gets the order");
        }

        var queue = (await client.SendAsync(HttpMethod.Get, "/api/admin/switches/gateway-queue", token: olivia)).Body!;
        ((long)queue["value"]!, (string)queue["setBy"]!, (long)queue["version"]!).ShouldBe((4_321, "olivia", 4));
        var display = (await client.SendAsync(HttpMethod.Get, "/api/admin/switches/stock-display", token: olivia)).Body!;
        ((string)display["value"]!, (string)display["default"]!).ShouldBe(("coarse", "coarse"));
        (await SetAsync(client, olivia, "new-purchases", "on")).Status.ShouldBe(HttpStatusCode.OK);
        (await client.BuyAsync(tokens[499], "stopped")).Status.ShouldBe(HttpStatusCode.Created);
        var audit = await client.AuditAsync(olivia, "stopped");
        ((bool)audit["balanced"]!).ShouldBeTrue(audit.ToJsonString());
        ((long)audit["ledger"]!["orders"]!).ShouldBe(21);
    }

    [Fact]
    public async Task A_rebuild_of_the_tables_and_the_loss_of_all_that_is_derived_leave_the_settings_alone()
    {
        await using var host = new HostProcess();
        await host.StartReadyAsync();
        using var client = new SaleClient(host.Address);
        var olivia = await client.TokenAsync("olivia", "operator");
        (await SetAsync(client, olivia, "order-listing", "off")).Status.ShouldBe(HttpStatusCode.OK);
        (await host.StopAsync(Patience)).ShouldBe(0, host.Output);
        host.Start("--rebuild-read-model");
        (await host.WaitForExitAsync(Patience)).ShouldBe(0, host.Output);
        host.Output.ShouldContain("rebuilt: 3 items", customMessage: "the settings are no item");
        foreach (var file in Directory.GetFiles(Path.Combine(host.Directory, "data")).Where(file => !file.Contains("ledger.db", StringComparison.Ordinal)))
            File.Delete(file);

        await host.StartReadyAsync();

        (await client.SendAsync(HttpMethod.Get, "/api/orders", token: olivia)).Code.ShouldBe("overloaded");
    }

    private static Task<Answer> SetAsync(SaleClient client, string token, string name, object value) =>
        client.SendAsync(HttpMethod.Put, $"/api/admin/switches/{name}", new { value }, token);

    /// <summary>Buys again and again, and remembers the answers of the item's host, as soon as it gives any that is about the item.</summary>
    private static async Task<List<Answer>> RushAsync(SaleClient client, string[] tokens, CancellationToken ending)
    {
        var answers = new List<Answer>();
        for (var i = 0; !ending.IsCancellationRequested; i = (i + 1) % tokens.Length)
        {
            try
            {
                answers.Add(await client.BuyAsync(tokens[i], "stopped"));
            }
            catch (Exception error) when (error is HttpRequestException or SocketException or IOException)
            {
                // It does not listen yet.
                await Task.Delay(TimeSpan.FromMilliseconds(2), CancellationToken.None);
            }
        }

        return answers;
    }
}
