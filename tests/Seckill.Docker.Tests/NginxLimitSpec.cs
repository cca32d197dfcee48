using System.Net;
using System.Net.Sockets;
using Seckill.Docker.Tests.Testing;

namespace Seckill.Docker.Tests;

/// <summary>Who is one client to nginx, and what one client may do before it is stopped while others go on.</summary>
public sealed class NginxLimitSpec
{
    private static readonly Uri Nobody = new("http://127.0.0.1:1");

    [SkippableTheory]
    // nginx writes a zero group out only where it cannot be part of '::', so the text of one /64 has several beginnings.
    [InlineData("2001:db8:1::5", "2001:db8:1:0:1::5")]
    [InlineData("2001:db8:1:0:1::5", "2001:db8:1:0:0:1:2:3")]
    [InlineData("2001:db8::1", "2001:db8:0:0:ffff::")]
    [InlineData("2001:db8:0:7::1", "2001:db8:0:7:8:9:a:b")]
    [InlineData("::2", "0:0:0:0:1::")]
    [InlineData("2001:db8:a0a:a0a::", "2001:db8:a0a:a0a:a0a:a0a:a0a:a0a")]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1")]
    public async Task Two_addresses_of_one_client_share_its_rate(string first, string second)
    {
        Tool.Find("nginx");
        await using var balancer = await StartTightAsync("rate=3000r/s", "rate=1r/m", "burst=6000", "burst=1", [Nobody, Nobody, Nobody]);
        using var http = new HttpClient { BaseAddress = balancer.Address };

        (await AskAsync(http, first)).ShouldBe(HttpStatusCode.ServiceUnavailable, "no node is there");
        (await AskAsync(http, second)).ShouldBe(HttpStatusCode.ServiceUnavailable, "the burst");
        (await AskAsync(http, first)).ShouldBe(HttpStatusCode.TooManyRequests);
        (await AskAsync(http, second)).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [SkippableTheory]
    [InlineData("2001:db8:1::5", "2001:db8:1:1::5")]
    [InlineData("2001:db8:1:0:1::5", "2001:db8:1:1::5")]
    [InlineData("2001:db8::1", "2001:db8:0:1::1")]
    [InlineData("2001:db8:1::", "2001:db8:2::")]
    [InlineData("192.0.2.1", "192.0.2.2")]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.2")]
    [InlineData("::ffff:192.0.2.1", "::1")]
    public async Task A_client_that_is_stopped_stops_no_neighbour(string stopped, string neighbour)
    {
        Tool.Find("nginx");
        await using var balancer = await StartTightAsync("rate=3000r/s", "rate=1r/m", "burst=6000", "burst=1", [Nobody, Nobody, Nobody]);
        using var http = new HttpClient { BaseAddress = balancer.Address };
        for (var allowed = 0; allowed < 2; allowed++) (await AskAsync(http, stopped)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await AskAsync(http, stopped)).ShouldBe(HttpStatusCode.TooManyRequests);

        (await AskAsync(http, neighbour)).ShouldBe(HttpStatusCode.ServiceUnavailable, "no node is there, and nobody stopped it");
    }

    [SkippableFact]
    public async Task A_client_has_so_many_requests_under_way_and_no_more_until_one_ends()
    {
        Tool.Find("nginx");
        using var node = new TcpListener(IPAddress.Loopback, 0);
        node.Start();
        var silent = new Uri($"http://{node.LocalEndpoint}");
        await using var balancer = await StartTightAsync(
            "limit_conn connections 2000", "limit_conn connections 2", "proxy_read_timeout 10s", "proxy_read_timeout 120s", [silent, silent, silent]);
        using var http = new HttpClient { BaseAddress = balancer.Address };
        using var leaving = new CancellationTokenSource();
        using var ended = new CancellationTokenSource();
        var first = AskAsync(http, "2001:db8:1::1", leaving.Token);
        using var firstAtNode = await AcceptAsync(node);
        var second = AskAsync(http, "2001:db8:1::2");
        using var secondAtNode = await AcceptAsync(node);

        (await AskAsync(http, "2001:db8:1:0:3::")).ShouldBe(HttpStatusCode.TooManyRequests);

        var neighbour = AskAsync(http, "2001:db8:2::1");
        using var neighbourAtNode = await AcceptAsync(node);
        await AnswerAsync(neighbourAtNode);
        (await neighbour).ShouldBe(HttpStatusCode.NoContent);

        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        var serving = ServeAsync(node, ended.Token);
        await Until.TrueAsync(async () => await AskAsync(http, "2001:db8:1::4") == HttpStatusCode.NoContent);
        await AnswerAsync(secondAtNode);
        (await second).ShouldBe(HttpStatusCode.NoContent);
        await ended.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(serving);
    }

    private static async Task<LoadBalancer> StartTightAsync(string bound, string tight, string other, string otherTight, IReadOnlyList<Uri> nodes)
    {
        var balancer = await LoadBalancer.PrepareAsync(nodes);
        await balancer.TightenAsync(bound, tight);
        await balancer.TightenAsync(other, otherTight);
        await balancer.BelieveForwardedAsync();
        await balancer.StartAsync();
        return balancer;
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient http, string client, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/time");
        request.Headers.Add("X-Forwarded-For", client);
        using var answer = await http.SendAsync(request, cancellation);
        return answer.StatusCode;
    }

    private static async Task<Socket> AcceptAsync(TcpListener node) => await node.AcceptSocketAsync().WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Answers whoever comes, until it is cancelled.</summary>
    private static async Task ServeAsync(TcpListener node, CancellationToken cancellation)
    {
        while (true)
        {
            using var connection = await node.AcceptSocketAsync(cancellation);
            await AnswerAsync(connection);
        }
    }

    private static async Task AnswerAsync(Socket connection)
    {
        (await connection.ReceiveAsync(new byte[4_096])).ShouldBeGreaterThan(0);
        await connection.SendAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray());
    }
}
