using System.Net;
using Seckill.Docker.Tests.Testing;
using Seckill.Host.Tests.Testing;
using Xunit.Abstractions;

namespace Seckill.Docker.Tests;

/// <summary>The walk of docker/README.md, command by command, at a cluster of two nodes.</summary>
public sealed class ConsoleWalkSpec(ITestOutputHelper output)
{
    private const string Item = "phone-x";

    [SkippableFact]
    public async Task The_console_prints_what_the_readme_shows()
    {
        Skip.If(PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        Tool.Find("curl");
        var walk = await ConsoleWalk.ReadAsync();
        walk.Steps.Count.ShouldBeGreaterThanOrEqualTo(14);
        await using var server = await PostgresServer.StartAsync();
        await using var cluster = new PlainCluster(2, await server.CreateDatabaseAsync("seckill"));
        await cluster.StartAsync();
        await OpenShopAsync(cluster);
        var folder = Directory.CreateTempSubdirectory("seckill-walk-");
        try
        {
            var environment = await EnvironmentOfAsync(cluster, folder.FullName);
            var walked = new List<WalkStep>();
            foreach (var step in walk.Steps)
            {
                var told = await Tool.RunAsync("sh", ["-c", step.Command], environment);
                walked.Add(step with { Printed = told.Text });
                output.WriteLine($"$ {step.Command}\n{told.Text}");
            }

            if (ConsoleWalk.IsRecording) await ConsoleWalk.RecordAsync(walked);
            foreach (var (step, now) in (await ConsoleWalk.ReadAsync()).Steps.Zip(walked))
                ConsoleWalk.Essence(now.Printed).ShouldBe(ConsoleWalk.Essence(step.Printed), step.Command);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>What the section says that there is before the walk: two items, three orders of the first, one of them paid.</summary>
    private static async Task OpenShopAsync(PlainCluster cluster)
    {
        using var client = new SaleClient(cluster.Nodes[0].Address);
        // Sales begin and end at full minutes, not at whatever moment the test runs.
        var minute = new DateTimeOffset(DateTimeOffset.UtcNow.Ticks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero);
        (string Id, string Title, int Stock, int Price)[] items = [(Item, "Phone X, 256 GB", 20, 99900), ("tea-set", "Tea set for six", 500, 1900)];
        foreach (var (id, title, stock, price) in items)
        {
            var terms = new
            {
                title, stock, price = new { amount = price, currency = "CNY" },
                startsAt = minute, endsAt = minute.AddHours(2), campaign = "double-12",
            };
            (await client.SendAsync(HttpMethod.Put, $"/api/admin/items/{id}", terms, cluster.Operator)).Status.ShouldBe(HttpStatusCode.Created);
        }

        foreach (var buyer in (string[])["ann", "bob", "chen"])
        {
            // The first ones may come before the item has moved to where it stays.
            await Until.TrueAsync(async () => (await client.BuyAsync(TokenMint.Issue(buyer), Item)).Status is HttpStatusCode.Created or HttpStatusCode.OK);
        }

        var payment = await client.SendAsync(HttpMethod.Post, $"/api/orders/{Item}-1/payment", token: TokenMint.Issue("ann"));
        await client.DeliverAsync(new HttpRequestMessage(HttpMethod.Post, $"{(string)payment.Body!["payUrl"]!}/pay"));
        foreach (var node in cluster.Nodes)
        {
            using var direct = new SaleClient(node.Address);
            await Until.TrueAsync(async () => (long?)(await direct.ItemAsync(Item)).Body?["stock"]?["sold"] == 1, "The payment is known to every node");
            await Until.TrueAsync(async () => (await direct.ItemAsync("tea-set")).Status == HttpStatusCode.OK, "Every node knows all items");
        }
    }

    /// <summary>What a shell has in which the console is installed.</summary>
    private static async Task<Dictionary<string, string>> EnvironmentOfAsync(PlainCluster cluster, string folder)
    {
        var program = Path.Combine(folder, "seckill");
        var assembly = HostProcess.HostAssembly.Replace("Seckill.Host.dll", "seckill.dll", StringComparison.Ordinal)
            .Replace("Seckill.Host", "Seckill.Cli", StringComparison.Ordinal);
        await File.WriteAllTextAsync(program, $"#!/bin/sh\nexec dotnet '{assembly}' \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new Dictionary<string, string>
        {
            ["PATH"] = $"{folder}:{Environment.GetEnvironmentVariable("PATH")}",
            ["HOME"] = folder,
            ["XDG_CONFIG_HOME"] = folder,
            ["SECKILL_URL"] = cluster.Nodes[0].Address.GetLeftPart(UriPartial.Authority),
            ["SECKILL_TOKEN"] = cluster.Operator,
            ["DAVE"] = TokenMint.Issue("dave"),
        };
    }
}
