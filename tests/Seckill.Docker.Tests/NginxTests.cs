using System.Text.Json.Nodes;
using Seckill.Docker.Tests.Testing;

namespace Seckill.Docker.Tests;

public sealed class NginxTests
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

    [SkippableFact]
    public async Task Whoever_asks_too_often_is_told_so_with_a_code()
    {
        Tool.Find("nginx");
        await using var balancer = await LoadBalancer.PrepareAsync([Nobody, Nobody, Nobody]);
        var shipped = await File.ReadAllTextAsync(balancer.Configuration);
        var tight = shipped.Replace("rate=3000r/s", "rate=1r/m", StringComparison.Ordinal).Replace("burst=6000", "burst=2", StringComparison.Ordinal);
        tight.ShouldNotBe(shipped);
        await File.WriteAllTextAsync(balancer.Configuration, tight);
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
