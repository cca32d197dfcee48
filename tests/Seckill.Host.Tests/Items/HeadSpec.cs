using System.Net;
using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Items;

/// <summary><c>HEAD</c> is answered wherever <c>GET</c> is: link checkers, caches and health probes ask so.</summary>
[Collection(OnDevelopmentHost.Name)]
public sealed class HeadSpec(DevelopmentHost host)
{
    /// <summary>Headers that tell the moment, or a length that changes with it.</summary>
    private static readonly string[] Momentary = ["Date", "Seckill-Server-Time", "Transfer-Encoding", "Content-Length"];

    [Fact]
    public async Task Every_read_is_described_under_both_methods()
    {
        var operations = host.Wire.Document.Operations.ToList();

        operations.Where(one => one.StartsWith("HEAD ", StringComparison.Ordinal)).Select(one => one[5..])
            .ShouldBe(operations.Where(one => one.StartsWith("GET ", StringComparison.Ordinal)).Select(one => one[4..]), ignoreOrder: true);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task It_has_the_headers_of_the_read_and_no_body()
    {
        var caller = host.PartyOf(TestHost.NewName("operator"), "operator");
        var item = await host.ListAsync(new Listing { WaitingList = true });
        var queue = await host.ListAsync(new Listing { Queue = "open" });
        var order = (await caller.BuyAsync(item)).ShouldHaveStatus(201).OrderId;
        var payment = (string)(await caller.OpenPaymentAsync(order)).ShouldHaveStatus(201)["paymentId"]!;
        var blocked = TestHost.NewName("blocked");
        (await host.Operator.PutAsync($"/api/admin/blocks/buyers/{blocked}", new JsonObject { ["reason"] = "to be read" })).ShouldHaveStatus(200);
        foreach (var template in host.Wire.Document.Operations.Where(one => one.StartsWith("GET ", StringComparison.Ordinal)))
        {
            var path = template[4..].Replace("{itemId}", template.Contains("/queue", StringComparison.Ordinal) ? queue : item, StringComparison.Ordinal)
                .Replace("{orderId}", order, StringComparison.Ordinal).Replace("{paymentId}", payment, StringComparison.Ordinal)
                .Replace("{name}", "event-streams", StringComparison.Ordinal)
                .Replace("{kind}", "buyers", StringComparison.Ordinal).Replace("{value}", blocked, StringComparison.Ordinal);
            using var read = await host.Wire.OpenAsync(caller.Request(HttpMethod.Get, path), CancellationToken.None);

            var head = await caller.SendAsync(HttpMethod.Head, path, null);

            head.ShouldHaveStatus((int)read.StatusCode);
            read.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            head.Text.ShouldBeEmpty(path);
            HeadersOf(head).ShouldBe(HeadersOf(read), ignoreOrder: true, customMessage: path);
        }
    }

    [Theory]
    [InlineData("/api/items/nobody-listed-this", 404)]
    [InlineData("/api/items/nobody-listed-this/events", 404)]
    [InlineData("/api/items/BAD", 400)]
    [InlineData("/api/orders", 401)]
    [InlineData("/api/nothing", 404)]
    [InlineData("/api/payments/webhook", 405)]
    public async Task A_refusal_has_the_status_of_the_read(string path, int status)
    {
        (await host.Nobody.GetAsync(path)).ShouldHaveStatus(status);

        var head = (await host.Nobody.SendAsync(HttpMethod.Head, path, null)).ShouldHaveStatus(status);

        head.ContentType.ShouldBe("application/problem+json");
        head.Text.ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_has_the_newest_version_is_told_so()
    {
        var item = await host.ListAsync();
        var known = (await host.ItemAsync(item)).ETag;

        (await host.Nobody.SendAsync(HttpMethod.Head, $"/api/items/{item}", null, ("If-None-Match", known))).ShouldHaveStatus(304);
    }

    private static IEnumerable<string> HeadersOf(Received answer) => answer.Headers
        .Where(header => !Momentary.Contains(header.Key)).Select(header => $"{header.Key}: {header.Value}");

    private static IEnumerable<string> HeadersOf(HttpResponseMessage answer) => answer.Headers.Concat(answer.Content.Headers)
        .Where(header => !Momentary.Contains(header.Key)).Select(header => $"{header.Key}: {string.Join(", ", header.Value)}");
}
