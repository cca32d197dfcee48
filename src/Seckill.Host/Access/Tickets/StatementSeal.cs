using System.Security.Cryptography;
using System.Text;

namespace Seckill.Host.Access.Tickets;

/// <summary>
/// Signs short statements that any node of the shop must be able to check without a message or a table. Its keys are derived from those of
/// our tokens, one set per purpose, so a seal for one purpose is worth nothing for another, and a rotation of the tokens' keys covers
/// the seals: every key is accepted, the first one signs.
/// </summary>
/// <remarks>
/// HMAC-SHA256, cut to 128 bits (RFC 2104, section 5, asks for at least 80 and half of the hash): who guesses a million seals a second finds
/// one in 10^25 years.
/// </remarks>
internal sealed class StatementSeal(AuthSettings settings, string purpose)
{
    /// <summary>Length of a seal, in bytes.</summary>
    public const int Size = 16;

    private const int KeySize = 32;

    private readonly byte[][] _keys =
        [.. settings.KeyBytes.Select(key => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, KeySize, info: Encoding.ASCII.GetBytes(purpose)))];

    /// <summary>Writes the seal of a statement.</summary>
    public void Sign(ReadOnlySpan<byte> statement, Span<byte> seal)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_keys[0], statement, hash);
        hash[..Size].CopyTo(seal);
    }

    /// <summary>Whether one of our keys signed the statement. It takes as long for a wrong seal as for a nearly right one.</summary>
    public bool IsValid(ReadOnlySpan<byte> statement, ReadOnlySpan<byte> seal)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var key in _keys)
        {
            HMACSHA256.HashData(key, statement, hash);
            if (CryptographicOperations.FixedTimeEquals(hash[..Size], seal)) return true;
        }

        return false;
    }
}
