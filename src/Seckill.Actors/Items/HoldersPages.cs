using System.Runtime.InteropServices;
using Seckill.Domain.Items;

namespace Seckill.Actors.Items;

/// <summary>Splits the whole set of holders into messages that fit a remote frame.</summary>
internal static class HoldersPages
{
    private const int HoldersPerPageMax = 8_000;

    /// <summary>At least one page, even for an empty set, so that the asker learns that it is complete.</summary>
    public static IEnumerable<HoldersPage> Of(ItemState state)
    {
        var pageCount = Math.Max(1, (state.Buyers.Count + HoldersPerPageMax - 1) / HoldersPerPageMax);
        var page = 0;
        foreach (var holders in state.Buyers.StableHashes.Chunk(HoldersPerPageMax))
            yield return new HoldersPage(state.Id, state.Revision, page++, pageCount, ImmutableCollectionsMarshal.AsImmutableArray(holders));
        if (page == 0) yield return new HoldersPage(state.Id, state.Revision, 0, 1, []);
    }
}
