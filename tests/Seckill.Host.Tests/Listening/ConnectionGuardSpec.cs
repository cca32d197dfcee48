using System.Diagnostics;
using System.Net;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Listening;

/// <summary>What one address may keep open, and how long a connection may be silent.</summary>
[Collection(OnGuardedHost.Name)]
public sealed class ConnectionGuardSpec(GuardedHost host)
{
    private const int PerAddress = 4;

    private static readonly byte[] Request = "GET /api/time HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray();

    [Fact]
    public async Task A_connection_that_says_nothing_is_closed_after_the_first_byte_time_out()
    {
        using var silent = await ConnectAsync("127.0.0.1");
        var began = Stopwatch.GetTimestamp();

        (await silent.ReadAsync()).ShouldBeEmpty();

        Stopwatch.GetElapsedTime(began).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task A_connection_that_has_spoken_may_be_silent_for_longer()
    {
        using var client = await ConnectAsync("127.0.0.1");
        await client.SendAsync(Request);
        (await client.ReadAsync()).ShouldStartWith("HTTP/1.1 200");
        using var longer = new CancellationTokenSource(TimeSpan.FromSeconds(2));

        await Should.ThrowAsync<OperationCanceledException>(client.ReadAsync(longer.Token));

        await client.SendAsync(Request);
        (await client.ReadAsync()).ShouldStartWith("HTTP/1.1 200");
    }

    [Fact]
    public async Task A_request_that_comes_byte_by_byte_is_read()
    {
        using var client = await ConnectAsync("127.0.0.1");

        foreach (var part in Request) await client.SendAsync(new[] { part });

        (await client.ReadAsync()).ShouldStartWith("HTTP/1.1 200");
    }

    [Fact]
    public async Task An_address_has_so_many_connections_and_no_more_until_one_ends()
    {
        var kept = new List<RawClient>();
        for (var i = 0; i < PerAddress; i++) kept.Add(await ConnectAsync("127.0.0.2"));
        foreach (var client in kept) (await client.AskAsync(Request)).ShouldStartWith("HTTP/1.1 200");

        using (var tooMany = await ConnectAsync("127.0.0.2")) (await tooMany.AskAsync(Request)).ShouldBeEmpty();
        using (var neighbour = await ConnectAsync("127.0.0.3")) (await neighbour.AskAsync(Request)).ShouldStartWith("HTTP/1.1 200");

        foreach (var client in kept) client.Dispose();
        await Eventually.GetAsync(
            async () =>
            {
                using var next = await ConnectAsync("127.0.0.2");
                return await next.AskAsync(Request);
            },
            answer => answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal));
        await Eventually.LoggedAsync(() => host.Output, "Seckill:Limits:ConnectionsPerAddressMax is reached");
    }

    [Fact]
    public async Task A_trusted_proxy_has_as_many_as_it_needs()
    {
        var clients = await Task.WhenAll(Enumerable.Range(0, 5 * PerAddress).Select(_ => ConnectAsync("127.0.0.1")));

        foreach (var answer in await Task.WhenAll(clients.Select(client => client.AskAsync(Request)))) answer.ShouldStartWith("HTTP/1.1 200");

        foreach (var client in clients) client.Dispose();
    }

    [Fact]
    public async Task An_address_has_so_many_event_streams_and_no_more_until_one_ends()
    {
        var item = await host.ListAsync();
        var network = $"2001:db8:1:{TestHost.NewName("s")[2..]}::";
        using var first = await OpenAsync(item, network + "1");
        var second = await OpenAsync(item, network + "2");
        second.StatusCode.ShouldBe(HttpStatusCode.OK);

        var refused = await host.Nobody.GetAsync($"/api/items/{item}/events", ("X-Forwarded-For", network + "3"));
        refused.ShouldRefuseWith("rate_limited");
        using (var neighbour = await OpenAsync(item, $"2001:db8:2:{TestHost.NewName("s")[2..]}::1")) neighbour.StatusCode.ShouldBe(HttpStatusCode.OK);

        second.Dispose();
        await Eventually.GetAsync(
            async () =>
            {
                using var next = await OpenAsync(item, network + "4");
                return next.StatusCode;
            },
            status => status == HttpStatusCode.OK);
    }

    private async Task<HttpResponseMessage> OpenAsync(string item, string address)
    {
        using var request = host.Nobody.Request(HttpMethod.Get, $"/api/items/{item}/events", ("X-Forwarded-For", address));
        return await host.Wire.OpenAsync(request, CancellationToken.None);
    }

    private Task<RawClient> ConnectAsync(string from) => RawClient.ConnectAsync(from, host.Address.Port);
}
