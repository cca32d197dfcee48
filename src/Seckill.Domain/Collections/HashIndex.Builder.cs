namespace Seckill.Domain.Collections;

internal sealed partial class HashIndex
{
    /// <summary>A mutable index. It copies what it shares with immutable ones before the first change.</summary>
    public sealed class Builder
    {
        private HashIndex _published;
        private object? _maker;
        private object? _root;

        internal Builder(HashIndex origin) => (_published, _root, Count) = (origin, origin._root, origin.Count);

        /// <summary>Marks the nodes that this builder made. Created on demand: most batches do not change every collection.</summary>
        private object Maker => _maker ??= new object();

        /// <summary>Number of entries.</summary>
        public int Count { get; private set; }

        /// <summary>The number of an owner with this hash; 0 when there is none.</summary>
        public uint Find<TOwner>(int hash, TOwner owner)
            where TOwner : struct, INumberOwner => HashIndex.Find(_root, hash, owner);

        /// <summary>Adds an entry. The caller must know that neither its owner nor its number has one yet.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The number is 0, which means no entry.</exception>
        public void Add(int hash, uint number)
        {
            ArgumentOutOfRangeException.ThrowIfZero(number);
            _root = Add(_root, (uint)hash, number, shift: 0);
            Count++;
        }

        /// <summary>Removes an entry, if it exists.</summary>
        public void Remove(int hash, uint number) => _root = Remove(_root, (uint)hash, number, shift: 0);

        /// <summary>The current index. Later changes of this builder do not affect it.</summary>
        public HashIndex ToImmutable()
        {
            // From now on this builder may not change the nodes it has made so far either.
            _maker = null;
            return _published = ReferenceEquals(_root, _published._root) ? _published : new HashIndex(_root, Count);
        }

        private object Add(object? node, uint hash, uint number, int shift)
        {
            if (node is null) return new[] { hash, number };
            if (node is not TreeNode branch)
            {
                var leaf = (uint[])node;
                if (leaf.Length < 2 * LeafMax || shift >= HashBits) return LeafWith(leaf, hash, number);
                branch = Split(leaf, shift);
            }

            var own = branch.OwnedBy(Maker);
            ref var way = ref own.Children[Slots.PlaceOf(hash, shift)];
            way = Add(way, hash, number, shift + Slots.Bits);
            return own;
        }

        private static uint[] LeafWith(uint[] leaf, uint hash, uint number)
        {
            var count = leaf.Length / 2;
            var larger = new uint[leaf.Length + 2];
            leaf.AsSpan(0, count).CopyTo(larger);
            larger[count] = hash;
            leaf.AsSpan(count).CopyTo(larger.AsSpan(count + 1));
            larger[^1] = number;
            return larger;
        }

        private TreeNode Split(uint[] leaf, int shift)
        {
            var branch = new TreeNode(Maker);
            var count = leaf.Length / 2;
            for (var i = 0; i < count; i++)
            {
                ref var way = ref branch.Children[Slots.PlaceOf(leaf[i], shift)];
                way = Add(way, leaf[i], leaf[count + i], shift + Slots.Bits);
            }

            return branch;
        }

        private object? Remove(object? node, uint hash, uint number, int shift)
        {
            if (node is not TreeNode branch) return node is uint[] leaf ? LeafWithout(leaf, hash, number) : null;
            var place = Slots.PlaceOf(hash, shift);
            var rest = Remove(branch.Children[place], hash, number, shift + Slots.Bits);
            if (ReferenceEquals(rest, branch.Children[place])) return branch;
            var own = branch.OwnedBy(Maker);
            own.Children[place] = rest;
            return own.IsEmpty ? null : own;
        }

        /// <summary>Returns the same leaf if it does not contain the entry.</summary>
        private uint[]? LeafWithout(uint[] leaf, uint hash, uint number)
        {
            var count = leaf.Length / 2;
            var i = leaf.AsSpan(count).IndexOf(number);
            if (i < 0 || leaf[i] != hash) return leaf;
            Count--;
            if (count == 1) return null;
            var smaller = new uint[leaf.Length - 2];
            leaf.AsSpan(0, i).CopyTo(smaller);
            leaf.AsSpan(i + 1, count - 1).CopyTo(smaller.AsSpan(i));
            leaf.AsSpan(count + i + 1).CopyTo(smaller.AsSpan(count - 1 + i));
            return smaller;
        }
    }
}
