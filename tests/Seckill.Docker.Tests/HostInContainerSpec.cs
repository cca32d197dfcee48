namespace Seckill.Docker.Tests;

/// <summary>What containers ask of the host itself: to tell its health without another program, and to know whom a proxy speaks for.</summary>
public sealed class HostInContainerSpec
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_host_tells_its_own_health_by_exit_code()
    {
        await using var host = new HostProcess();
        await using var asker = new HostProcess(new Dictionary<string, string> { ["ASPNETCORE_URLS"] = $"http://+:{host.Address.Port}" });
        asker.StartWith("--health");
        (await asker.WaitForExitAsync(Patience)).ShouldBe(1);
        asker.Output.ShouldContain("does not answer");

        await host.StartReadyAsync();

        asker.StartWith("--health");
        (await asker.WaitForExitAsync(Patience)).ShouldBe(0);
        Directory.GetFileSystemEntries(asker.Directory).ShouldBeEmpty("asking leaves no trace");
    }

    [Fact]
    public async Task Rates_are_counted_by_the_address_that_a_trusted_proxy_names()
    {
        await using var host = new HostProcess(Limited("127.0.0.1"));
        await host.StartReadyAsync();

        (await BuyAsync(host, "203.0.113.7", times: 12)).ShouldContain(429);
        (await BuyAsync(host, "203.0.113.8", times: 3)).ShouldAllBe(status => status == 201);
        // What the client itself has put in front is not believed: the proxy's own word is the last one.
        (await BuyAsync(host, "198.51.100.1, 203.0.113.7", times: 12)).ShouldContain(429);
        (await BuyAsync(host, "198.51.100.1, 203.0.113.9", times: 3)).ShouldAllBe(status => status == 201);
    }

    [Fact]
    public async Task Nobody_else_may_name_another_address()
    {
        await using var host = new HostProcess(Limited("192.0.2.0/24"));
        await host.StartReadyAsync();

        (await BuyAsync(host, "203.0.113.7", times: 12)).ShouldContain(429);
        (await BuyAsync(host, "203.0.113.8", times: 3)).ShouldContain(429);
    }

    [Fact]
    public async Task A_proxy_that_is_no_address_is_named_at_start()
    {
        await using var host = new HostProcess(Limited("nginx"));
        host.Start();

        (await host.WaitForExitAsync(Patience)).ShouldNotBe(0);
        host.Output.ShouldContain("Seckill:Proxies:Trusted: each entry is an address or a network");
    }

    private static Dictionary<string, string> Limited(string trusted) => new()
    {
        ["Seckill__Proxies__Trusted__0"] = trusted,
        ["Seckill__Limits__AddressBurst"] = "3",
        ["Seckill__Limits__AddressRefillPerSecond"] = "1",
    };

    private static async Task<int[]> BuyAsync(HostProcess host, string forwardedFor, int times)
    {
        using var client = new SaleClient(host.Address);
        var tokens = await client.TokensAsync(times, Guid.NewGuid().ToString("N")[..8] + "-");
        using var http = new HttpClient { BaseAddress = host.Address };
        const string Item = "limited";
        await client.ListAsync(await client.TokenAsync("olivia", "operator"), Item, stock: 100);
        return await Task.WhenAll(tokens.Select(async token =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/items/{Item}/orders");
            request.Headers.Authorization = new("Bearer", token);
            request.Headers.Add("X-Forwarded-For", forwardedFor);
            using var answer = await http.SendAsync(request);
            return (int)answer.StatusCode;
        }));
    }
}
