namespace Seckill.Domain.Collections;

/// <summary>
/// An immutable map from owners to numbers that does not keep the owners. It keeps only the hash of each owner; a caller that knows the
/// number can tell whose it is. So an entry costs eight bytes and its share of a leaf. Five bits of the hash choose one of 32 children,
/// down to leaves of up to 64 entries: small enough to copy for an addition, large enough that a million entries are not a million objects.
/// </summary>
internal sealed partial class HashIndex
{
    /// <summary>Beyond this a leaf splits into a branch, unless the hash has no bits left to separate its entries.</summary>
    private const int LeafMax = 64;

    private const int HashBits = 32;

    /// <summary>A <see cref="TreeNode"/>, or a leaf: an array with hashes in its first half and their numbers in its second.</summary>
    private readonly object? _root;

    private HashIndex(object? root, int count) => (_root, Count) = (root, count);

    /// <summary>The index without entries.</summary>
    public static HashIndex Empty { get; } = new(null, 0);

    /// <summary>Number of entries.</summary>
    public int Count { get; }

    /// <summary>All numbers, in no order.</summary>
    public IEnumerable<uint> Numbers
    {
        get
        {
            var open = new Stack<object>();
            if (_root is not null) open.Push(_root);
            while (open.TryPop(out var node))
            {
                if (node is TreeNode branch)
                {
                    foreach (var way in branch.Children)
                    {
                        if (way is not null) open.Push(way);
                    }

                    continue;
                }

                var leaf = (uint[])node;
                for (var i = leaf.Length / 2; i < leaf.Length; i++) yield return leaf[i];
            }
        }
    }

    /// <summary>The number of an owner with this hash; 0 when there is none.</summary>
    public uint Find<TOwner>(int hash, TOwner owner)
        where TOwner : struct, INumberOwner => Find(_root, hash, owner);

    /// <summary>A mutable copy; this index does not change.</summary>
    public Builder ToBuilder() => new(this);

    private static uint Find<TOwner>(object? node, int hash, TOwner owner)
        where TOwner : struct, INumberOwner
    {
        for (var shift = 0; node is TreeNode branch; shift += Slots.Bits) node = branch.Children[Slots.PlaceOf((uint)hash, shift)];
        if (node is null) return 0;
        var leaf = (uint[])node;
        var count = leaf.Length / 2;
        for (var i = 0; i < count; i++)
        {
            var step = leaf.AsSpan(i, count - i).IndexOf((uint)hash);
            if (step < 0) return 0;
            i += step;
            if (owner.Owns(leaf[count + i])) return leaf[count + i];
        }

        return 0;
    }
}

/// <summary>An owner to look up in a <see cref="HashIndex"/>.</summary>
internal interface INumberOwner
{
    /// <summary>Whether the number belongs to this owner.</summary>
    bool Owns(uint number);
}
