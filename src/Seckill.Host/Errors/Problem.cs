using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Seckill.Host.Access.Rates;
using Seckill.Host.Health;
using Seckill.Host.Wire;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Errors;

/// <summary>A refusal: problem details with a machine-readable code.</summary>
/// <param name="kind">The code.</param>
/// <param name="detail">What is wrong with this request.</param>
internal sealed class Problem(ProblemKind kind, string detail) : IResult
{
    private const string ContentType = "application/problem+json";

    /// <summary>How long a client should wait after a temporary refusal.</summary>
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan SwitchedOffRetryAfter = TimeSpan.FromSeconds(30);

    public ProblemKind Kind => kind;

    public string Detail => detail;

    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    public DateTimeOffset? StartsAt { get; init; }

    public long? Held { get; init; }

    public DateTimeOffset? RetryAt { get; init; }

    public IReadOnlyList<string>? OrderIds { get; init; }

    public int? OrderCount { get; init; }

    public string? OrderStatus { get; init; }

    public HealthChecks? Checks { get; init; }

    public TimeSpan RetryAfter { get; init; } = DefaultRetryAfter;

    /// <summary>The limit that the request exceeded, for the metrics; null for every other refusal.</summary>
    public RateLimit? Limit { get; init; }

    /// <summary>What that limit allows.</summary>
    public RateQuota Quota { get; init; }

    /// <summary>A refusal that names the field at fault.</summary>
    public static Problem Invalid(string field, string error) =>
        new(ProblemKind.ValidationFailed, error) { Errors = new Dictionary<string, string[]> { [field] = [error] } };

    /// <summary>The refusal of what an operator has switched off: nobody should come back within moments.</summary>
    public static Problem SwitchedOff(string detail) => new(ProblemKind.Overloaded, detail) { RetryAfter = SwitchedOffRetryAfter };

    public static Problem ItemNotFound(string itemId) => new(ProblemKind.ItemNotFound, $"No item '{itemId}' was ever listed.");

    /// <summary>The same text whether or not the order exists, so that strangers learn nothing.</summary>
    public static Problem OrderNotFound() => new Reply(Outcome.OrderNotFound).ToProblem();

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Features.Set(this);
        // Rounds up, so a positive time becomes at least a second.
        if (kind.IsTemporary)
        {
            var seconds = (long)Math.Ceiling(RetryAfter.TotalSeconds);
            httpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            Limit?.Tell(httpContext.Response.Headers, Quota, seconds);
        }

        return JsonBody.WriteAsync(
            httpContext.Response, kind.Status, (this, httpContext), static (json, refusal) => refusal.Item1.Write(json, refusal.httpContext),
            ContentType);
    }

    /// <summary>The body alone, for places without a request to answer, with the status that the server chose.</summary>
    public byte[] Serialize(int status, string traceId) =>
        JsonBody.Serialize((this, status, traceId), static (json, refusal) => refusal.Item1.Write(json, refusal.status, refusal.traceId)).ToArray();

    /// <summary>Writes what <see cref="ProblemBody"/> describes. After sold-out this is the body of nearly every answer.</summary>
    private void Write(Utf8JsonWriter json, HttpContext context) =>
        Write(json, kind.Status, Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier);

    private void Write(Utf8JsonWriter json, int status, string traceId)
    {
        json.WriteStartObject();
        json.WriteString("code"u8, kind.EncodedCode);
        json.WriteString("title"u8, kind.EncodedTitle);
        json.WriteNumber("status"u8, status);
        json.WriteString("detail"u8, detail);
        json.WriteString("traceId"u8, traceId);
        WriteTime(json, "startsAt"u8, StartsAt);
        WriteTime(json, "retryAt"u8, RetryAt);
        if (Held is { } held) json.WriteNumber("held"u8, held);
        if (OrderCount is { } count) json.WriteNumber("orderCount"u8, count);
        if (OrderStatus is not null) json.WriteString("orderStatus"u8, OrderStatus);
        WriteMember(json, "errors"u8, Errors, HostJson.Default.IReadOnlyDictionaryStringStringArray);
        WriteMember(json, "orderIds"u8, OrderIds, HostJson.Default.IReadOnlyListString);
        WriteMember(json, "checks"u8, Checks, HostJson.Default.HealthChecks);
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset? time)
    {
        if (time is not { } known) return;
        json.WritePropertyName(name);
        Rfc3339Converter.Write(json, known);
    }

    private static void WriteMember<T>(Utf8JsonWriter json, ReadOnlySpan<byte> name, T? value, JsonTypeInfo<T> type)
        where T : class
    {
        if (value is null) return;
        json.WritePropertyName(name);
        JsonSerializer.Serialize(json, value, type);
    }
}
