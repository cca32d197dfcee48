using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Seckill.Faults.Topology;

namespace Seckill.Faults.Shoppers;

/// <summary>What is to be asked.</summary>
internal sealed record Call(HttpMethod Method, string Path)
{
    public object? Body { get; init; }

    public string? Badge { get; init; }

    public string? Key { get; init; }

    /// <summary>Makes a request that is not plain JSON, a signed webhook above all; each sending needs a new one.</summary>
    public Func<HttpRequestMessage>? Custom { get; init; }
}

/// <summary>How a request ended that got no answer.</summary>
internal enum Silence
{
    /// <summary>There was an answer.</summary>
    None,

    /// <summary>Nobody listened: nothing was sent.</summary>
    Refused,

    /// <summary>The connection broke under way: what the other side did is unknown.</summary>
    CutOff,

    /// <summary>No answer in time: what the other side did, or will still do, is unknown.</summary>
    TimedOut,
}

/// <summary>What came back: a status and a body, or silence.</summary>
internal sealed record Heard(int Status, JsonNode? Body, Silence Silence)
{
    public string? Code => (string?)Body?["code"];

    /// <summary>One word for tallies.</summary>
    public string Name => Silence != Silence.None ? Silence.ToString() : Status < 400 ? "ok" : Code ?? $"status {Status}";

    /// <summary>Whether the request may or will have been decided although this answer does not tell how.</summary>
    public bool LeavesOpen => Silence is Silence.CutOff or Silence.TimedOut || (Status >= 500 && Code is not ("overloaded" or "not_ready"));

    /// <summary>Whether asking again, somewhere else or later, is what the contract advises.</summary>
    public bool AsksForRepeat => Silence != Silence.None || Status is 429 or >= 500;
}

/// <summary>HTTP to the nodes: silence is a result here, not an exception.</summary>
internal sealed class Wire : IDisposable
{
    private readonly TimeSpan _patience;
    private readonly HttpClient _http;

    public Wire(TimeSpan patience, int connectionsMax = 256)
    {
        _patience = patience;
        var handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = connectionsMax,
            UseProxy = false,
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(2),
            // Connections of a former incarnation must not be waiting in the pool for too long.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
        };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public async Task<Heard> SendAsync(ClusterNode node, Call call)
    {
        using var limit = new CancellationTokenSource(_patience);
        try
        {
            using var request = RequestOf(node, call);
            using var response = await _http.SendAsync(request, limit.Token);
            var text = await response.Content.ReadAsStringAsync(limit.Token);
            return new Heard((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), Silence.None);
        }
        catch (OperationCanceledException)
        {
            return new Heard(0, null, Silence.TimedOut);
        }
        catch (HttpRequestException error)
        {
            return new Heard(0, null, IsUnsent(error) ? Silence.Refused : Silence.CutOff);
        }
        catch (Exception error) when (error is IOException or JsonException or SocketException)
        {
            // Half an answer; or a socket that was cut off between its connect and its first use, which the handler throws as it is.
            return new Heard(0, null, Silence.CutOff);
        }
    }

    public void Dispose() => _http.Dispose();

    private static bool IsUnsent(HttpRequestException error) =>
        error.HttpRequestError == HttpRequestError.ConnectionError
        && error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused };

    private static HttpRequestMessage RequestOf(ClusterNode node, Call call)
    {
        var request = call.Custom?.Invoke() ?? new HttpRequestMessage(call.Method, call.Path);
        request.RequestUri = new Uri(node.Address, request.RequestUri!.OriginalString);
        if (call.Body is not null) request.Content = JsonContent.Create(call.Body);
        if (call.Badge is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", call.Badge);
        if (call.Key is not null) request.Headers.Add("Idempotency-Key", call.Key);
        return request;
    }
}
