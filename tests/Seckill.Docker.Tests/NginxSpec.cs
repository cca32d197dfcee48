using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Seckill.Docker.Tests.Testing;

namespace Seckill.Docker.Tests;

public sealed class NginxSpec
{
    private static readonly Uri Nobody = new("http://127.0.0.1:1");

    [SkippableFact]
    public async Task The_configuration_is_accepted()
    {
        Tool.Find("nginx");
        await using var balancer = await LoadBalancer.PrepareAsync([Nobody, Nobody, Nobody]);

        var told = await Tool.RunAsync("nginx", ["-t", .. balancer.Arguments]);

        told.ExitCode.ShouldBe(0, told.Text);
        told.Text.ShouldNotContain("[warn]");
    }

    [SkippableFact]
    public async Task What_it_refuses_by_itself_is_a_problem_too()
    {
        Tool.Find("nginx");
        await using var balancer = await LoadBalancer.PrepareAsync([Nobody, Nobody, Nobody]);
        await balancer.StartAsync();
        using var http = new HttpClient { BaseAddress = balancer.Address };
        var much = new string('a', 20_000);

        await ShouldRefuseAsync(http, new HttpRequestMessage(HttpMethod.Get, "/api/" + much), 414, "validation_failed");
        var headers = new HttpRequestMessage(HttpMethod.Get, "/api/items");
        headers.Headers.Add("Much", much);
        await ShouldRefuseAsync(http, headers, 400, "validation_failed");
        foreach (var path in (string[])["/api/items/x/orders", "/sandbox/payments/x/pay", "/"])
        {
            var body = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(new byte[300_000]) };
            await ShouldRefuseAsync(http, body, 413, "validation_failed");
        }

        await ShouldRefuseAsync(http, new HttpRequestMessage(HttpMethod.Get, "/metrics"), 404, "not_found");
    }

    [SkippableTheory]
    [InlineData("TRACE /api/time HTTP/1.1", "", 405, "method_not_allowed")]
    [InlineData("CONNECT / HTTP/1.1", "", 405, "method_not_allowed")]
    [InlineData("GET /api/time HTTP/9.9", "", 505, "validation_failed")]
    [InlineData("nonsense", "", 400, "validation_failed")]
    [InlineData("GET /api/../../metrics HTTP/1.1", "", 400, "validation_failed")]
    [InlineData("POST /api/items/x/orders HTTP/1.1", "Transfer-Encoding: gzip\r\n\r\n", 501, "validation_failed")]
    [InlineData("POST /api/items/x/orders HTTP/1.1", "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "validation_failed")]
    [InlineData("POST /api/items/x/orders HTTP/1.1", "Idempotency-Key: k\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "validation_failed")]
    [InlineData("POST /sandbox/payments/x/pay HTTP/1.1", "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "validation_failed")]
    [InlineData("POST / HTTP/1.1", "Content-Length: -1\r\n\r\n", 400, "validation_failed")]
    [InlineData("GET /refused/problem HTTP/1.1", "", 404, "not_found")]
    [InlineData("GET /refused/busy HTTP/1.1", "", 404, "not_found")]
    public async Task What_it_cannot_read_is_a_problem_too(string line, string rest, int status, string code)
    {
        Tool.Find("nginx");
        await using var balancer = await LoadBalancer.PrepareAsync([Nobody, Nobody, Nobody]);
        await balancer.StartAsync();

        var (head, body) = await SendRawAsync(balancer.Address, $"{line}\r\nHost: x\r\nConnection: close\r\n{(rest.Length > 0 ? rest : "\r\n")}");

        var problem = JsonNode.Parse(body)!;
        ((string?)problem["code"], (int?)problem["status"]).ShouldBe((code, status));
        ((string?)problem["title"]).ShouldNotBeNullOrEmpty();
        ((string?)problem["detail"]).ShouldNotBeNullOrEmpty();
        ((string?)problem["traceId"])!.Length.ShouldBe(32);
        head[0].ShouldStartWith($"HTTP/1.1 {status} ");
        head.ShouldContain("Content-Type: application/problem+json");
        head.ShouldContain("X-Content-Type-Options: nosniff");
        head.ShouldContain("Cache-Control: no-store");
        head.Any(field => field.StartsWith("Allow: ", StringComparison.Ordinal)).ShouldBe(status == 405);
    }

    [SkippableFact]
    public async Task Without_a_node_a_form_that_is_sent_gets_the_busy_page_as_well()
    {
        Tool.Find("nginx");
        await using var balancer = await LoadBalancer.PrepareAsync([Nobody, Nobody, Nobody]);
        await balancer.StartAsync();
        using var http = new HttpClient { BaseAddress = balancer.Address };

        using var answer = await http.PostAsync(new Uri("/sandbox/payments/x/pay", UriKind.Relative), new FormUrlEncodedContent([]));

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await answer.Content.ReadAsStringAsync()).ShouldContain("请稍候");
    }

    [SkippableFact]
    public async Task Whoever_asks_too_often_is_told_so_with_a_code()
    {
        Tool.Find("nginx");
        await using var balancer = await LoadBalancer.PrepareAsync([Nobody, Nobody, Nobody]);
        await balancer.TightenAsync("rate=3000r/s", "rate=1r/m");
        await balancer.TightenAsync("burst=6000", "burst=2");
        await balancer.StartAsync();
        using var http = new HttpClient { BaseAddress = balancer.Address };

        var told = new List<int>();
        for (var i = 0; i < 8; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/time");
            if (i % 2 > 0) request.Headers.Add("Idempotency-Key", "k");
            using var answer = await http.SendAsync(request);
            told.Add((int)answer.StatusCode);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            answer.Headers.RetryAfter.ShouldNotBeNull();
            answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
            if (told[^1] == 429) (await answer.Content.ReadAsStringAsync()).ShouldContain("\"code\":\"rate_limited\"");
        }

        told.ShouldBe([503, 503, 503, 429, 429, 429, 429, 429], "no node is there; the first and a burst of two get to try");
    }

    [Fact]
    public void The_busy_page_needs_nothing_from_anybody()
    {
        var page = File.ReadAllText(Path.Combine(Tool.Folder, "nginx", "busy.html"));

        page.ShouldNotContain("http://");
        page.ShouldNotContain("https://");
        page.ShouldNotContain(" src=");
        page.ShouldNotContain("<link");
        page.ShouldContain("Math.random()");
    }

    /// <summary>Sends what no library would, and reads the answer's header lines and its body.</summary>
    private static async Task<(string[] Head, string Body)> SendRawAsync(Uri address, string request)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, limit.Token);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request), limit.Token);
        using var reader = new StreamReader(client.GetStream());
        var head = new List<string>();
        while (await reader.ReadLineAsync(limit.Token) is { Length: > 0 } line) head.Add(line);
        return ([.. head], await reader.ReadToEndAsync(limit.Token));
    }

    private static async Task ShouldRefuseAsync(HttpClient http, HttpRequestMessage request, int status, string code)
    {
        using var sent = request;
        using var answer = await http.SendAsync(sent);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

        ((int)answer.StatusCode, (string?)problem["code"], (int?)problem["status"]).ShouldBe((status, code, status));
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }
}
