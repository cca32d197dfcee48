using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Listening;

/// <summary>Which address buyers are sent to, and by which names the service answers.</summary>
public sealed class PublicAddressSpec
{
    private const string Item = "addressed";

    [Fact]
    public async Task The_public_address_is_the_base_whatever_the_request_claims()
    {
        await using var host = await StartAsync(new()
        {
            ["Seckill__PublicUrl"] = "https://shop.example/sale/",
            ["Seckill__Proxies__Trusted__0"] = "127.0.0.1",
            ["AllowedHosts"] = "127.0.0.1;*.shop.example",
        });

        (await PayUrlAsync(host, "www.shop.example", ("X-Forwarded-Proto", "http"), ("X-Forwarded-Host", "www.shop.example")))
            .ShouldStartWith("https://shop.example/sale/sandbox/payments/");
        (await RawWire.SendAsync(host.Address, ["GET /api/time HTTP/1.1"])).ShouldHaveStatus(200);
        (await RawWire.SendAsync(host.Address, "GET /api/time HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"u8.ToArray()))
            .ShouldBlame("Host");

        using var http = new HttpClient { BaseAddress = host.Address };
        (await http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative))).ShouldContain("\"url\": \"https://shop.example/sale\"");
    }

    [Fact]
    public async Task Without_one_a_trusted_proxy_says_it()
    {
        await using var host = await StartAsync(new() { ["Seckill__Proxies__Trusted__0"] = "127.0.0.1" });

        (await PayUrlAsync(host, "internal:8080", ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "shop.example")))
            .ShouldStartWith("https://shop.example/sandbox/payments/");
        (await PayUrlAsync(host, "shop.example", ("X-Forwarded-Proto", "https"))).ShouldStartWith("https://shop.example/sandbox/payments/");
    }

    [Fact]
    public async Task Nobody_else_does()
    {
        await using var host = await StartAsync(new() { ["Seckill__Proxies__Trusted__0"] = "192.0.2.7" });

        (await PayUrlAsync(host, "shop.example", ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "evil.example")))
            .ShouldStartWith("http://shop.example/sandbox/payments/");
    }

    private static async Task<HostProcess> StartAsync(Dictionary<string, string> settings)
    {
        var host = new HostProcess(settings);
        await host.StartReadyAsync();
        return host;
    }

    private static async Task<string> PayUrlAsync(HostProcess host, string name, params (string Name, string Value)[] headers)
    {
        using var client = new SaleClient(host.Address);
        await client.ListAsync(await client.TokenAsync("olivia", "operator"), Item, stock: 100);
        var buyer = await client.TokenAsync(TestHost.NewName("buyer"));
        var order = (await client.BuyAsync(buyer, Item)).OrderId.ShouldNotBeNull();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Address, $"/api/orders/{order}/payment"));
        request.Headers.Host = name;
        request.Headers.Authorization = new("Bearer", buyer);
        foreach (var (header, value) in headers) request.Headers.Add(header, value);
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (string?)System.Text.Json.Nodes.JsonNode.Parse(text)!["payUrl"] ?? throw new InvalidOperationException(text);
    }
}
