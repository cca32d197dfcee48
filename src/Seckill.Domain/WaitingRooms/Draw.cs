using System.Security.Cryptography;
using System.Text;
using Seckill.Domain.Shared;

namespace Seckill.Domain.WaitingRooms;

/// <summary>
/// The order of those who were there before the start: by HMAC-SHA256(key = seed, message = buyer id), compared as bytes. Outsiders
/// recompute it (README.md), so this never changes. Nobody can choose a name that comes early without knowing the seed.
/// </summary>
public static class Draw
{
    /// <summary>The people, first place first. It depends on the seed and on who is there, not on the order in which they came.</summary>
    public static BuyerId[] Order(RoomSeed seed, IReadOnlyCollection<BuyerId> people)
    {
        ArgumentNullException.ThrowIfNull(seed);
        ArgumentNullException.ThrowIfNull(people);
        BuyerId[] order = [.. people];
        var keys = new byte[order.Length][];
        Span<byte> name = stackalloc byte[BuyerId.LengthMax];
        for (var i = 0; i < order.Length; i++)
        {
            var length = Encoding.ASCII.GetBytes(order[i].Value, name);
            keys[i] = HMACSHA256.HashData(seed.Reveal(), name[..length]);
        }

        Array.Sort(keys, order, ByBytes.Instance);
        return order;
    }

    private sealed class ByBytes : IComparer<byte[]>
    {
        public static ByBytes Instance { get; } = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
