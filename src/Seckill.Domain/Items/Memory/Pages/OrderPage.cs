using Seckill.Domain.Collections;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items.Memory.Pages;

/// <summary>
/// Orders of 32 consecutive sequences: objects while further ones come onto the page (<see cref="LoosePage"/>), bytes once it is full
/// (<see cref="PackedPage"/>).
/// </summary>
internal abstract class OrderPage
{
    public const int Size = Slots.Size;

    /// <summary>Most bytes that the names of an order take: buyer, payment, key.</summary>
    public const int NamesSizeMax = 3 * VisibleAscii.LengthMax;

    /// <summary>Number of orders on the page; never 0 once committed.</summary>
    public abstract int Count { get; }

    /// <summary>The order of one of its sequences; null when it is not remembered.</summary>
    public abstract OrderEntry? Find(long sequence);

    /// <summary>Reads the order of one of its sequences as bytes; false when it is not remembered.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="names">A buffer of <see cref="NamesSizeMax"/> bytes.</param>
    /// <param name="order">The order; its names point into the buffer.</param>
    public abstract bool TryRead(long sequence, Span<byte> names, out OrderRecord order);

    /// <summary>Whether the order of one of its sequences is remembered and belongs to the buyer.</summary>
    public abstract bool IsOf(long sequence, BuyerId buyer);

    /// <summary>Status of the order of one of its sequences; null when it is not remembered.</summary>
    public abstract OrderStatus? StatusOf(long sequence);

    /// <summary>The <see cref="BuyerId.StableHash"/> of the buyer of an order, which must be remembered.</summary>
    public abstract ulong BuyerHashOf(long sequence);

    /// <summary>Number of the page that a sequence is on.</summary>
    public static long NumberOf(long sequence) => sequence >>> Slots.Bits;

    /// <summary>Place of a sequence on its page.</summary>
    public static int PlaceOf(long sequence) => Slots.PlaceOf(sequence, 0);

    /// <summary>Lowest sequence of a page.</summary>
    public static long FirstOf(long number) => number << Slots.Bits;

    /// <summary>Highest sequence of a page.</summary>
    public static long LastOf(long number) => FirstOf(number) + Size - 1;
}
