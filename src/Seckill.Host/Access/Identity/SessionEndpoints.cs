using System.ComponentModel;
using Seckill.Host.Errors;
using Seckill.Host.OpenApi;
using Seckill.Host.Wire;

namespace Seckill.Host.Access.Identity;

/// <summary>A session as JSON.</summary>
internal sealed record SessionResource
{
    [Description("The bearer token for all other calls.")]
    public required string Token { get; init; }

    [Description("When it ends: never after the token that it was given for.")]
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>Where a token of the identity provider becomes a session.</summary>
internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/session", OpenAsync)
            .ForBearers()
            .Describes(
                Tag.Shoppers, "openSession", "Exchanges a token for a session",
                "Send the identity provider's token; all other calls take the session's token instead, which is far cheaper to check. "
                + "Repeat it before the session ends.")
            .Answers<SessionResource>(200, "The session.")
            .Refuses(
                ProblemKind.Unauthenticated, ProblemKind.Forbidden, ProblemKind.Blocked, ProblemKind.RateLimited, ProblemKind.Overloaded);

    private static async Task<IResult> OpenAsync(HttpContext context, Sessions sessions)
    {
        var (session, refusal) = await sessions.OpenAsync(BearerToken.Of(context.Request)!.Value, context.Connection.RemoteIpAddress);
        if (session is not null) return new JsonAnswer<SessionResource>(200, session, HostJson.Default.SessionResource);
        return refusal!.Kind == ProblemKind.Unauthenticated ? BearerToken.Challenge(context, refusal) : refusal;
    }
}
