using Seckill.Domain.Shared;

namespace Seckill.Domain.Items;

/// <summary>
/// An entry's place in its ledger's hash chain. The item creates the link when it decides, because it knows the entry before: only one
/// write is in flight. The journal's writer computes the hash from the bytes that it stores, on its own thread. So the item hashes nothing,
/// and an entry is serialized once. The hash is set exactly once, before anybody learns that the entry is committed.
/// </summary>
public sealed class ChainLink : IEquatable<ChainLink>
{
    private readonly ItemId _item;
    private readonly long _revision;
    private readonly LedgerHash? _previous;

    private ChainLink(ItemId item, long revision, LedgerHash? previous, bool startsChain, LedgerHash? hash) =>
        (_item, _revision, _previous, StartsChain, Hash) = (item, revision, previous, startsChain, hash);

    /// <summary>
    /// Whether the chain starts here, because the hash of the entry before is unknown: this is the first entry, or an earlier version of the
    /// program wrote the one before.
    /// </summary>
    public bool StartsChain { get; }

    /// <summary>The entry's hash; null until it is written.</summary>
    public LedgerHash? Hash { get; private set; }

    /// <summary>The link of an entry that is about to be written.</summary>
    /// <param name="item">The item.</param>
    /// <param name="revision">The entry's number.</param>
    /// <param name="previous">The hash of the entry before; null when it is not known.</param>
    public static ChainLink Next(ItemId item, long revision, LedgerHash? previous) => new(item, revision, previous, previous is null, hash: null);

    /// <summary>The link of an entry that was written before.</summary>
    public static ChainLink Stored(LedgerHash hash, bool startsChain = false) => new(default, 0, null, startsChain, hash);

    /// <summary>Computes the hash of the entry, and keeps it; a second call returns the first one's.</summary>
    /// <param name="entry">The entry as it is stored, without the hash.</param>
    public LedgerHash Close(ReadOnlySpan<byte> entry) => Hash ??= LedgerHash.Of(_previous, _item, _revision, entry);

    /// <summary>Links are the same when they carry the same hash.</summary>
    public bool Equals(ChainLink? other) => other is not null && Equals(Hash, other.Hash);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ChainLink);

    /// <inheritdoc/>
    /// <remarks>The same for all: the hash may still be unknown now and known later.</remarks>
    public override int GetHashCode() => 0;
}
