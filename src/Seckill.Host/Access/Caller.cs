using Microsoft.AspNetCore.Http.Features;
using Seckill.Domain.Shared;

namespace Seckill.Host.Access;

/// <summary>The caller named by a valid token.</summary>
internal sealed record Caller(BuyerId Buyer, bool IsOperator)
{
    public const string OperatorRole = "operator";
    public const string BuyerRole = "buyer";
    public const string RoleClaim = "role";

    /// <summary>The caller of a request to an endpoint that requires a token.</summary>
    public static Caller Of(HttpContext context) => context.Features.GetRequiredFeature<Caller>();
}
