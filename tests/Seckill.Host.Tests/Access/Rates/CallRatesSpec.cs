using System.Text.RegularExpressions;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Access.Rates;

/// <summary>Every call that reaches an item or a database is counted: per buyer, and per address as the trusted proxy tells it.</summary>
[Collection(OnGuardedHost.Name)]
public sealed partial class CallRatesSpec(GuardedHost host)
{
    /// <summary>
    /// Operations that are answered from this node's memory. The purchase has buckets of its own. Webhooks are limited while nobody signs.
    /// A new operation that is not on this list must be limited.
    /// </summary>
    private static readonly string[] Free =
    [
        "GET /api/time", "GET /api/items", "GET /api/items/{itemId}", "GET /api/items/{itemId}/events", "POST /api/dev/tokens",
        "GET /healthz", "GET /healthz/live", "GET /healthz/ready", "GET /metrics",
    ];

    private readonly WebhookSigner _provider = new(DevelopmentHost.Secret);

    private const string Purchase = "POST /api/items/{itemId}/orders";

    /// <summary>Their bucket is off on this host; the rule is the same, and the description says so.</summary>
    private const string Operators = "/api/admin/";

    /// <summary>What costs nothing to <c>GET</c> costs nothing to <c>HEAD</c>.</summary>
    private IEnumerable<string> Limited => host.Wire.Document.Operations
        .Where(name => name != Purchase && !Free.Contains(HeadOperation().Replace(name, "GET ")));

    [Fact]
    public void Every_operation_but_those_answered_from_memory_is_described_as_limited()
    {
        foreach (var operation in Limited.Append(Purchase))
        {
            var words = operation.Split(' ');
            var responses = host.Wire.Document.Json["paths"]![words[1]]![words[0].ToLowerInvariant()]!["responses"]!;
            responses["429"].ShouldNotBeNull(operation);
        }
    }

    [Fact]
    public async Task Refusals_are_counted_by_the_limit_that_they_exceeded()
    {
        var item = await host.ListAsync();
        var before = await Scrape.FreshAsync(host);
        var (buyer, client) = (host.NewBuyer(), From(NewAddress()));

        await AskAsync(8, () => buyer.GetAsync("/api/orders", client));
        await AskAsync(8, () => host.NewBuyer().PostAsync($"/api/items/{item}/orders", null, client));
        await AskAsync(8, () => host.Nobody.SendTextAsync(HttpMethod.Post, "/api/payments/webhook", "{}", client));

        string[] limits = ["buyer_calls", "address_purchases", "anonymous_calls"];
        await Eventually.GetAsync(() => Scrape.ReadAsync(host), after => limits.All(limit => Refusals(after, limit) > Refusals(before, limit)));

        static double Refusals(string metrics, string limit) => Scrape.Value(metrics, "seckill_requests_rate_limited_total", $"limit=\"{limit}\"");
    }

    [Fact]
    public async Task Every_operation_but_those_answered_from_memory_is_limited()
    {
        foreach (var operation in Limited.Where(name => !name.Contains(Operators, StringComparison.Ordinal)))
        {
            var words = operation.Split(' ');
            var path = Parameter().Replace(words[1], "nothing-1");
            var isOpen = path.StartsWith("/sandbox/", StringComparison.Ordinal);
            var (buyer, client) = (isOpen ? host.Nobody : host.NewBuyer(), From(NewAddress()));

            var answers = await AskAsync(20, () => buyer.SendAsync(new HttpMethod(words[0]), path, null, client));

            answers.Count(answer => answer.Status != 429).ShouldBeInRange(3, 6, $"{operation}: three at once, and one more each second");
            if (words[0] != "HEAD") answers.First(answer => answer.Status == 429).ShouldRefuseWith("rate_limited");
        }
    }

    [Fact]
    public async Task Operations_that_are_answered_from_memory_are_not()
    {
        var item = await host.ListAsync();
        var client = From(NewAddress());

        foreach (var path in (string[])["/api/time", "/api/items", $"/api/items/{item}"])
            (await AskAsync(20, () => host.Nobody.GetAsync(path, client))).ShouldAllBe(answer => answer.Status == 200);
    }

    [Fact]
    public async Task Reading_orders_costs_no_chance_to_buy()
    {
        var item = await host.ListAsync();
        var (buyer, client) = (host.NewBuyer(), From(NewAddress()));
        await AskAsync(10, () => buyer.GetAsync("/api/orders", client));

        (await buyer.GetAsync("/api/orders", client)).ShouldRefuseWith("rate_limited");

        (await buyer.PostAsync($"/api/items/{item}/orders", null, client)).ShouldHaveStatus(201);
    }

    [Fact]
    public async Task Many_buyers_behind_one_address_share_what_the_address_may_ask()
    {
        var client = From(NewAddress());

        var answers = await AskAsync(30, () => host.NewBuyer().GetAsync("/api/orders", client));

        answers.Count(answer => answer.Status == 200).ShouldBeInRange(10, 14);
        (await host.NewBuyer().GetAsync("/api/orders", From(NewAddress()))).ShouldHaveStatus(200);
    }

    [Fact]
    public async Task A_whole_slash_64_is_one_address()
    {
        var item = await host.ListAsync(new Listing { Stock = 1_000 });
        var network = NewAddress()[..^1];
        var next = 0;

        var answers = await AskAsync(300, () =>
            host.NewBuyer().PostAsync($"/api/items/{item}/orders", null, From($"{network}{Interlocked.Increment(ref next):x}")));

        answers.Count(answer => answer.Status == 201).ShouldBeInRange(3, 20, "not 300 of 300");
        answers.Where(answer => answer.Status != 201).ShouldAllBe(answer => answer.Code == "rate_limited");
    }

    [Fact]
    public async Task An_unsigned_webhook_is_refused_before_anything_is_asked()
    {
        var client = From(NewAddress());

        var answers = await AskAsync(20, () => host.Nobody.SendTextAsync(HttpMethod.Post, "/api/payments/webhook", "{}", client));

        answers.Count(answer => answer.Code == "unauthenticated").ShouldBeInRange(3, 6);
        answers.ShouldAllBe(answer => answer.Code == "unauthenticated" || answer.Code == "rate_limited");
    }

    [Fact]
    public async Task An_address_that_signs_wrongly_is_limited_and_the_provider_behind_it_is_taken()
    {
        var (client, stranger) = (From(NewAddress()), new WebhookSigner("another secret"u8.ToArray()));
        var wrong = await AskAsync(20, () => SendAsync(stranger, "{}", client));
        wrong.Count(answer => answer.Code == "unauthenticated").ShouldBeInRange(3, 6);
        wrong.ShouldAllBe(answer => answer.Code == "unauthenticated" || answer.Code == "rate_limited");

        var right = await AskAsync(20, () => SendAsync(_provider, """{"type":"invoice.created"}""", client));

        right.ShouldAllBe(answer => answer.Status == 204);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_address_that_signs_wrongly_has_no_long_bodies_read(bool isLengthTold)
    {
        var (client, stranger) = (From(NewAddress()), new WebhookSigner("another secret"u8.ToArray()));
        var body = $$"""{"type":"invoice.created","more":"{{new string('x', 100_000)}}"}""";
        (await SendAsync(_provider, body, client, isLengthTold)).ShouldHaveStatus(204);
        await AskAsync(20, () => SendAsync(stranger, "{}", client));

        var answers = await AskAsync(5, () => SendAsync(stranger, body, client, isLengthTold));

        answers.Count(answer => answer.Code == "rate_limited").ShouldBeGreaterThan(2);
        answers.ShouldAllBe(answer => answer.Code == "unauthenticated" || answer.Code == "rate_limited");
    }

    private async Task<Received> SendAsync(WebhookSigner signer, string body, (string Name, string Value) client, bool isLengthTold = true)
    {
        var webhook = signer.Sign(body, "evt-rates", DateTimeOffset.UtcNow);
        webhook.Headers.Add(client.Name, client.Value);
        webhook.Headers.TransferEncodingChunked = !isLengthTold;
        return await host.SendAsync(webhook);
    }

    private static async Task<IReadOnlyList<Received>> AskAsync(int times, Func<Task<Received>> ask) =>
        await Task.WhenAll(Enumerable.Range(0, times).Select(_ => ask()));

    /// <summary>An address in a /64 that no other test has.</summary>
    private static string NewAddress() => $"2001:db8:0:{int.Parse(TestHost.NewName("a")[2..], System.Globalization.CultureInfo.InvariantCulture):x}::1";

    private static (string Name, string Value) From(string address) => ("X-Forwarded-For", address);

    [GeneratedRegex("^HEAD ")]
    private static partial Regex HeadOperation();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
