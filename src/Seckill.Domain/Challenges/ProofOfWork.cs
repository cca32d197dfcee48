using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Seckill.Domain.Challenges;

/// <summary>
/// The work of a challenge, in the manner of ALTCHA: find the number, from 0 to a maximum, for which
/// <c>SHA-256(salt + number) = challenge</c>. The number is written in decimal digits. Nothing is quicker than trying, so the work is
/// half of the numbers on average; checking it is one hash.
/// </summary>
public static class ProofOfWork
{
    /// <summary>The hash function, as clients name it.</summary>
    public const string Algorithm = "SHA-256";

    /// <summary>Length of a hash, in bytes.</summary>
    public const int HashSize = SHA256.HashSizeInBytes;

    /// <summary>Longest salt, in bytes of UTF-8.</summary>
    public const int SaltBytesMax = 256;

    /// <summary>Digits of the longest number, and a sign.</summary>
    private const int NumberSizeMax = 20;

    /// <summary>So many attempts lie between two looks at whether somebody has given up.</summary>
    private const int AttemptsPerLook = 4_096;

    /// <summary>Writes the hash of a salt and a number: the challenge that the number solves.</summary>
    /// <param name="salt">Up to <see cref="SaltBytesMax"/> bytes of UTF-8.</param>
    /// <param name="number">The solution.</param>
    /// <param name="challenge"><see cref="HashSize"/> bytes.</param>
    /// <exception cref="ArgumentException">The salt is too long.</exception>
    public static void Hash(string salt, long number, Span<byte> challenge)
    {
        Span<byte> text = stackalloc byte[SaltBytesMax + NumberSizeMax];
        HashAt(text, WriteSalt(salt, text), number, challenge);
    }

    /// <summary>
    /// Solves a challenge as the service hands it out: the reference for whoever writes a client. It takes a processor for
    /// <paramref name="maxNumber"/> / 2 hashes on average.
    /// </summary>
    /// <param name="salt">The challenge's <c>salt</c>.</param>
    /// <param name="challenge">The challenge's <c>challenge</c>, in hex.</param>
    /// <param name="maxNumber">The challenge's <c>maxNumber</c>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The <c>number</c>; null when no number up to the maximum solves it.</returns>
    /// <exception cref="ArgumentException">The salt is too long.</exception>
    /// <exception cref="FormatException">The challenge is not the hex of a hash.</exception>
    /// <exception cref="OperationCanceledException">Somebody gave up.</exception>
    public static long? Solve(string salt, string challenge, long maxNumber, CancellationToken cancellation = default)
    {
        var wanted = Convert.FromHexString(challenge);
        if (wanted.Length != HashSize) throw new FormatException($"'{challenge}' is not {HashSize} bytes in hex.");
        Span<byte> text = stackalloc byte[SaltBytesMax + NumberSizeMax];
        Span<byte> hash = stackalloc byte[HashSize];
        var saltSize = WriteSalt(salt, text);
        for (var number = 0L; number <= maxNumber; number++)
        {
            if (number % AttemptsPerLook == 0) cancellation.ThrowIfCancellationRequested();
            HashAt(text, saltSize, number, hash);
            if (hash.SequenceEqual(wanted)) return number;
        }

        return null;
    }

    private static int WriteSalt(string salt, Span<byte> text) =>
        Encoding.UTF8.GetByteCount(salt) <= SaltBytesMax
            ? Encoding.UTF8.GetBytes(salt, text)
            : throw new ArgumentException($"A salt has up to {SaltBytesMax} bytes.", nameof(salt));

    private static void HashAt(Span<byte> text, int saltSize, long number, Span<byte> hash)
    {
        number.TryFormat(text[saltSize..], out var digits, default, CultureInfo.InvariantCulture);
        SHA256.HashData(text[..(saltSize + digits)], hash);
    }
}
