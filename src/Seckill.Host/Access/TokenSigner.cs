using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Seckill.Host.Access;

/// <summary>
/// Makes tokens (JWT, HS256), a hundred thousand in well under a second. The library that validates all tokens reads them too, so each
/// checks the other.
/// </summary>
internal sealed class TokenSigner(AuthSettings settings, DateTimeOffset now, TimeSpan lifetime)
{
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    private readonly byte[] _key = settings.KeyBytes[0];
    private readonly ArrayBufferWriter<byte> _payload = new(256);

    /// <summary>When the tokens end, in whole seconds.</summary>
    public DateTimeOffset ExpiresAt { get; } = DateTimeOffset.FromUnixTimeSeconds((now + lifetime).ToUnixTimeSeconds());

    public string Sign(string subject, string role)
    {
        var signed = $"{Header}.{Payload(subject, role)}";
        var signature = HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(signed));
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private string Payload(string subject, string role)
    {
        _payload.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_payload);
        json.WriteStartObject();
        json.WriteString("sub"u8, subject);
        json.WriteString("role"u8, role);
        json.WriteString("iss"u8, settings.Issuer);
        json.WriteString("aud"u8, settings.Audience);
        json.WriteNumber("iat"u8, now.ToUnixTimeSeconds());
        json.WriteNumber("exp"u8, ExpiresAt.ToUnixTimeSeconds());
        json.WriteEndObject();
        json.Flush();
        return Base64Url.EncodeToString(_payload.WrittenSpan);
    }
}
