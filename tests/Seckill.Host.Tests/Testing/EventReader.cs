using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Shouldly;

namespace Seckill.Host.Tests.Testing;

/// <summary>One block of an event stream: an event, or a comment, or a setting.</summary>
public sealed record StreamBlock(string? Event, string? Id, JsonNode? Data, bool IsComment)
{
    public long Version => long.Parse(Id!, NumberStyles.None, CultureInfo.InvariantCulture);
}

/// <summary>Reads Server-Sent Events by the text of the HTML standard, and holds every item in them against the description.</summary>
public sealed class EventReader : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;
    private readonly ApiDocument _document;

    private EventReader(HttpResponseMessage response, StreamReader lines, ApiDocument document) =>
        (_response, _lines, _document) = (response, lines, document);

    public static async Task<EventReader> OpenAsync(TestHost host, string item, string? lastEventId = null) =>
        await TryOpenAsync(host, item, lastEventId) ?? throw new InvalidOperationException("The host has as many streams as it may.");

    /// <summary>Opens a stream; null when the host has as many as it may.</summary>
    public static async Task<EventReader?> TryOpenAsync(TestHost host, string item, string? lastEventId = null)
    {
        var headers = lastEventId is null ? [] : new[] { ("Last-Event-ID", lastEventId) };
        using var request = host.Nobody.Request(HttpMethod.Get, $"/api/items/{item}/events", headers);
        var response = await host.Wire.OpenAsync(request, CancellationToken.None);
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            response.Dispose();
            return null;
        }

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/event-stream");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        return new EventReader(response, new StreamReader(await response.Content.ReadAsStreamAsync()), host.Wire.Document);
    }

    /// <summary>The next event; comments and settings are passed over.</summary>
    public async Task<StreamBlock> NextEventAsync(TimeSpan? patience = null)
    {
        using var limit = new CancellationTokenSource(patience ?? TimeSpan.FromSeconds(10));
        while (true)
        {
            var block = await ReadAsync(limit.Token) ?? throw new EndOfStreamException("The stream ended.");
            if (block.Data is null) continue;
            block.Event.ShouldBe("status");
            _document.FindFaults("Item", block.Data).ShouldBeEmpty();
            ((long)block.Data["version"]!).ShouldBe(block.Version);
            return block;
        }
    }

    /// <summary>The next event that is as wanted.</summary>
    public async Task<StreamBlock> NextEventAsync(Func<JsonNode, bool> isSo)
    {
        while (true)
        {
            var block = await NextEventAsync();
            if (isSo(block.Data!)) return block;
        }
    }

    /// <summary>The next block, whatever it is; null at the end of the stream.</summary>
    public async Task<StreamBlock?> ReadAsync(CancellationToken cancellation)
    {
        var (name, id, data, isComment, lines) = (default(string), default(string), default(string), false, 0);
        while (await _lines.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Length == 0 && lines > 0) return new StreamBlock(name, id, data is null ? null : JsonNode.Parse(data), isComment);
            lines++;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (field, value) = colon < 0 ? (line, "") : (line[..colon], line[(colon + 1)..].TrimStart(' '));
            if (field == "event") name = value;
            else if (field == "id") id = value;
            else if (field == "data") data += value;
            else if (field.Length == 0) isComment = true;
            else field.ShouldBe("retry");
        }

        return null;
    }

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }
}
