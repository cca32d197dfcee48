using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Seckill.Domain.Collections;

/// <summary>
/// An immutable map for many entries on a hot path: five bits of the hash choose one of 32 ways, down to a few entries that are
/// compared one by one. <see cref="System.Collections.Immutable.ImmutableDictionary{TKey, TValue}"/> does the same with a binary
/// tree of one object per entry: to find one of 100,000 it visits 17 objects all over the memory, this map 4. Measured with buyers
/// as keys: lookups and additions take a third of the time.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "A trie, like a stack or a queue, is known by its own name.")]
[SuppressMessage("Design", "CA1000", Justification = "Empty is where everybody looks for it on an immutable collection.")]
public sealed partial class HashTrie<TKey, TValue> : IReadOnlyDictionary<TKey, TValue>
    where TKey : notnull
{
    private readonly Node? _root;

    private HashTrie(Node? root, int count) => (_root, Count) = (root, count);

    /// <summary>The map without entries.</summary>
    public static HashTrie<TKey, TValue> Empty { get; } = new(null, 0);

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public IEnumerable<TKey> Keys => this.Select(entry => entry.Key);

    /// <inheritdoc/>
    public IEnumerable<TValue> Values => this.Select(entry => entry.Value);

    /// <inheritdoc/>
    public TValue this[TKey key] =>
        TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no entry for {key}.");

    /// <inheritdoc/>
    public bool ContainsKey(TKey key) => TryGetValue(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => TryFind(_root, key, out value);

    /// <summary>A copy that can be changed; this map stays as it is.</summary>
    public Builder ToBuilder() => new(this);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator()
    {
        var open = new Stack<Node>();
        if (_root is not null) open.Push(_root);
        while (open.TryPop(out var node))
        {
            foreach (var child in (node as Branch)?.Ways ?? [])
            {
                if (child is not null) open.Push(child);
            }

            foreach (var entry in (node as Leaf)?.Entries ?? []) yield return KeyValuePair.Create(entry.Key, entry.Value);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool TryFind(Node? node, TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var hash = key.GetHashCode();
        for (var shift = 0; node is Branch branch; shift += Branch.Bits) node = branch.Ways[Branch.WayOf(hash, shift)];
        if (node is Leaf leaf && leaf.IndexOf(hash, key) is >= 0 and var index)
        {
            value = leaf.Entries[index].Value;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>A part of the map. Who made it may change it until it is published; everybody else makes a new one.</summary>
    private abstract class Node(object maker)
    {
        public object Maker { get; } = maker;
    }

    private sealed class Branch(object maker, Node?[] ways) : Node(maker)
    {
        public const int Bits = 5;

        public Node?[] Ways { get; } = ways;

        public static int WayOf(int hash, int shift) => (hash >>> shift) & ((1 << Bits) - 1);
    }

    private sealed class Leaf(object maker, Entry[] entries) : Node(maker)
    {
        /// <summary>More entries are spread over a branch, unless the hash has no bits left to tell them apart.</summary>
        public const int EntriesMax = 8;

        public Entry[] Entries { get; } = entries;

        public int IndexOf(int hash, TKey key)
        {
            for (var i = 0; i < Entries.Length; i++)
            {
                if (Entries[i].Hash == hash && EqualityComparer<TKey>.Default.Equals(Entries[i].Key, key)) return i;
            }

            return -1;
        }
    }

    private readonly record struct Entry(int Hash, TKey Key, TValue Value);
}
