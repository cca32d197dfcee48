using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Seckill.Host.Errors;

namespace Seckill.Host.Access;

/// <summary>
/// The bearer scheme. Implements the bare interface: the framework's base class costs more per request than a remembered token.
/// Where nobody needs to be known, no token is looked at.
/// </summary>
internal sealed class BearerHandler(TokenReader tokens) : IAuthenticationHandler
{
    public const string Scheme = "Bearer";

    private const string Prefix = Scheme + " ";

    private HttpContext _context = null!;

    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
    {
        _context = context;
        return Task.CompletedTask;
    }

    public async Task<AuthenticateResult> AuthenticateAsync()
    {
        if (_context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is null) return AuthenticateResult.NoResult();
        var header = _context.Request.Headers.Authorization;
        if (header.Count != 1 || header[0] is not { } text || !text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();
        var caller = await tokens.ReadAsync(text[Prefix.Length..].Trim()).ConfigureAwait(false);
        return caller is null
            ? AuthenticateResult.Fail("The token is not believed.")
            : AuthenticateResult.Success(new AuthenticationTicket(caller, Scheme));
    }

    public Task ChallengeAsync(AuthenticationProperties? properties)
    {
        var isGiven = _context.Request.Headers.Authorization.Count > 0;
        _context.Response.Headers.WWWAuthenticate = isGiven ? "Bearer error=\"invalid_token\"" : Scheme;
        var detail = isGiven
            ? "The bearer token is malformed, expired, or not signed for this service."
            : "Send 'Authorization: Bearer <token>'.";
        return new Problem(ProblemKind.Unauthenticated, detail).ExecuteAsync(_context);
    }

    public Task ForbidAsync(AuthenticationProperties? properties) =>
        new Problem(ProblemKind.Forbidden, "The token's role does not allow this.").ExecuteAsync(_context);
}
