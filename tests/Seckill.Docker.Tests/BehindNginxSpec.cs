using System.Net;
using Seckill.Docker.Tests.Testing;
using Seckill.Host.Tests.Testing;
using Xunit.Abstractions;

namespace Seckill.Docker.Tests;

/// <summary>The topology of compose.yaml as processes: what shoppers see through nginx while nodes come and go.</summary>
[Collection(OnTopology.Name)]
public sealed class BehindNginxSpec(Topology topology, ITestOutputHelper output)
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(45);

    [SkippableFact]
    public async Task Three_nodes_behind_one_address_are_one_sale()
    {
        Topology.Need();
        var item = await topology.ListAsync(stock: 10);
        using var client = topology.Client();

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ =>
            client.BuyAsync(TokenMint.Issue(topology.NewName("rush")), item)));

        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(10);
        answers.Count(answer => answer.Code == "sold_out").ShouldBe(50);
        await Until.TrueAsync(async () => (bool)(await client.AuditAsync(topology.Operator, item))["balanced"]!);
    }

    [SkippableTheory]
    [InlineData("events")]
    [InlineData("events/")]
    public async Task Events_pass_at_once(string word)
    {
        Topology.Need();
        var item = await topology.ListAsync(stock: 100);
        using var client = topology.Client();
        using var http = new HttpClient { BaseAddress = topology.Balancer.Address };
        await using var stream = await http.GetStreamAsync(new Uri($"/api/items/{item}/{word}", UriKind.Relative));
        using var reader = new StreamReader(stream);
        // A buffer would hold a few hundred bytes back for ever; the heartbeat comes after 10 s.
        (await EventAsync(reader)).ShouldContain("\"available\":100");

        await client.BuyAsync(TokenMint.Issue(topology.NewName("watcher")), item);

        (await EventAsync(reader)).ShouldContain("\"available\":99");
    }

    [SkippableFact]
    public async Task Every_answer_says_once_that_its_content_is_not_to_be_guessed_and_nobody_claims_another_name()
    {
        Topology.Need();
        var item = await topology.ListAsync(stock: 10);
        using var http = new HttpClient { BaseAddress = topology.Balancer.Address };
        var buyer = TokenMint.Issue(topology.NewName("named"));
        using var client = topology.Client();
        var order = (await client.BuyAsync(buyer, item)).OrderId;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/api/orders/{order}/payment", UriKind.Relative));
        request.Headers.Authorization = new("Bearer", buyer);
        request.Headers.Add("X-Forwarded-Host", "evil.example");

        using var payment = await http.SendAsync(request);

        (await payment.Content.ReadAsStringAsync()).ShouldContain($"{topology.Balancer.Address}sandbox/payments/");
        payment.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        payment.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [SkippableTheory]
    [InlineData("/metrics")]
    [InlineData("/healthz")]
    [InlineData("/healthz/ready")]
    [InlineData("/metrics/")]
    [InlineData("/Metrics")]
    [InlineData("/HEALTHZ/ready")]
    [InlineData("//metrics")]
    [InlineData("/api/../metrics")]
    [InlineData("/api/%2e%2e/metrics")]
    [InlineData("/anything/else")]
    public async Task What_is_for_supervisors_only_is_not_for_everybody(string path)
    {
        Topology.Need();
        using var http = new HttpClient { BaseAddress = topology.Balancer.Address };

        var asWritten = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        using var answer = await http.GetAsync(new Uri(topology.Balancer.Address.GetLeftPart(UriPartial.Authority) + path, asWritten));

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
    }

    [SkippableFact]
    public async Task A_node_that_is_killed_takes_nothing_with_it_but_its_own_requests()
    {
        Topology.Need();
        using var shoppers = new Shoppers(topology, await topology.ListAsync(stock: 1_000_000));
        shoppers.Open();
        await shoppers.SellAsync(200);
        var victim = topology.Nodes[2];

        await victim.KillAsync();
        await shoppers.SellAsync(200);
        await victim.StartReadyAsync(TimeSpan.FromSeconds(90));
        await shoppers.SellAsync(200);
        await shoppers.CloseAsync();

        output.WriteLine(shoppers.Summary);
        output.WriteLine(topology.Balancer.Output);
        // A read that met the dead node went on to the next one.
        ShouldOnlyHave(shoppers, "read 200", "buy 201", "buy 200", "buy 503 outcome_unknown", "buy 503 overloaded");
        await shoppers.ShouldAgreeWithTheBooksAsync();
    }

    [SkippableFact]
    public async Task Nodes_that_are_replaced_one_by_one_are_not_missed()
    {
        Topology.Need();
        using var shoppers = new Shoppers(topology, await topology.ListAsync(stock: 1_000_000));
        shoppers.Open();
        await shoppers.SellAsync(100);

        foreach (var node in topology.Nodes)
        {
            (await node.StopAsync(StopPatience)).ShouldBe(0, node.Output);
            await node.StartReadyAsync(TimeSpan.FromSeconds(90));
            await shoppers.SellAsync(100);
        }

        await shoppers.CloseAsync();
        output.WriteLine(shoppers.Summary);
        output.WriteLine(topology.Balancer.Output);
        ShouldOnlyHave(shoppers, "read 200", "buy 201", "buy 200", "buy 503 outcome_unknown", "buy 503 overloaded");
        var (errors, all) = (shoppers.Answers.Where(told => told.Key.Contains("503", StringComparison.Ordinal)).Sum(told => told.Value),
            shoppers.Answers.Values.Sum());
        ((double)errors / all).ShouldBeLessThan(0.001, shoppers.Summary);
        await shoppers.ShouldAgreeWithTheBooksAsync();
    }

    [SkippableFact]
    public async Task Pages_and_their_files_come_through_as_the_node_sends_them()
    {
        Topology.Need();
        using var http = new HttpClient { BaseAddress = topology.Balancer.Address };

        foreach (var path in (string[])["/", "/items/phone", "/orders", "/orders/phone-1", "/desk", "/desk/items/phone"])
        {
            using var page = await http.GetAsync(new Uri(path, UriKind.Relative));
            page.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            page.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
            page.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        }

        var html = await http.GetStringAsync(new Uri("/", UriKind.Relative));
        var file = html[html.IndexOf("/assets/", StringComparison.Ordinal)..];
        using var asset = await http.GetAsync(new Uri(file[..file.IndexOf('"', StringComparison.Ordinal)], UriKind.Relative));
        asset.StatusCode.ShouldBe(HttpStatusCode.OK);
        asset.Headers.CacheControl!.MaxAge.ShouldBe(TimeSpan.FromDays(365));
        using var other = await http.GetAsync(new Uri("/assets/0123456789abcdef/style.css", UriKind.Relative));
        other.StatusCode.ShouldBe(HttpStatusCode.NotFound, "all nodes were asked");
    }

    [SkippableFact]
    public async Task Without_any_node_browsers_get_a_page_and_programs_a_code_until_one_is_back()
    {
        Topology.Need();
        var item = await topology.ListAsync(stock: 5);
        foreach (var node in topology.Nodes) await node.KillAsync();
        try
        {
            using var http = new HttpClient { BaseAddress = topology.Balancer.Address };
            using var client = topology.Client();

            using var page = await http.GetAsync(new Uri("/", UriKind.Relative));
            page.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
            page.Headers.RetryAfter.ShouldNotBeNull();
            page.Headers.CacheControl!.NoStore.ShouldBeTrue();
            page.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            (await page.Content.ReadAsStringAsync()).ShouldContain("请稍候");

            foreach (var key in (string?[])[null, "a-key"])
            {
                var answer = await client.SendAsync(HttpMethod.Post, $"/api/items/{item}/orders", token: TokenMint.Issue("late"), idempotencyKey: key);
                (answer.Status, answer.Code).ShouldBe((HttpStatusCode.ServiceUnavailable, "overloaded"), "nothing was sent to anybody");
            }

            using var refusal = await http.GetAsync(new Uri($"/api/items/{item}", UriKind.Relative));
            refusal.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            refusal.Headers.RetryAfter.ShouldNotBeNull();
            refusal.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        }
        finally
        {
            foreach (var node in topology.Nodes) node.Start();
            await Task.WhenAll(topology.Nodes.Select(node => node.WaitReadyAsync(TimeSpan.FromSeconds(90))));
        }

        // nginx had given all nodes up. Its first try of each must not keep a crowd out until it is answered.
        using var back = topology.Client();
        var crowd = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => back.ItemAsync(item)));
        crowd.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        await Until.TrueAsync(async () => (await back.BuyAsync(TokenMint.Issue("early"), item)).Status is HttpStatusCode.Created or HttpStatusCode.OK);
    }

    private static void ShouldOnlyHave(Shoppers shoppers, params string[] answers) =>
        shoppers.Answers.Keys.Except(answers).ShouldBeEmpty(shoppers.Summary);

    private static async Task<string> EventAsync(StreamReader reader)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        while (true)
        {
            var line = (await reader.ReadLineAsync(limit.Token)).ShouldNotBeNull();
            if (line.StartsWith("data: ", StringComparison.Ordinal)) return line;
        }
    }
}
