using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;
using Seckill.Host.Errors;
using Seckill.Host.Listening;

namespace Seckill.Host.Wire;

/// <summary>Reads JSON bodies by the contract's rules: bounded, strict, and without throwing to the caller.</summary>
internal static class RequestBody
{
    /// <summary>Longest body of a request, in bytes, unless its route says otherwise.</summary>
    public const int BytesMax = 16 * 1_024;

    private static readonly Problem NotJson = new(ProblemKind.ValidationFailed, "The body must be JSON (Content-Type: application/json).");
    private static readonly Problem NotAnObject = new(ProblemKind.ValidationFailed, "The body must be a JSON object.");
    private static readonly Problem Unreadable = new(ProblemKind.ValidationFailed, "The body cannot be read: its framing is malformed.");
    private static readonly Problem Unwanted = Problem.Invalid("body", "This operation takes no body.");
    private static readonly Problem Missing = new(ProblemKind.ValidationFailed, "A JSON body is required.");

    /// <summary>Whether there may be a body to read. Most purchases have none and should not pay for reading one.</summary>
    public static bool IsExpected(HttpRequest request) => request.ContentLength is not 0
        && (request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? true);

    /// <summary>Reads an optional body.</summary>
    public static async ValueTask<RequestPart<T>> ReadOptionalAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        var (bytes, refusal) = await ReadBytesAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
        if (refusal is not null || bytes.Length == 0) return new RequestPart<T>(null, refusal);
        return context.Request.HasJsonContentType() ? Parse(bytes, type) : new RequestPart<T>(null, NotJson);
    }

    /// <summary>Reads a required body.</summary>
    public static async ValueTask<RequestPart<T>> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        var body = await ReadOptionalAsync(context, type).ConfigureAwait(false);
        return body.Value is null && body.Refusal is null ? new RequestPart<T>(null, Missing) : body;
    }

    /// <summary>Reads the original bytes, which signatures cover.</summary>
    public static async ValueTask<(byte[] Bytes, Problem? Refusal)> ReadBytesAsync(
        HttpRequest request, CancellationToken cancellation, int bytesMax = BytesMax)
    {
        if (!IsExpected(request)) return ([], null);
        if (request.ContentLength > bytesMax) return ([], TooLarge(bytesMax));
        try
        {
            while (true)
            {
                var reading = request.BodyReader.ReadAsync(cancellation);
                var isThere = reading.IsCompleted;
                var read = await reading.ConfigureAwait(false);
                // A part that arrives later continues on the thread of the socket, even if the caller had left it.
                if (!isThere) await SocketThreads.LeaveAsync().ConfigureAwait(false);
                var isTooLarge = read.Buffer.Length > bytesMax;
                if (read.IsCompleted || isTooLarge)
                {
                    var bytes = isTooLarge ? [] : read.Buffer.ToArray();
                    request.BodyReader.AdvanceTo(read.Buffer.End);
                    return (bytes, isTooLarge ? TooLarge(bytesMax) : null);
                }

                request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            // The server has thrown in the middle of a read. If it looked for a next request, it would find that read unfinished, and log it.
            request.HttpContext.Response.Headers.Connection = "close";
            return ([], RefusalOf(error));
        }
    }

    /// <summary>
    /// The server reports an unreadable body by various exceptions: a chunk size beyond its range is a plain <see cref="IOException"/>, as
    /// is a client that hangs up in the middle; a reader that has failed before throws <see cref="InvalidOperationException"/>. All of them
    /// mean that the request is at fault.
    /// </summary>
    private static Problem RefusalOf(Exception unreadable) =>
        unreadable is BadHttpRequestException said ? new Problem(ProblemKind.ValidationFailed, said.Message) : Unreadable;

    /// <summary>Refuses an unexpected body; null when there is none. A length of 0, or empty chunks, count as no body.</summary>
    public static async ValueTask<Problem?> RefuseAnyAsync(HttpContext context)
    {
        if (context.Request.ContentLength > 0) return Unwanted;
        var (bytes, refusal) = await ReadBytesAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
        return refusal ?? (bytes.Length > 0 ? Unwanted : null);
    }

    /// <summary>Reads JSON; skips a byte order mark before it, which some clients' libraries write.</summary>
    public static RequestPart<T> Parse<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        if (json.StartsWith(Encoding.UTF8.Preamble)) json = json[Encoding.UTF8.Preamble.Length..];
        try
        {
            var body = JsonSerializer.Deserialize(json, type);
            return new RequestPart<T>(body, body is null ? NotAnObject : null);
        }
        catch (JsonException error)
        {
            return new RequestPart<T>(null, RefusalOf(error));
        }
    }

    private static Problem TooLarge(int bytesMax) => new(ProblemKind.ValidationFailed, $"The body is longer than {bytesMax / 1_024} KB.");

    /// <summary>Says what is wrong and where in our own words: the parser's messages name types of this program.</summary>
    private static Problem RefusalOf(JsonException error)
    {
        var field = error.Path is { Length: > 2 } path ? path[2..] : "body";
        if (error is RefusedValueException) return Problem.Invalid(field, error.Message);
        // The reader's own errors are about JSON syntax; the others are about its content.
        var what = error.InnerException is JsonException || error.Path is null
            ? "Malformed JSON"
            : "Unknown or repeated field, or a value of the wrong type or range";
        return Problem.Invalid(field, $"{what}, at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1} of the body.");
    }
}
