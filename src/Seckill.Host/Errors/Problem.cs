using System.Diagnostics;
using System.Globalization;
using Seckill.Host.Health;
using Seckill.Host.Wire;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Errors;

/// <summary>An answer that refuses: problem details with a machine code.</summary>
/// <param name="kind">The code.</param>
/// <param name="detail">What is wrong with this very request.</param>
internal sealed class Problem(ProblemKind kind, string detail) : IResult
{
    private const string ContentType = "application/problem+json";

    /// <summary>How long a client should wait where the answer is temporary.</summary>
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(1);

    public ProblemKind Kind => kind;

    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    public DateTimeOffset? StartsAt { get; init; }

    public long? Held { get; init; }

    public IReadOnlyList<string>? OrderIds { get; init; }

    public string? OrderStatus { get; init; }

    public HealthChecks? Checks { get; init; }

    public TimeSpan RetryAfter { get; init; } = DefaultRetryAfter;

    /// <summary>A refusal that names the one field at fault.</summary>
    public static Problem Invalid(string field, string error) =>
        new(ProblemKind.ValidationFailed, error) { Errors = new Dictionary<string, string[]> { [field] = [error] } };

    public static Problem ItemNotFound(string itemId) => new(ProblemKind.ItemNotFound, $"No item '{itemId}' was ever listed.");

    /// <summary>In the same words whether or not the order exists: strangers are not told.</summary>
    public static Problem OrderNotFound() => new Reply(Outcome.OrderNotFound).ToProblem();

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Features.Set(this);
        // A positive time rounds up to a second at least.
        if (kind.IsTemporary)
            httpContext.Response.Headers.RetryAfter = Math.Ceiling(RetryAfter.TotalSeconds).ToString("F0", CultureInfo.InvariantCulture);
        var body = new ProblemBody
        {
            Code = kind.Code,
            Title = kind.Title,
            Status = kind.Status,
            Detail = detail,
            TraceId = Activity.Current?.TraceId.ToHexString() ?? httpContext.TraceIdentifier,
            Errors = Errors,
            StartsAt = StartsAt,
            Held = Held,
            OrderIds = OrderIds,
            OrderStatus = OrderStatus,
            Checks = Checks,
        };
        return JsonBody.WriteAsync(httpContext.Response, kind.Status, body, HostJson.Default.ProblemBody, ContentType);
    }
}
