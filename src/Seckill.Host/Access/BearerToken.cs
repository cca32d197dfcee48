using Seckill.Host.Errors;

namespace Seckill.Host.Access;

/// <summary>The token of a request, and how a request with none or a bad one is refused (RFC 6750).</summary>
internal static class BearerToken
{
    private const string Scheme = "Bearer";
    private const string Prefix = Scheme + " ";

    /// <summary>Longest accepted token, in characters.</summary>
    public const int LengthMax = 4_096;

    /// <summary>Gives no reason: a stranger learns nothing.</summary>
    public static readonly Problem NotBelieved = Refuse("The bearer token is malformed, expired, or not signed for this service.");

    public static readonly Problem TooLong = Refuse("The bearer token is longer than 4,096 characters.");

    public static readonly Problem NotOne =
        Refuse("The Authorization header is given more than once, or is not 'Bearer <token>'.");

    private static readonly Problem None = Refuse("Send 'Authorization: Bearer <token>'.");

    /// <summary>Gives the reason, because the token is otherwise valid and its issuer must fix it.</summary>
    public static Problem NoBuyer(string subjectClaim) =>
        Refuse($"The bearer token is valid, but its '{subjectClaim}' cannot be a buyer: that is 1 to 64 visible ASCII characters.");

    public static Problem Refuse(string detail) => new(ProblemKind.Unauthenticated, detail);

    /// <summary>The request's only token; null when there is none, or more than one.</summary>
    public static ReadOnlyMemory<char>? Of(HttpRequest request)
    {
        var header = request.Headers.Authorization;
        if (header.Count != 1 || header[0] is not { } text || !text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return null;
        // Not as the other arm of a conditional: there null would become an empty token, because an array converts to memory.
        return text.AsMemory(Prefix.Length).Trim();
    }

    /// <summary>Completes a refusal with the challenge that belongs to it; without any token, the refusal says how to send one.</summary>
    public static Problem Challenge(HttpContext context, Problem ofWhatIsGiven)
    {
        var isGiven = context.Request.Headers.Authorization.Count > 0;
        context.Response.Headers.WWWAuthenticate = isGiven ? $"{Scheme} error=\"invalid_token\"" : Scheme;
        return isGiven ? ofWhatIsGiven : None;
    }
}
