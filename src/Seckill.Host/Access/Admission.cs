using Seckill.Host.Errors;

namespace Seckill.Host.Access;

/// <summary>Whom an endpoint is for. An endpoint that says nothing is for everybody.</summary>
internal sealed record Admits(bool OperatorsOnly);

/// <summary>How endpoints say whom they are for.</summary>
internal static class AdmissionConventions
{
    private static readonly Admits AnyCaller = new(OperatorsOnly: false);
    private static readonly Admits Operators = new(OperatorsOnly: true);

    /// <summary>Only for who has a valid token.</summary>
    public static TBuilder ForCallers<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.WithMetadata(AnyCaller);

    /// <summary>Only for who has a valid token with the role <see cref="Caller.OperatorRole"/>.</summary>
    public static TBuilder ForOperators<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.WithMetadata(Operators);
}

/// <summary>
/// Lets through whom the endpoint admits, as the bearer token says; where nobody needs to be known, no token is looked at. Stands in
/// for the framework's authentication and authorization, which look schemes, handlers, tickets, policies and requirements up for
/// every request: more than the rest of a refusal costs.
/// </summary>
internal sealed class Admission(RequestDelegate next, TokenReader tokens)
{
    private const string Scheme = "Bearer";
    private const string Prefix = Scheme + " ";

    private static readonly Problem NoToken = new(ProblemKind.Unauthenticated, "Send 'Authorization: Bearer <token>'.");

    private static readonly Problem BadToken =
        new(ProblemKind.Unauthenticated, "The bearer token is malformed, expired, or not signed for this service.");

    private static readonly Problem WrongRole = new(ProblemKind.Forbidden, "The token's role does not allow this.");

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<Admits>() is not { } admits) return next(context);
        if (TokenOf(context.Request) is not { } token) return RefuseAsync(context);
        var reading = tokens.ReadAsync(token);
        return reading.IsCompletedSuccessfully ? AdmitAsync(context, admits, reading.Result) : WaitAsync(context, admits, reading);
    }

    private async Task WaitAsync(HttpContext context, Admits admits, ValueTask<Caller?> reading) =>
        await AdmitAsync(context, admits, await reading.ConfigureAwait(false)).ConfigureAwait(false);

    private Task AdmitAsync(HttpContext context, Admits admits, Caller? caller)
    {
        if (caller is null) return RefuseAsync(context);
        if (admits.OperatorsOnly && !caller.IsOperator) return WrongRole.ExecuteAsync(context);
        context.Features.Set(caller);
        return next(context);
    }

    /// <summary>The one token that is sent; null when there is none, or more than one.</summary>
    private static ReadOnlyMemory<char>? TokenOf(HttpRequest request)
    {
        var header = request.Headers.Authorization;
        return header.Count == 1 && header[0] is { } text && text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            ? text.AsMemory(Prefix.Length).Trim()
            : null;
    }

    private static Task RefuseAsync(HttpContext context)
    {
        var isGiven = context.Request.Headers.Authorization.Count > 0;
        context.Response.Headers.WWWAuthenticate = isGiven ? $"{Scheme} error=\"invalid_token\"" : Scheme;
        return (isGiven ? BadToken : NoToken).ExecuteAsync(context);
    }
}
