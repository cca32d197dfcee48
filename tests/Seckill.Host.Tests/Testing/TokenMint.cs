using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Seckill.Host.Tests.Testing;

/// <summary>Makes tokens by hand, good and bad ones: nothing of the product's code and no library that would refuse to.</summary>
public static class TokenMint
{
    public const string Key = "a signing key of the tests, at least 32 bytes";
    public const string Issuer = "the tests";
    public const string Audience = "the host";

    /// <summary>A good token.</summary>
    public static string Issue(string subject, string role = "buyer") => Sign(Claims(subject, role));

    /// <summary>The claims of a good token, to be spoilt.</summary>
    public static JsonObject Claims(string subject = "mallory", string role = "buyer") => new()
    {
        ["sub"] = subject,
        ["role"] = role,
        ["iss"] = Issuer,
        ["aud"] = Audience,
        ["exp"] = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds(),
    };

    /// <summary>Any claims under any header, signed with HMAC-SHA256.</summary>
    public static string Sign(JsonObject claims, string key = Key, string header = """{"alg":"HS256","typ":"JWT"}""")
    {
        var signed = Head(claims, header);
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(signed)))}";
    }

    /// <summary>Header and claims; what a signature is made over.</summary>
    public static string Head(JsonObject claims, string header) => $"{Encode(header)}.{Encode(claims.ToJsonString())}";

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
