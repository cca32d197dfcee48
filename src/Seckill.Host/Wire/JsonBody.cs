using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Seckill.Host.Wire;

/// <summary>Writes a small JSON body in one go, with its length, so that it needs neither chunks nor a second write.</summary>
internal static class JsonBody
{
    private const string JsonContentType = "application/json; charset=utf-8";

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>
    /// Text stays as readable as JSON allows. Escaping for HTML is the business of whoever puts it there; these answers say that they
    /// are not HTML.
    /// </summary>
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task WriteAsync<T>(
        HttpResponse response, int status, T body, JsonTypeInfo<T> type, string contentType = JsonContentType)
    {
        var json = Serialize(body, type);
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = json.Length;
        response.BodyWriter.Write(json);
        var flush = response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted);
        return flush.IsCompletedSuccessfully ? Task.CompletedTask : flush.AsTask();
    }

    /// <summary>The body as bytes, which are this thread's only until it serializes the next: copy them before awaiting anything.</summary>
    public static ReadOnlySpan<byte> Serialize<T>(T body, JsonTypeInfo<T> type)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(1_024);
        var writer = _writer ??= new Utf8JsonWriter(buffer, Options);
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        JsonSerializer.Serialize(writer, body, type);
        writer.Flush();
        return buffer.WrittenSpan;
    }
}

/// <summary>An answer with a JSON body.</summary>
internal sealed class JsonAnswer<T>(int status, T body, JsonTypeInfo<T> type) : IResult
{
    public string? Location { get; init; }

    public string? ETag { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (Location is not null) httpContext.Response.Headers.Location = Location;
        if (ETag is not null) httpContext.Response.Headers.ETag = ETag;
        return JsonBody.WriteAsync(httpContext.Response, status, body, type);
    }
}
