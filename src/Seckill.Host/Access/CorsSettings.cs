using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Seckill.Host.Wire;

namespace Seckill.Host.Access;

/// <summary>
/// Shops whose pages may call the API from the browser (configuration section <c>Seckill:Cors</c>). None by default; then requests do
/// not pay for a check. Callers send a bearer token explicitly, so credentials that a browser adds by itself (cookies) are never
/// allowed.
/// </summary>
internal sealed class CorsSettings
{
    public const string Section = "Seckill:Cors";

    private const string Api = "/api";

    private static readonly SearchValues<char> NeverInOrigins = SearchValues.Create("/?#@*\\ ");

    /// <summary>How long a browser may cache a preflight; the maximum of Chromium.</summary>
    private static readonly TimeSpan RememberFor = TimeSpan.FromHours(2);

    private static readonly string[] Methods =
        [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Delete];

    /// <summary>Request headers beyond those always allowed: credentials, JSON, and the headers that operations declare.</summary>
    private static readonly string[] RequestHeaders =
    [
        HeaderNames.Authorization, HeaderNames.ContentType, IdempotencyKeys.Header, HeaderNames.IfMatch, HeaderNames.IfNoneMatch,
        "Last-Event-ID", HeaderNames.CacheControl,
    ];

    /// <summary>Headers of an answer that pages may read.</summary>
    private static readonly string[] AnswerHeaders =
    [
        HeaderNames.ETag, HeaderNames.Location, HeaderNames.RetryAfter, "RateLimit", "RateLimit-Policy", "Seckill-Server-Time",
        HeaderNames.Date, HeaderNames.WWWAuthenticate,
    ];

    /// <summary>Origins as browsers send them: <c>https://shop.example</c>, with the port if it is not the scheme's default.</summary>
    public IList<string> Origins { get; } = [];

    private bool IsValid => Origins.All(origin => NormalOf(origin) is not null);

    /// <summary>Registers the option and the framework's CORS.</summary>
    public static void AddTo(WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<CorsSettings>().Bind(builder.Configuration.GetSection(Section))
            .Validate(
                cors => cors.IsValid,
                $"{Section}:Origins: each entry is the origin of a page, scheme://host or scheme://host:port without a path, such as "
                + "https://shop.example. '*' is not accepted: name the shops.")
            .ValidateOnStart();
        builder.Services.AddCors();
    }

    /// <summary>
    /// Admits those pages. It answers preflights before any token is required, and marks refusals like every other answer, so that a page
    /// can read their codes.
    /// </summary>
    public static void Use(WebApplication app)
    {
        var origins = app.Services.GetRequiredService<IOptions<CorsSettings>>().Value.Origins;
        if (origins.Count == 0) return;
        string[] normal = [.. origins.Select(origin => NormalOf(origin)!)];
        app.UseWhen(context => context.Request.Path.StartsWithSegments(Api, StringComparison.Ordinal), api => api
            .Use((context, next) =>
            {
                context.Response.OnStarting(SayThatOriginsDiffer, context.Response);
                return next(context);
            })
            .UseCors(policy => policy.WithOrigins(normal).WithMethods(Methods).WithHeaders(RequestHeaders)
                .WithExposedHeaders(AnswerHeaders).SetPreflightMaxAge(RememberFor)));
    }

    /// <summary>
    /// The framework sets <c>Vary</c> only for origins that it admits. Without it on every answer, a shared cache could give a page an
    /// answer without CORS headers.
    /// </summary>
    private static Task SayThatOriginsDiffer(object response)
    {
        var headers = ((HttpResponse)response).Headers;
        if (!headers.GetCommaSeparatedValues(HeaderNames.Vary).Contains(HeaderNames.Origin, StringComparer.OrdinalIgnoreCase))
            headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        return Task.CompletedTask;
    }

    /// <summary>An origin as browsers write it; null when the text is not an origin.</summary>
    private static string? NormalOf(string? text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)) return null;
        if (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp) return null;
        // A path, query, user name or wildcard makes it something that no browser would send.
        var isOriginOnly = text.AsSpan(uri.Scheme.Length + Uri.SchemeDelimiter.Length).IndexOfAny(NeverInOrigins) < 0;
        if (!isOriginOnly || uri.Host.Length == 0) return null;
        var port = uri.IsDefaultPort ? "" : string.Create(CultureInfo.InvariantCulture, $":{uri.Port}");
        var host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;
        return $"{uri.Scheme}://{host}{port}";
    }
}
