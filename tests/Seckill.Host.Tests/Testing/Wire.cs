using System.Text.Json.Nodes;
using Shouldly;

namespace Seckill.Host.Tests.Testing;

/// <summary>HTTP to one host. Every answer is held against the host's own OpenAPI document and the rules for refusals.</summary>
public sealed class Wire : IDisposable
{
    private const int ConnectionsMax = 256;

    private readonly HttpClient _http;
    private ApiDocument? _document;

    private Wire(Uri address)
    {
        Address = address;
        var handler = new SocketsHttpHandler { MaxConnectionsPerServer = ConnectionsMax, UseProxy = false, AllowAutoRedirect = false };
        _http = new HttpClient(handler) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
    }

    public Uri Address { get; }

    /// <summary>The host's description of itself.</summary>
    public ApiDocument Document => _document!;

    /// <summary>Connects to a host that is ready, and reads its description.</summary>
    public static async Task<Wire> ConnectAsync(Uri address)
    {
        var wire = new Wire(address);
        wire._document = new ApiDocument(JsonNode.Parse(await wire._http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)))!);
        return wire;
    }

    /// <summary>Sends a request and checks that the answer is one that the contract knows.</summary>
    public async Task<Received> SendAsync(HttpRequestMessage request)
    {
        var answer = await SendUncheckedAsync(request);
        var path = request.RequestUri!.IsAbsoluteUri ? request.RequestUri.PathAndQuery : request.RequestUri.OriginalString;
        Document.FindFaults(request.Method.Method, path, answer).ShouldBeEmpty(answer.ToString());
        return answer;
    }

    /// <summary>Sends a request that may meet something other than this contract: a page, or the server's own refusal.</summary>
    public async Task<Received> SendUncheckedAsync(HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request);
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        var text = await response.Content.ReadAsStringAsync();
        return new Received($"{request.Method} {request.RequestUri}", (int)response.StatusCode, headers, text);
    }

    /// <summary>Opens an answer that goes on and on.</summary>
    public Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, CancellationToken cancellation) =>
        _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);

    public void Dispose() => _http.Dispose();
}
