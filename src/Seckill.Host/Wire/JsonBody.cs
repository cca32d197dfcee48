using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Seckill.Host.Wire;

/// <summary>Writes a small JSON body at once, with its length, so that it needs neither chunks nor a second write.</summary>
internal static class JsonBody
{
    private const string JsonContentType = "application/json; charset=utf-8";

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>
    /// Text stays as readable as JSON allows. Code that puts it into HTML must escape it; these answers declare that they are not HTML.
    /// </summary>
    public static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private static readonly JsonWriterOptions Options = new() { Encoder = Encoder };

    public static Task WriteAsync<T>(
        HttpResponse response, int status, T body, JsonTypeInfo<T> type, string contentType = JsonContentType) =>
        WriteAsync(response, status, Serialize(body, type), contentType);

    /// <summary>Writes the body that <paramref name="write"/> produces from <paramref name="content"/>.</summary>
    public static Task WriteAsync<T>(
        HttpResponse response, int status, T content, Action<Utf8JsonWriter, T> write, string contentType = JsonContentType) =>
        WriteAsync(response, status, Serialize(content, write), contentType);

    /// <summary>The body in a buffer of this thread, valid until its next serialization: copy it before awaiting anything.</summary>
    public static ReadOnlySpan<byte> Serialize<T>(T body, JsonTypeInfo<T> type)
    {
        var (buffer, writer) = Rewind();
        JsonSerializer.Serialize(writer, body, type);
        writer.Flush();
        return buffer.WrittenSpan;
    }

    /// <summary>The same for the body that <paramref name="write"/> produces from <paramref name="content"/>.</summary>
    public static ReadOnlySpan<byte> Serialize<T>(T content, Action<Utf8JsonWriter, T> write)
    {
        var (buffer, writer) = Rewind();
        write(writer, content);
        writer.Flush();
        return buffer.WrittenSpan;
    }

    private static Task WriteAsync(HttpResponse response, int status, ReadOnlySpan<byte> json, string contentType)
    {
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = json.Length;
        response.BodyWriter.Write(json);
        // Kestrel notices by itself when the client leaves; a token would be allocated only for this.
        var flush = response.BodyWriter.FlushAsync(CancellationToken.None);
        return flush.IsCompletedSuccessfully ? Task.CompletedTask : flush.AsTask();
    }

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) Rewind()
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(1_024);
        var writer = _writer ??= new Utf8JsonWriter(buffer, Options);
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        return (buffer, writer);
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
