using System.Security.Claims;
using Seckill.Domain.Shared;

namespace Seckill.Host.Access;

/// <summary>Who is calling, as a valid token says.</summary>
internal sealed class Caller : ClaimsPrincipal
{
    public const string OperatorRole = "operator";
    public const string BuyerRole = "buyer";
    public const string SubjectClaim = "sub";
    public const string RoleClaim = "role";

    public Caller(BuyerId buyer, IReadOnlyCollection<string> roles, DateTimeOffset expiresAt)
        : base(new ClaimsIdentity(
            [new Claim(SubjectClaim, buyer.Value), .. roles.Select(role => new Claim(RoleClaim, role))],
            BearerHandler.Scheme, SubjectClaim, RoleClaim))
    {
        Buyer = buyer;
        IsOperator = roles.Contains(OperatorRole);
        ExpiresAt = expiresAt;
    }

    public BuyerId Buyer { get; }

    public bool IsOperator { get; }

    /// <summary>From this instant on the token is worth nothing.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>The caller of a request whose endpoint requires one.</summary>
    public static Caller Of(HttpContext context) => (Caller)context.User;
}
