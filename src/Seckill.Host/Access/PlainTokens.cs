using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Seckill.Host.Access;

/// <summary>
/// Reads tokens of the ordinary shape in a fraction of the library's time (the benchmark <c>micro</c> compares them): a header that
/// the library has accepted before, our signature over it and the claims, each known claim at most once and of its plain type. Unusual
/// tokens return null and fall back to the library. A test compares the two.
/// </summary>
internal sealed class PlainTokens(AuthSettings settings, TokenLifetime lifetime)
{
    /// <summary>Longest token of the ordinary shape, in characters; it is processed on the stack.</summary>
    private const int LengthMax = 1_024;

    /// <summary>Headers differ by issuer (order of members, key id), not by buyer.</summary>
    private const int HeadersMax = 8;

    private const int SignatureLength = 43;

    /// <summary>The last second that a date can represent.</summary>
    private const long SecondsMax = 253_402_300_799;

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private readonly IReadOnlyList<byte[]> _keys = settings.KeyBytes;
    private ImmutableArray<string> _headers = [];

    /// <summary>The caller named by the token; null when the library must decide.</summary>
    public Caller? Read(ReadOnlySpan<char> token)
    {
        if (token.Length > LengthMax) return null;
        var signed = token[..Math.Max(token.LastIndexOf('.'), 0)];
        var header = signed[..Math.Max(signed.IndexOf('.'), 0)];
        if (!IsKnown(header)) return null;
        var claims = signed[(header.Length + 1)..];
        var signature = token[(signed.Length + 1)..];
        return !claims.ContainsAnyExcept(Alphabet) && IsSigned(signed, signature) ? CallerOf(claims) : null;
    }

    /// <summary>Learns from a token that the library has accepted: whether it accepts a header does not depend on the claims.</summary>
    public void Learn(string token)
    {
        var header = token.AsSpan(0, token.IndexOf('.', StringComparison.Ordinal));
        if (_headers.Length < HeadersMax && !IsKnown(header)) _headers = _headers.Add(header.ToString());
    }

    private bool IsKnown(ReadOnlySpan<char> header)
    {
        foreach (var known in _headers)
        {
            if (header.SequenceEqual(known)) return true;
        }

        return false;
    }

    private bool IsSigned(ReadOnlySpan<char> signed, ReadOnlySpan<char> signature)
    {
        if (signature.Length != SignatureLength) return false;
        Span<byte> bytes = stackalloc byte[LengthMax];
        bytes = bytes[..Encoding.ASCII.GetBytes(signed, bytes)];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<char> expected = stackalloc char[SignatureLength];
        // The first key signs today's tokens; the others are there during a rotation only.
        foreach (var key in _keys)
        {
            HMACSHA256.HashData(key, bytes, hash);
            Base64Url.EncodeToChars(hash, expected);
            if (CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(expected), MemoryMarshal.AsBytes(signature))) return true;
        }

        return false;
    }

    private Caller? CallerOf(ReadOnlySpan<char> claims)
    {
        Span<byte> json = stackalloc byte[LengthMax];
        try
        {
            return Base64Url.TryDecodeFromChars(claims, json, out var length)
                && TokenClaims.TryRead(json[..length], settings.Issuer!, settings.Audience!, out var read)
                && lifetime.IsAlive(DateOf(read.NotBefore), DateOf(read.Expires))
                ? read.ToCaller()
                : null;
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private static DateTime? DateOf(long? seconds) =>
        seconds is { } known ? DateTime.UnixEpoch.AddSeconds(Math.Clamp(known, 0, SecondsMax)) : null;
}
