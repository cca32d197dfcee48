namespace Seckill.Domain.Collections;

/// <summary>
/// An immutable array with holes, for numbers from 0 on. Five bits of the number choose one of 32 children, so an entry among a million
/// is three or four steps away, and a change copies as many small objects. Numbers beyond the end, and holes, read as null.
/// </summary>
internal sealed partial class RadixArray<T>
    where T : class
{
    private readonly TreeNode? _root;
    private readonly int _shift;

    private RadixArray(TreeNode? root, int shift) => (_root, _shift) = (root, shift);

    /// <summary>The array without entries.</summary>
    public static RadixArray<T> Empty { get; } = new(null, 0);

    /// <summary>The entry with this number; null for a hole.</summary>
    public T? this[long number] => Find(_root, _shift, number);

    /// <summary>A mutable copy; this array does not change.</summary>
    public Builder ToBuilder() => new(this);

    /// <summary>All entries, by ascending number.</summary>
    public IEnumerable<KeyValuePair<long, T>> Ascending() => _root is null ? [] : Ascending(_root, _shift, 0);

    private static IEnumerable<KeyValuePair<long, T>> Ascending(TreeNode branch, int shift, long first)
    {
        for (var place = 0; place < Slots.Size; place++)
        {
            var number = first | ((long)place << shift);
            if (branch.Children[place] is not { } way) continue;
            if (shift == 0)
            {
                yield return KeyValuePair.Create(number, (T)way);
                continue;
            }

            foreach (var entry in Ascending((TreeNode)way, shift - Slots.Bits, number)) yield return entry;
        }
    }

    private static T? Find(TreeNode? branch, int shift, long number)
    {
        // The second condition holds when the number is beyond the reach of the root.
        if (branch is null || number >>> shift >= Slots.Size) return null;
        for (; shift > 0; shift -= Slots.Bits)
        {
            if (branch.Children[Slots.PlaceOf(number, shift)] is not { } way) return null;
            branch = (TreeNode)way;
        }

        return (T?)branch.Children[Slots.PlaceOf(number, 0)];
    }
}
