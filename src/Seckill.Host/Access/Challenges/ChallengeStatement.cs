using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Seckill.Domain.Challenges;
using Seckill.Domain.Shared;
using Seckill.Host.Access.Tickets;

namespace Seckill.Host.Access.Challenges;

/// <summary>What one has to do for a ticket. The numbers are in what is sealed, so they are frozen.</summary>
internal enum ChallengeKind : byte
{
    /// <summary>Find a number.</summary>
    Work = 1,

    /// <summary>Wait.</summary>
    Wait = 2,
}

/// <summary>The names of the kinds, in requests and answers.</summary>
internal static class ChallengeKinds
{
    public const string Work = "work";
    public const string Wait = "wait";

    /// <summary>All names.</summary>
    public static readonly string[] Names = [Work, Wait];

    /// <summary>Reads a name; null for any other text.</summary>
    public static ChallengeKind? Read(string? name) => name switch
    {
        Work => ChallengeKind.Work,
        Wait => ChallengeKind.Wait,
        _ => null,
    };

    public static string Of(ChallengeKind kind) => kind == ChallengeKind.Work ? Work : Wait;
}

/// <summary>
/// What the seal of a challenge covers: everything of it, the item and the buyer. The layout is frozen, because nodes of different versions
/// check each other's challenges: kind (1 byte), end, earliest time and largest number (8 each), salt (16), hash (32), length of the item's
/// name (1), item, buyer.
/// </summary>
internal readonly record struct ChallengeStatement(ChallengeKind Kind, long ExpiresAtMs, long NotBeforeMs, long MaxNumber)
{
    /// <summary>Bytes of a salt; clients see them in hex.</summary>
    public const int SaltSize = 16;

    /// <summary>Bytes of the longest statement.</summary>
    public const int SizeMax = ItemAt + 1 + ItemId.LengthMax + BuyerId.LengthMax;

    private const int SaltAt = 1 + (3 * sizeof(long));
    private const int HashAt = SaltAt + SaltSize;
    private const int ItemAt = HashAt + ProofOfWork.HashSize;

    /// <summary>Writes the statement.</summary>
    /// <param name="target"><see cref="SizeMax"/> bytes.</param>
    /// <param name="salt">The salt.</param>
    /// <param name="hash">The hash whose number is wanted; empty where none is.</param>
    /// <param name="item">For which item.</param>
    /// <param name="buyer">For whom.</param>
    /// <returns>The part of <paramref name="target"/> that is written.</returns>
    public ReadOnlySpan<byte> Write(Span<byte> target, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> hash, ItemId item, BuyerId buyer)
    {
        target[0] = (byte)Kind;
        BinaryPrimitives.WriteInt64BigEndian(target[1..], ExpiresAtMs);
        BinaryPrimitives.WriteInt64BigEndian(target[9..], NotBeforeMs);
        BinaryPrimitives.WriteInt64BigEndian(target[17..], MaxNumber);
        salt.CopyTo(target[SaltAt..]);
        target[HashAt..ItemAt].Clear();
        hash.CopyTo(target[HashAt..]);
        var size = ItemAt;
        target[size++] = (byte)item.Value.Length;
        size += Encoding.ASCII.GetBytes(item.Value, target[size..]);
        size += Encoding.ASCII.GetBytes(buyer.Value, target[size..]);
        return target[..size];
    }

    /// <summary>
    /// The number of the ticket that the challenge buys: derived from it alone, and not from a key, so that every node gives the same one,
    /// also after a rotation of keys. Nobody can choose it, because the salt is not theirs to choose.
    /// </summary>
    public static ulong TicketNumberOf(ReadOnlySpan<byte> statement)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(statement, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    /// <summary>Reads exactly so many bytes from hex; false for any other text.</summary>
    public static bool TryReadHex(string? text, Span<byte> bytes) =>
        text is not null && text.Length == 2 * bytes.Length
        && Convert.FromHexString(text, bytes, out _, out var written) == OperationStatus.Done && written == bytes.Length;

    /// <summary>Reads a seal; false for any other text.</summary>
    public static bool TryReadSeal(string? text, Span<byte> seal)
    {
        // The decoder needs room for a whole group more than a seal has.
        Span<byte> bytes = stackalloc byte[StatementSeal.Size + 2];
        if (text is null || text.Length != Base64Url.GetEncodedLength(StatementSeal.Size)) return false;
        if (Base64Url.DecodeFromChars(text, bytes, out _, out var written) != OperationStatus.Done || written != StatementSeal.Size) return false;
        bytes[..StatementSeal.Size].CopyTo(seal);
        return true;
    }
}
