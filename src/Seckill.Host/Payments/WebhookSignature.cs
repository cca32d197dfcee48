using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Seckill.Host.Wire;

namespace Seckill.Host.Payments;

/// <summary>
/// Signs and checks webhooks by the Standard Webhooks specification: HMAC-SHA256 over <c>{id}.{timestamp}.{body}</c>, with an old or
/// future timestamp refused, so that a recorded request is worth nothing later.
/// </summary>
internal sealed class WebhookSignature(IOptions<PaymentSettings> settings, TimeProvider time)
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    private const string Version = "v1,";

    private static readonly TimeSpan AgeMax = TimeSpan.FromMinutes(5);

    private readonly byte[][] _keys = settings.Value.ReadKeys();

    /// <summary>The signature of a body with the first secret, as its header wants it.</summary>
    public string Sign(string id, long timestamp, ReadOnlySpan<byte> body) =>
        Version + Convert.ToBase64String(Hash(_keys[0], id, timestamp, body));

    /// <summary>Why a webhook is not believed; null when it is.</summary>
    public string? FindFault(IHeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        var id = headers.ReadOne(IdHeader).Value;
        var timestampText = headers.ReadOne(TimestampHeader).Value;
        var signatures = headers.ReadOne(SignatureHeader).Value;
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(timestampText) || string.IsNullOrEmpty(signatures))
            return $"The headers {IdHeader}, {TimestampHeader} and {SignatureHeader} are required, once each.";
        if (!long.TryParse(timestampText, NumberStyles.None, CultureInfo.InvariantCulture, out var timestamp))
            return $"{TimestampHeader} is not a number of seconds since 1970.";
        if (Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - timestamp) > AgeMax.TotalSeconds)
            return $"{TimestampHeader} is more than five minutes away from this service's clock.";
        // Either side may have several secrets while they are being rotated; one signature by one of ours is enough.
        var given = signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var key in _keys)
        {
            var expected = Hash(key, id, timestamp, body);
            if (given.Any(signature => Matches(signature, expected))) return null;
        }

        return $"{SignatureHeader} does not match.";
    }

    private static bool Matches(string signature, byte[] expected)
    {
        if (!signature.StartsWith(Version, StringComparison.Ordinal)) return false;
        Span<byte> given = stackalloc byte[SHA256.HashSizeInBytes];
        return Convert.TryFromBase64String(signature[Version.Length..], given, out var length)
            && CryptographicOperations.FixedTimeEquals(given[..length], expected);
    }

    private static byte[] Hash(byte[] key, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        // Headers are read as Latin-1, so this gives back the bytes that were sent.
        hash.AppendData(Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")));
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }
}
