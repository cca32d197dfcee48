using System.Runtime.CompilerServices;

namespace Seckill.Domain.Collections;

/// <summary>32 places inside the object that owns them, so a level of a tree costs one object and one memory access, not two.</summary>
[InlineArray(Slots.Size)]
internal struct Slots<T>
{
#pragma warning disable IDE0044, IDE0051, CS0169 // The runtime repeats this field 32 times; no code names it.
    private T _place;
#pragma warning restore IDE0044, IDE0051, CS0169
}

/// <summary>How a number selects places in a tree.</summary>
internal static class Slots
{
    /// <summary>Bits that choose a place.</summary>
    public const int Bits = 5;

    /// <summary>Number of places.</summary>
    public const int Size = 1 << Bits;

    /// <summary>The place that the bits from <paramref name="shift"/> on choose.</summary>
    public static int PlaceOf(long number, int shift) => (int)(number >>> shift) & (Size - 1);
}
