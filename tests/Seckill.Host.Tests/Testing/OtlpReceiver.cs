using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Seckill.Testing;

namespace Seckill.Host.Tests.Testing;

/// <summary>A span as the receiver got it.</summary>
public sealed record Span(
    string TraceId, string SpanId, string ParentId, string Name, int Kind, ulong Start, ulong End, int Status,
    IReadOnlyDictionary<string, string> Tags, IReadOnlyList<string> LinkedSpans);

/// <summary>A metric as the receiver got it.</summary>
public sealed record Metric(string Name, string Description, string Unit);

/// <summary>
/// A receiver of OTLP over HTTP with protobuf bodies, in this process. It reads the bytes by the field numbers of the published
/// <c>opentelemetry/proto</c>, with nothing of the exporter's.
/// </summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private const int ServerKind = 2;

    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public OtlpReceiver()
    {
        Address = new Uri($"http://127.0.0.1:{HostProcess.FreePort()}/");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address { get; }

    public ConcurrentQueue<Span> Spans { get; } = new();

    public ConcurrentDictionary<string, Metric> Metrics { get; } = new();

    /// <summary>Values of the resource, such as <c>service.name</c>.</summary>
    public ConcurrentDictionary<string, string> Resource { get; } = new();

    /// <summary>Values of the header <c>Api-Key</c>.</summary>
    public ConcurrentDictionary<string, bool> Keys { get; } = new();

    public IEnumerable<Span> Requests => Spans.Where(span => span.Kind == ServerKind);

    /// <summary>The spans of a trace, once so many have come.</summary>
    public async Task<Span[]> TraceAsync(string traceId, int count)
    {
        Span[] spans = [];
        try
        {
            return await Eventually.GetAsync(
                () => Task.FromResult(spans = [.. Spans.Where(span => span.TraceId == traceId)]), found => found.Length >= count);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Of {count} spans came: {string.Join(", ", spans.Select(span => span.Name))}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                if (context.Request.Headers["Api-Key"] is { } key) Keys[key] = true;
                var path = context.Request.Url!.AbsolutePath;
                if (path == "/v1/traces") Read(body.ToArray(), ReadSpan);
                else if (path == "/v1/metrics") Read(body.ToArray(), ReadMetric);
                else context.Response.StatusCode = 404;
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                // The end, or a client that left.
            }
        }
    }

    /// <summary>A request has resources (1), each with attributes (1) and scopes (2), each with spans or metrics (2).</summary>
    private void Read(byte[] request, Action<byte[]> each)
    {
        foreach (var resource in Fields(request).Where(field => field.Number == 1))
        {
            foreach (var part in Fields(resource.Bytes))
            {
                if (part.Number == 1) foreach (var (key, value) in Attributes(part.Bytes, 1)) Resource[key] = value;
                if (part.Number != 2) continue;
                foreach (var one in Fields(part.Bytes).Where(field => field.Number == 2)) each(one.Bytes);
            }
        }
    }

    private void ReadSpan(byte[] bytes)
    {
        var fields = Fields(bytes).ToLookup(field => field.Number);
        var status = fields[15].SelectMany(field => Fields(field.Bytes)).FirstOrDefault(field => field.Number == 3).Value;
        Spans.Enqueue(new Span(
            Hex(fields[1]), Hex(fields[2]), Hex(fields[4]), Text(fields[5]), (int)fields[6].FirstOrDefault().Value, fields[7].First().Value,
            fields[8].First().Value, (int)status, Attributes(bytes, 9),
            [.. fields[13].Select(link => Hex(Fields(link.Bytes).Where(field => field.Number == 2)))]));
    }

    private void ReadMetric(byte[] bytes)
    {
        var fields = Fields(bytes).ToLookup(field => field.Number);
        Metrics[Text(fields[1])] = new Metric(Text(fields[1]), Text(fields[2]), Text(fields[3]));
    }

    /// <summary>Attributes are pairs of a key (1) and a value (2), which is a text (1), a truth (2) or a number (3).</summary>
    private static Dictionary<string, string> Attributes(byte[] message, int number) => Fields(message).Where(field => field.Number == number)
        .Select(field => Fields(field.Bytes).ToLookup(part => part.Number))
        .ToDictionary(pair => Text(pair[1]), pair => Value(Fields(pair[2].First().Bytes).First()));

    private static string Value(Field value) => value.Number == 1
        ? System.Text.Encoding.UTF8.GetString(value.Bytes)
        : value.Value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Text(IEnumerable<Field> fields) => System.Text.Encoding.UTF8.GetString(fields.FirstOrDefault().Bytes ?? []);

    private static string Hex(IEnumerable<Field> fields) => Convert.ToHexStringLower(fields.FirstOrDefault().Bytes ?? []);

    private static List<Field> Fields(byte[] message)
    {
        List<Field> fields = [];
        using var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag && tag != 0)
        {
            var number = WireFormat.GetTagFieldNumber(tag);
            fields.Add(WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.LengthDelimited => new Field(number, input.ReadBytes().ToByteArray(), 0),
                WireFormat.WireType.Varint => new Field(number, [], input.ReadUInt64()),
                WireFormat.WireType.Fixed64 => new Field(number, [], input.ReadFixed64()),
                WireFormat.WireType.Fixed32 => new Field(number, [], input.ReadFixed32()),
                var other => throw new InvalidDataException($"Wire type {other}."),
            });
        }

        return fields;
    }

    private readonly record struct Field(int Number, byte[] Bytes, ulong Value);
}
