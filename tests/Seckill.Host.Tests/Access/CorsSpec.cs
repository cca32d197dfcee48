using System.Net;
using System.Text.Json;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Access;

/// <summary>A host that lets the pages of two shops call it.</summary>
public sealed class CorsHost : IAsyncLifetime, IAsyncDisposable
{
    private readonly HostProcess _process = new(new Dictionary<string, string>
    {
        ["Seckill__Auth__SigningKey"] = TokenMint.Key,
        ["Seckill__Auth__Issuer"] = TokenMint.Issuer,
        ["Seckill__Auth__Audience"] = TokenMint.Audience,
        ["Seckill__Cors__Origins__0"] = "https://shop.example",
        ["Seckill__Cors__Origins__1"] = "HTTP://Other.example:8080",
        ["Seckill__Cors__Origins__2"] = "https://default-port.example:443",
    });

    public HttpClient Http { get; private set; } = null!;

    /// <summary>Operations by method and path, from the host's description.</summary>
    public IReadOnlyList<(string Method, string Path)> Operations { get; private set; } = [];

    public async Task InitializeAsync()
    {
        await _process.StartReadyAsync();
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = _process.Address };
        using var document = JsonDocument.Parse(await Http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)));
        Operations =
        [
            .. from path in document.RootElement.GetProperty("paths").EnumerateObject()
               from operation in path.Value.EnumerateObject()
               select (operation.Name.ToUpperInvariant(), path.Name.Replace("{", "", StringComparison.Ordinal)
                   .Replace("}", "", StringComparison.Ordinal).ToLowerInvariant()),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        await _process.DisposeAsync();
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();
}

/// <summary>Pages of other origins: those that are configured may call and read everything that matters; others learn nothing.</summary>
public sealed class CorsSpec(CorsHost host) : IClassFixture<CorsHost>
{
    private const string Shop = "https://shop.example";

    private static readonly string[] Readable = ["ETag", "Location", "Retry-After", "RateLimit", "RateLimit-Policy", "Seckill-Server-Time"];

    [Theory]
    [InlineData("https://shop.example")]
    [InlineData("http://other.example:8080")]
    [InlineData("https://default-port.example")]
    public async Task A_page_of_a_configured_origin_may_read_answers(string origin)
    {
        using var answer = await SendAsync(HttpMethod.Get, "/api/time", origin);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        One(answer, "Access-Control-Allow-Origin").ShouldBe(origin);
        One(answer, "Vary").ShouldBe("Origin");
        answer.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
        var exposed = One(answer, "Access-Control-Expose-Headers").Split(',', StringSplitOptions.TrimEntries);
        Readable.Except(exposed).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("https://stranger.example")]
    [InlineData("http://shop.example")]
    [InlineData("https://shop.example:8443")]
    [InlineData("https://shop.example.stranger.example")]
    [InlineData("null")]
    [InlineData("*")]
    public async Task A_page_of_another_origin_may_not(string origin)
    {
        using var answer = await SendAsync(HttpMethod.Get, "/api/time", origin);
        using var preflight = await PreflightAsync("POST", "/api/items/phone/orders", origin);

        answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
        One(answer, "Vary").ShouldBe("Origin");
        preflight.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
    }

    [Fact]
    public async Task A_preflight_of_any_operation_of_the_api_is_answered_without_a_token()
    {
        var operations = host.Operations.Where(operation => operation.Path.StartsWith("/api/", StringComparison.Ordinal)).ToList();
        operations.Count.ShouldBeGreaterThan(15);
        foreach (var (method, path) in operations)
        {
            using var answer = await PreflightAsync(method, path, Shop);

            answer.StatusCode.ShouldBe(HttpStatusCode.NoContent, path);
            One(answer, "Access-Control-Allow-Origin").ShouldBe(Shop, path);
            if (method is not ("GET" or "HEAD" or "POST"))
                One(answer, "Access-Control-Allow-Methods").Split(',', StringSplitOptions.TrimEntries).ShouldContain(method, path);
            var headers = One(answer, "Access-Control-Allow-Headers").Split(',', StringSplitOptions.TrimEntries)
                .ToHashSet(StringComparer.OrdinalIgnoreCase);
            foreach (var header in (string[])["Authorization", "Content-Type", "Idempotency-Key", "If-Match", "Last-Event-ID"])
                headers.ShouldContain(header, path);
            One(answer, "Access-Control-Max-Age").ShouldBe("7200");
        }
    }

    [Theory]
    [InlineData("GET", "/api/orders", 401)]
    [InlineData("GET", "/api/items/BAD", 400)]
    [InlineData("GET", "/api/items/nobody-listed-this", 404)]
    [InlineData("GET", "/api/items/nobody-listed-this/events", 404)]
    [InlineData("GET", "/api/nothing", 404)]
    [InlineData("DELETE", "/api/time", 405)]
    [InlineData("GET", "/api/time?surprise=1", 400)]
    [InlineData("POST", "/api/payments/webhook", 401)]
    public async Task A_refusal_may_be_read_as_well(string method, string path, int status)
    {
        using var answer = await SendAsync(new HttpMethod(method), path, Shop);

        ((int)answer.StatusCode).ShouldBe(status);
        One(answer, "Access-Control-Allow-Origin").ShouldBe(Shop);
    }

    [Fact]
    public async Task A_page_may_follow_an_item()
    {
        using var request = RequestOf(HttpMethod.Get, "/api/items/demo-open/events", Shop);

        using var answer = await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        One(answer, "Access-Control-Allow-Origin").ShouldBe(Shop);
    }

    [Fact]
    public async Task Only_the_api_is_for_pages()
    {
        using var answer = await SendAsync(HttpMethod.Get, "/healthz", Shop);

        answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
    }

    private Task<HttpResponseMessage> PreflightAsync(string method, string path, string origin)
    {
        var request = RequestOf(HttpMethod.Options, path, origin);
        request.Headers.Add("Access-Control-Request-Method", method);
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,idempotency-key,if-match,last-event-id");
        return host.Http.SendAsync(request);
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string origin) =>
        host.Http.SendAsync(RequestOf(method, path, origin));

    private static HttpRequestMessage RequestOf(HttpMethod method, string path, string origin)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Origin", origin);
        return request;
    }

    private static string One(HttpResponseMessage answer, string header) =>
        answer.Headers.TryGetValues(header, out var values) ? string.Join(",", values) : "";
}

/// <summary>The host as it is without the option.</summary>
[Collection(OnDevelopmentHost.Name)]
public sealed class NoCorsSpec(DevelopmentHost host)
{
    [Fact]
    public async Task No_page_of_another_origin_may_call_by_default()
    {
        var answer = await host.Nobody.GetAsync("/api/time", ("Origin", "https://shop.example"));
        var preflight = await host.Nobody.SendAsync(
            HttpMethod.Options, "/api/time", null, ("Origin", "https://shop.example"), ("Access-Control-Request-Method", "GET"));

        answer.Headers.Keys.Where(name => name.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
        answer.Headers.ContainsKey("Vary").ShouldBeFalse();
        preflight.ShouldHaveStatus(405);
    }
}
