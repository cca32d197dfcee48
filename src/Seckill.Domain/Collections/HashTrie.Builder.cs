using System.Diagnostics.CodeAnalysis;

namespace Seckill.Domain.Collections;

public sealed partial class HashTrie<TKey, TValue>
{
    /// <summary>A map that can be changed. What it shares with immutable maps is copied before its first change, and only once.</summary>
    public sealed class Builder
    {
        private const int HashBits = 32;

        private HashTrie<TKey, TValue> _published;
        private object? _maker;
        private Node? _root;

        internal Builder(HashTrie<TKey, TValue> origin) => (_published, _root, Count) = (origin, origin._root, origin.Count);

        /// <summary>Stands for this builder in all that it makes. Made when needed: most batches leave some collections alone.</summary>
        private object Maker => _maker ??= new object();

        /// <summary>Number of entries.</summary>
        public int Count { get; private set; }

        /// <summary>The value of a key; setting it adds or replaces the entry.</summary>
        /// <exception cref="KeyNotFoundException">There is no such entry.</exception>
        public TValue this[TKey key]
        {
            get => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no entry for {key}.");
            set => _root = Set(_root, new Entry(key.GetHashCode(), key, value), shift: 0);
        }

        /// <summary>Finds the value of a key.</summary>
        public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => TryFind(_root, key, out value);

        /// <summary>Removes the entry of a key, if there is one.</summary>
        public void Remove(TKey key) => _root = Remove(_root, key, key.GetHashCode(), shift: 0);

        /// <summary>The map as it is now. Later changes of this builder do not show in it.</summary>
        public HashTrie<TKey, TValue> ToImmutable()
        {
            // From here on nothing made so far may be changed by this builder either.
            _maker = null;
            return _published = ReferenceEquals(_root, _published._root) ? _published : new HashTrie<TKey, TValue>(_root, Count);
        }

        private Node Set(Node? node, Entry entry, int shift)
        {
            if (node is not Branch branch) return node is Leaf leaf ? SetInLeaf(leaf, entry, shift) : AddLeaf([entry]);
            var way = Branch.WayOf(entry.Hash, shift);
            return WithWay(branch, way, Set(branch.Ways[way], entry, shift + Branch.Bits));
        }

        private Node SetInLeaf(Leaf leaf, Entry entry, int shift)
        {
            var index = leaf.IndexOf(entry.Hash, entry.Key);
            if (index >= 0)
            {
                var own = leaf.Maker == Maker ? leaf : new Leaf(Maker, [.. leaf.Entries]);
                own.Entries[index] = entry;
                return own;
            }

            if (leaf.Entries.Length < Leaf.EntriesMax || shift >= HashBits) return AddLeaf([.. leaf.Entries, entry]);
            Node branch = new Branch(Maker, new Node?[1 << Branch.Bits]);
            Count -= leaf.Entries.Length;
            foreach (var moved in leaf.Entries) branch = Set(branch, moved, shift);
            return Set(branch, entry, shift);
        }

        /// <summary>A leaf with one entry more than before.</summary>
        private Leaf AddLeaf(Entry[] entries)
        {
            Count++;
            return new Leaf(Maker, entries);
        }

        private Node? Remove(Node? node, TKey key, int hash, int shift)
        {
            if (node is Branch branch)
            {
                var way = Branch.WayOf(hash, shift);
                var rest = WithWay(branch, way, Remove(branch.Ways[way], key, hash, shift + Branch.Bits));
                return Array.TrueForAll(rest.Ways, child => child is null) ? null : rest;
            }

            if (node is not Leaf leaf || leaf.IndexOf(hash, key) is var index && index < 0) return node;
            Count--;
            return leaf.Entries.Length == 1 ? null : new Leaf(Maker, [.. leaf.Entries[..index], .. leaf.Entries[(index + 1)..]]);
        }

        private Branch WithWay(Branch branch, int way, Node? child)
        {
            if (ReferenceEquals(branch.Ways[way], child)) return branch;
            var own = branch.Maker == Maker ? branch : new Branch(Maker, [.. branch.Ways]);
            own.Ways[way] = child;
            return own;
        }
    }
}
