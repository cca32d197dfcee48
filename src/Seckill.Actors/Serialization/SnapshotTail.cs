using Seckill.Domain.Items;

namespace Seckill.Actors.Serialization;

/// <summary>The hash at the end of a stored snapshot, which may be many megabytes long.</summary>
public static class SnapshotTail
{
    /// <summary>Length of the last field: tag, length and hash.</summary>
    public const int Size = 3 + LedgerHash.Size;

    private const uint Tag = (Protos.ItemState.LedgerHashFieldNumber << 3) | 2;

    /// <summary>The hash in the last <see cref="Size"/> bytes of a snapshot; null when the snapshot knows none.</summary>
    public static LedgerHash? HashOf(ReadOnlySpan<byte> tail) =>
        tail is [(byte)((Tag & 0x7F) | 0x80), (byte)(Tag >> 7), LedgerHash.Size, ..] && tail.Length == Size ? LedgerHash.From(tail[3..]) : null;
}
