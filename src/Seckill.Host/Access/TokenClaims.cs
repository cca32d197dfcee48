using System.Text.Json;
using Seckill.Domain.Shared;

namespace Seckill.Host.Access;

/// <summary>The relevant claims of a token, each at most once and of its plain type.</summary>
internal struct TokenClaims
{
    private string? _subject;
    private bool _hasIssuer;
    private bool _hasAudience;
    private bool _hasRole;
    private bool _isOperator;

    /// <summary>Expiry in seconds since 1970-01-01T00:00:00Z; null when the token has none.</summary>
    public long? Expires { get; private set; }

    /// <summary>Start of validity, in the same form.</summary>
    public long? NotBefore { get; private set; }

    /// <summary>Reads claims. False when they are unusual, not by this issuer, or not for this audience.</summary>
    /// <exception cref="JsonException">They are not JSON.</exception>
    /// <exception cref="InvalidOperationException">A text is no valid UTF-8.</exception>
    public static bool TryRead(ReadOnlySpan<byte> json, string issuer, string audience, out TokenClaims claims)
    {
        claims = default;
        // Parsers differ most in their treatment of escapes.
        if (json.Contains((byte)'\\')) return false;
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!claims.TryTake(ref reader, issuer, audience)) return false;
        }

        return reader.TokenType == JsonTokenType.EndObject && !reader.Read() && claims is { _hasIssuer: true, _hasAudience: true };
    }

    /// <summary>The caller named by the claims; null when there is none.</summary>
    public readonly Caller? ToCaller() => BuyerId.TryParse(_subject, out var buyer) ? new Caller(buyer, _isOperator) : null;

    private bool TryTake(ref Utf8JsonReader reader, string issuer, string audience)
    {
        if (reader.ValueTextEquals("sub"u8)) return _subject is null && (_subject = TextOf(ref reader)) is not null;
        if (reader.ValueTextEquals("role"u8)) return !_hasRole && (_hasRole = TryFind(ref reader, Caller.OperatorRole, out _isOperator));
        if (reader.ValueTextEquals("iss"u8)) return !_hasIssuer && (_hasIssuer = IsText(ref reader) && reader.ValueTextEquals(issuer));
        if (reader.ValueTextEquals("aud"u8)) return !_hasAudience && TryFind(ref reader, audience, out _hasAudience) && _hasAudience;
        if (reader.ValueTextEquals("exp"u8)) return Expires is null && (Expires = SecondsOf(ref reader)) is not null;
        if (reader.ValueTextEquals("nbf"u8)) return NotBefore is null && (NotBefore = SecondsOf(ref reader)) is not null;
        // The library knows some other claims and their form. Here they may only be a text or a time.
        return reader.ValueTextEquals("iat"u8) ? SecondsOf(ref reader) is not null : IsText(ref reader);
    }

    private static bool IsText(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.String;

    private static string? TextOf(ref Utf8JsonReader reader) => IsText(ref reader) ? reader.GetString() : null;

    private static long? SecondsOf(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var seconds) && seconds >= 0 ? seconds : null;

    /// <summary>Looks for a text in a claim that is a text or a list of texts. False when it is neither.</summary>
    private static bool TryFind(ref Utf8JsonReader reader, string text, out bool isFound)
    {
        isFound = IsText(ref reader) && reader.ValueTextEquals(text);
        if (reader.TokenType != JsonTokenType.StartArray) return reader.TokenType == JsonTokenType.String;
        while (IsText(ref reader)) isFound |= reader.ValueTextEquals(text);
        return reader.TokenType == JsonTokenType.EndArray;
    }
}
