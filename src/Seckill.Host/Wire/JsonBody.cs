using System.Buffers;
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

    public static Task WriteAsync<T>(
        HttpResponse response, int status, T body, JsonTypeInfo<T> type, string contentType = JsonContentType)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(1_024);
        var writer = _writer ??= new Utf8JsonWriter(buffer);
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        JsonSerializer.Serialize(writer, body, type);
        writer.Flush();

        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = buffer.WrittenCount;
        // Copied before anything is awaited: the thread, and with it the buffer, serves somebody else next.
        response.BodyWriter.Write(buffer.WrittenSpan);
        var flush = response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted);
        return flush.IsCompletedSuccessfully ? Task.CompletedTask : flush.AsTask();
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
