using Microsoft.AspNetCore.Http.Features;
using Seckill.Domain.Shared;

namespace Seckill.Host.Access;

/// <summary>Who is calling, as a valid token says.</summary>
internal sealed record Caller(BuyerId Buyer, bool IsOperator)
{
    public const string OperatorRole = "operator";
    public const string BuyerRole = "buyer";
    public const string SubjectClaim = "sub";
    public const string RoleClaim = "role";

    /// <summary>The caller of a request whose endpoint admits callers only.</summary>
    public static Caller Of(HttpContext context) => context.Features.GetRequiredFeature<Caller>();
}
