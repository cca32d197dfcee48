using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Seckill.Faults.Shoppers;

/// <summary>Makes tokens by hand, with the key that the nodes were given.</summary>
internal static class Badges
{
    public const string SigningKey = "a signing key of the fault harness, at least 32 bytes";
    public const string Issuer = "the fault harness";
    public const string Audience = "the nodes";

    private static readonly byte[] Key = Encoding.UTF8.GetBytes(SigningKey);
    private static readonly string Header = Encode("""{"alg":"HS256","typ":"JWT"}""");

    /// <summary>Long enough for any run, and for a clock that is a minute wrong.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    public static string Issue(string subject, string role = "buyer")
    {
        var claims = new JsonObject
        {
            ["sub"] = subject,
            ["role"] = role,
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["exp"] = (DateTimeOffset.UtcNow + Lifetime).ToUnixTimeSeconds(),
        };
        var signed = $"{Header}.{Encode(claims.ToJsonString())}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(signed)))}";
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
