using Seckill.Host.OpenApi;
using Seckill.Host.Wire;

namespace Seckill.Host.Items;

/// <summary>
/// Keeps answers with the service's clock correct in caches. A cache revalidates its copy before each use, and a header carries the time
/// of the last answer: a 304 leaves the body, and so its <c>serverTime</c>, as it was, but renews the stored headers (RFC 9111,
/// section 4.3.4). The phase needs no header: it is part of the version, so a change of phase is never a 304.
/// </summary>
internal static class Freshness
{
    private const string Header = "Seckill-Server-Time";

    public static void Tell(HttpResponse response, DateTimeOffset now)
    {
        response.Headers.CacheControl = "no-cache";
        response.Headers[Header] = Rfc3339Converter.Format(now);
    }

    /// <summary>Describes the headers that <see cref="Tell"/> sets.</summary>
    public static RouteHandlerBuilder GivesFreshness(this RouteHandlerBuilder route, int status) => route
        .GivesHeader(status, "Cache-Control", "A copy is asked about before each use.", "no-cache")
        .GivesHeader(status, Header, "The service's clock, also where the body comes from a cache.", "2026-11-11T10:00:00.000Z");
}
