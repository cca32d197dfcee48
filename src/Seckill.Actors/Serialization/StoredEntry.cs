using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Seckill.Actors.Ledger.Chain;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Serialization;

/// <summary>
/// The stored bytes of an entry and the hash at their end. It reads no more of them than the hash chain needs: the outermost fields.
/// </summary>
internal sealed class StoredEntry
{
    private const int StartTag = (Protos.BatchCommitted.StartsChainFieldNumber << 3) | (int)WireFormat.WireType.Varint;

    private readonly byte[] _bytes;
    private readonly int _hashedSize;

    /// <summary>The last field before the hash of an entry that starts a chain.</summary>
    private static ReadOnlySpan<byte> Start => [StartTag, 1];

    private StoredEntry(byte[] bytes, int hashedSize, bool startsChain, LedgerHash? hash) =>
        (_bytes, _hashedSize, StartsChain, Hash) = (bytes, hashedSize, startsChain, hash);

    /// <summary>Whether the hash before counts as 32 zero bytes.</summary>
    public bool StartsChain { get; }

    /// <summary>The stored hash; null in entries of earlier versions.</summary>
    public LedgerHash? Hash { get; }

    /// <summary>The bytes that the hash covers.</summary>
    public ReadOnlySpan<byte> Hashed => _bytes.AsSpan(0, _hashedSize);

    /// <summary>
    /// Whether the entry once started a chain: the bytes that say so have changed, or others that now hide them. Otherwise the entry before
    /// would be blamed for having no hash.
    /// </summary>
    public bool HasLostItsStart(ItemId item, long revision)
    {
        if (Hashed.EndsWith(Start)) return true;
        var restored = Hashed.ToArray();
        if (restored.Length < Start.Length) return false;
        Start.CopyTo(restored.AsSpan(restored.Length - Start.Length));
        return LedgerHash.Of(null, item, revision, restored).Equals(Hash);
    }

    /// <summary>The orders that the entry made: number of the first, and how many.</summary>
    public IEnumerable<(long First, int Count)> Orders => Protos.BatchCommitted.Parser.ParseFrom(_bytes).Events
        .Where(change => change.KindCase == Protos.Event.KindOneofCase.StockReserved)
        .Select(change => (change.StockReserved.FirstSequence, change.StockReserved.Buyers.Count));

    /// <summary>False when the row does not hold an entry.</summary>
    public static bool TryRead(LedgerRow row, [NotNullWhen(true)] out StoredEntry? entry)
    {
        entry = null;
        if (row.Serializer != ItemSerializer.FixedIdentifier || row.Manifest != ItemManifests.BatchCommitted) return false;
        try
        {
            entry = Read(row.Message);
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or ArgumentException)
        {
            // Whoever has damaged the bytes must not stop the search for what else they damaged.
        }

        return entry is not null;
    }

    private static StoredEntry? Read(byte[] bytes)
    {
        var input = new CodedInputStream(bytes);
        var startsChain = false;
        while (true)
        {
            var size = (int)input.Position;
            var tag = input.ReadTag();
            if (tag == 0) return startsChain ? null : new StoredEntry(bytes, bytes.Length, startsChain: false, hash: null);
            switch (WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag))
            {
                case (Protos.BatchCommitted.StartsChainFieldNumber, WireFormat.WireType.Varint):
                    // Protobuf leaves a false out.
                    startsChain = true;
                    if (input.ReadUInt64() != 1) return null;
                    break;
                case (Protos.BatchCommitted.HashFieldNumber, WireFormat.WireType.LengthDelimited):
                    var hash = LedgerHash.From(input.ReadBytes().Span);
                    // What stands behind the hash is not covered by it.
                    return input.IsAtEnd ? new StoredEntry(bytes, size, startsChain, hash) : null;
                case (Protos.BatchCommitted.StartsChainFieldNumber or Protos.BatchCommitted.HashFieldNumber, _):
                    return null;
                default:
                    input.SkipLastField();
                    break;
            }
        }
    }
}
