using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Seckill.Domain.Shared;
using Seckill.Host.Errors;
using Seckill.Host.OpenApi;
using Seckill.Host.Wire;

namespace Seckill.Host.Access;

/// <summary>What a developer may ask for: one token, or many.</summary>
internal sealed record DevTokenRequest
{
    [Description("Whose token; 1 to 64 visible ASCII characters.")]
    public string? Sub { get; init; }

    [Description("`buyer` (the default) or `operator`.")]
    public string? Role { get; init; }

    [Description("Instead of `sub`: how many tokens, 1 to 100,000, for {prefix}0, {prefix}1, …")]
    public long? Count { get; init; }

    [Description("With `count`; `u` when left out.")]
    public string? Prefix { get; init; }
}

/// <summary>One token, or with <c>count</c> many.</summary>
internal sealed record DevTokenAnswer
{
    [Description("With `sub`: a token that is valid for 24 hours.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Token { get; init; }

    [Description("With `count`: as many tokens.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Tokens { get; init; }
}

/// <summary>Hands tokens to anybody. Mapped in Development only.</summary>
internal static class DevTokens
{
    private const long CountMax = 100_000;
    private const string DefaultPrefix = "u";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    public static void MapDevTokens(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/dev/tokens", IssueAsync)
            .FromMemory()
            .Describes(Tag.Development, "issueTokens", "Issues tokens", "One for `sub`, or `count` of them for load tests.")
            .Takes<DevTokenRequest>(isRequired: true, """{"sub":"alice","role":"buyer"}""")
            .Answers<DevTokenAnswer>(200, "One `token`, or `tokens`.")
            .Refuses(ProblemKind.ValidationFailed);

    private static async Task<IResult> IssueAsync(HttpContext context, IOptions<AuthSettings> settings, TimeProvider time)
    {
        var body = await RequestBody.ReadAsync(context, HostJson.Default.DevTokenRequest);
        if ((body.Refusal ?? Check(body.Value!)) is { } refusal) return refusal;

        var request = body.Value!;
        var role = request.Role ?? Caller.BuyerRole;
        var signer = new TokenSigner(settings.Value, time.GetUtcNow(), Lifetime);
        if (request.Sub is null) return new ManyTokens(signer, request.Prefix ?? DefaultPrefix, request.Count!.Value, role);
        var answer = new DevTokenAnswer { Token = signer.Sign(request.Sub, role) };
        return new JsonAnswer<DevTokenAnswer>(200, answer, HostJson.Default.DevTokenAnswer);
    }

    private static Problem? Check(DevTokenRequest request)
    {
        if (request.Role is not (null or Caller.BuyerRole or Caller.OperatorRole))
            return Problem.Invalid("role", "'role' is 'buyer' or 'operator'.");
        if (request.Sub is null == request.Count is null) return Problem.Invalid("sub", "Give either 'sub' or 'count'.");
        if (request.Sub is not null && !BuyerId.TryParse(request.Sub, out _))
            return Problem.Invalid("sub", "'sub' is 1 to 64 visible ASCII characters.");
        if (request.Count is < 1 or > CountMax) return Problem.Invalid("count", "'count' is 1 to 100,000.");
        if (request.Sub is not null && request.Prefix is not null) return Problem.Invalid("prefix", "'prefix' goes with 'count'.");
        return request.Sub is null && !BuyerId.TryParse($"{request.Prefix}{CountMax}", out _)
            ? Problem.Invalid("prefix", "'prefix' is visible ASCII and leaves room for the number within 64 characters.")
            : null;
    }

    /// <summary>Up to 21 MB of tokens, written as they are signed.</summary>
    private sealed class ManyTokens(TokenSigner signer, string prefix, long count, string role) : IResult
    {
        private const int FlushBytes = 64 * 1_024;

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = "application/json; charset=utf-8";
            await using var json = new Utf8JsonWriter(response.BodyWriter);
            json.WriteStartObject();
            json.WriteStartArray("tokens");
            for (var i = 0L; i < count; i++)
            {
                json.WriteStringValue(signer.Sign(string.Create(CultureInfo.InvariantCulture, $"{prefix}{i}"), role));
                if (json.BytesPending < FlushBytes) continue;
                json.Flush();
                await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }
    }
}
