using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Seckill.Host.Wire;

namespace Seckill.Host.Payments;

/// <summary>
/// Signs and checks webhooks by the Standard Webhooks specification: HMAC-SHA256 over <c>{id}.{timestamp}.{body}</c>. It refuses an old
/// or future timestamp, so that a recorded request is worthless later.
/// </summary>
internal sealed class WebhookSignature(IOptions<PaymentSettings> settings, TimeProvider time)
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    private const string Version = "v1,";

    private const string NoMatch = SignatureHeader + " does not match.";

    private static readonly TimeSpan AgeMax = TimeSpan.FromMinutes(5);

    private readonly byte[][] _keys = settings.Value.ReadKeys();

    /// <summary>The signature of a body with the first secret, in the form of its header.</summary>
    public string Sign(string id, long timestamp, ReadOnlySpan<byte> body) =>
        Version + Convert.ToBase64String(Hash(_keys[0], id, timestamp, body));

    /// <summary>Why a webhook is not accepted; null if it is.</summary>
    public string? FindFault(IHeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        if (FindFault(headers, out var claim) is { } fault) return fault;
        // Either side may have several secrets during a rotation; one signature with one of ours is enough.
        foreach (var key in _keys)
        {
            var expected = Hash(key, claim.Id, claim.Timestamp, body);
            if (claim.Signatures.Exists(signature => CryptographicOperations.FixedTimeEquals(signature, expected))) return null;
        }

        return NoMatch;
    }

    /// <summary>Why a webhook cannot be accepted whatever its body is; null when the body decides. Costs no hash.</summary>
    public string? FindFault(IHeaderDictionary headers) => FindFault(headers, out _);

    private string? FindFault(IHeaderDictionary headers, out Claim claim)
    {
        claim = default;
        var id = headers.ReadOne(IdHeader).Value;
        var timestampText = headers.ReadOne(TimestampHeader).Value;
        var signatures = headers.ReadOne(SignatureHeader).Value;
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(timestampText) || string.IsNullOrEmpty(signatures))
            return $"The headers {IdHeader}, {TimestampHeader} and {SignatureHeader} are required, once each.";
        if (!long.TryParse(timestampText, NumberStyles.None, CultureInfo.InvariantCulture, out var timestamp))
            return $"{TimestampHeader} is not a number of seconds since 1970.";
        if (Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - timestamp) > AgeMax.TotalSeconds)
            return $"{TimestampHeader} is more than five minutes away from this service's clock.";
        List<byte[]> given = [.. signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Read).OfType<byte[]>()];
        claim = new Claim(id, timestamp, given);
        return given.Count > 0 ? null : NoMatch;
    }

    /// <summary>The bytes of a signature; null when it has another version, or is not a signature.</summary>
    private static byte[]? Read(string signature)
    {
        if (!signature.StartsWith(Version, StringComparison.Ordinal)) return null;
        var bytes = new byte[SHA256.HashSizeInBytes];
        return Convert.TryFromBase64String(signature[Version.Length..], bytes, out var length) && length == bytes.Length ? bytes : null;
    }

    private static byte[] Hash(byte[] key, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        // Headers are read as Latin-1, so this gives back the bytes that were sent.
        hash.AppendData(Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")));
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    /// <summary>The contents of a webhook's headers.</summary>
    private readonly record struct Claim(string Id, long Timestamp, List<byte[]> Signatures);
}
