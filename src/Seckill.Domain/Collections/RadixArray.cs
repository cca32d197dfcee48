namespace Seckill.Domain.Collections;

/// <summary>
/// An immutable array with holes, for numbers from 0 on: five bits of the number choose one of 32 ways, so that one of a million
/// entries is three or four steps away, and a change copies as many small objects. What lies beyond the ends or in a hole is null.
/// </summary>
internal sealed partial class RadixArray<T>
    where T : class
{
    private readonly FanBranch? _root;
    private readonly int _shift;

    private RadixArray(FanBranch? root, int shift) => (_root, _shift) = (root, shift);

    /// <summary>The array of nothing but holes.</summary>
    public static RadixArray<T> Empty { get; } = new(null, 0);

    /// <summary>What was put there; null for a hole.</summary>
    public T? this[long number] => Find(_root, _shift, number);

    /// <summary>A copy that can be changed; this array stays as it is.</summary>
    public Builder ToBuilder() => new(this);

    /// <summary>All that is not a hole, by ascending number.</summary>
    public IEnumerable<KeyValuePair<long, T>> Ascending() => _root is null ? [] : Ascending(_root, _shift, 0);

    private static IEnumerable<KeyValuePair<long, T>> Ascending(FanBranch branch, int shift, long first)
    {
        for (var place = 0; place < Fan.Size; place++)
        {
            var number = first | ((long)place << shift);
            if (branch.Ways[place] is not { } way) continue;
            if (shift == 0)
            {
                yield return KeyValuePair.Create(number, (T)way);
                continue;
            }

            foreach (var entry in Ascending((FanBranch)way, shift - Fan.Bits, number)) yield return entry;
        }
    }

    private static T? Find(FanBranch? branch, int shift, long number)
    {
        // The second condition: the number is beyond all that the root reaches.
        if (branch is null || number >>> shift >= Fan.Size) return null;
        for (; shift > 0; shift -= Fan.Bits)
        {
            if (branch.Ways[Fan.PlaceOf(number, shift)] is not { } way) return null;
            branch = (FanBranch)way;
        }

        return (T?)branch.Ways[Fan.PlaceOf(number, 0)];
    }
}
