using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Seckill.Host.Tests.Testing;

/// <summary>Makes tickets by hand, good and bad ones, with nothing of the product's code: what is written here is what nodes of all versions agree on.</summary>
public static class TicketMint
{
    public const string Purpose = "seckill ticket v1";

    /// <summary>A ticket as the host makes it: number and end, then the first half of an HMAC over them, the item and the buyer.</summary>
    public static string Issue(
        string buyer, string item, ulong number, DateTimeOffset expiresAt, string key = TokenMint.Key, string purpose = Purpose) =>
        Issue(buyer, item, number, expiresAt.ToUnixTimeMilliseconds(), key, purpose);

    public static string Issue(string buyer, string item, ulong number, long expiresAtMs, string key = TokenMint.Key, string purpose = Purpose)
    {
        var head = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(head, number);
        BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(8), expiresAtMs);
        byte[] statement = [.. head, (byte)item.Length, .. Encoding.ASCII.GetBytes(item + buyer)];
        var sealing = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key), 32, info: Encoding.ASCII.GetBytes(purpose));
        return Base64Url.EncodeToString([.. head, .. HMACSHA256.HashData(sealing, statement)[..16]]);
    }

    /// <summary>Number and end of a ticket.</summary>
    public static (ulong Number, DateTimeOffset ExpiresAt) Read(string ticket)
    {
        var bytes = Base64Url.DecodeFromChars(ticket);
        return (BinaryPrimitives.ReadUInt64BigEndian(bytes), DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(8))));
    }

    /// <summary>The same ticket with one bit turned.</summary>
    public static string WithBit(string ticket, int bit)
    {
        var bytes = Base64Url.DecodeFromChars(ticket);
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        return Base64Url.EncodeToString(bytes);
    }
}
