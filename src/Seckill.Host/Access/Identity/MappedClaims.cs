using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Seckill.Host.Access.Identity;

/// <summary>Finds what a provider calls subject and roles in a token that has been verified.</summary>
internal sealed class MappedClaims(IdentitySettings settings)
{
    private readonly string[] _rolePath = settings.RoleClaim.Split('.');

    /// <summary>The subject and whether it is an operator, by the provider's own names.</summary>
    public (string? Subject, bool IsOperator) Read(JsonWebToken token)
    {
        using var claims = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        var all = claims.RootElement;
        return (TextOf(all), FindRoles(all) is { } roles && Holds(roles, settings.OperatorRole));
    }

    private string? TextOf(JsonElement all) =>
        all.TryGetProperty(settings.SubjectClaim, out var subject) && subject.ValueKind == JsonValueKind.String ? subject.GetString() : null;

    /// <summary>A claim of the whole name comes first: some providers name claims like addresses, with dots.</summary>
    private JsonElement? FindRoles(JsonElement all)
    {
        if (all.TryGetProperty(settings.RoleClaim, out var found)) return found;
        found = all;
        foreach (var name in _rolePath)
        {
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found)) return null;
        }

        return found;
    }

    private static bool Holds(JsonElement roles, string role) => roles.ValueKind switch
    {
        JsonValueKind.String => roles.ValueEquals(role),
        JsonValueKind.Array => roles.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && one.ValueEquals(role)),
        _ => false,
    };
}
