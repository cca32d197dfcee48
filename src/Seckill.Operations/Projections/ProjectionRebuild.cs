using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Ledger;
using Seckill.Actors.Projections;
using Seckill.Domain.Shared;
using Seckill.Operations.Palette;
using Seckill.Storage;

namespace Seckill.Operations.Projections;

/// <summary>
/// Rebuilds the rows of an item while it sells. The rows are deleted and the item's offset is set to 0 in one transaction; from then on whoever has
/// the next entry may write it, and the offset's lock admits one writer at a time. So the item's own projection and this replay cannot
/// disturb each other. Meanwhile buyers' lists wait for the rows or ask the item, as they do whenever rows are behind.
/// </summary>
internal sealed class ProjectionRebuild(ILedger ledger, IReadModelWriter tables, IOptions<SeckillLimits> limits)
{
    private readonly Seats _turn = new(1);

    /// <summary>Begins a rebuild; null while another one runs on this node. Disposing it ends it.</summary>
    public IDisposable? TryBegin() => _turn.TryTake();

    /// <summary>Rebuilds an item's rows. Returns the number of entries written, or why the rows could not be completed.</summary>
    public async Task<(long Entries, string? Why)> RunAsync(ItemId item, CancellationToken cancellation)
    {
        try
        {
            await tables.ClearAsync(item, cancellation).ConfigureAwait(false);
            // Once the rows are gone, the replay goes on even if nobody waits for it any more.
            var entries = await ReadModelReplay.RunAsync(
                ledger, item, 0, limits.Value.ProjectionBatchMax, batch => tables.WriteAsync(batch, CancellationToken.None), CancellationToken.None)
                .ConfigureAwait(false);
            return (entries, null);
        }
        catch (LedgerContradictedException damage)
        {
            return (0, damage.Message);
        }
        catch (StorageUnavailableException outage)
        {
            return (0, $"the storage failed in mid-step, so the rows may be incomplete: give the command again. {outage.Message}");
        }
    }
}
