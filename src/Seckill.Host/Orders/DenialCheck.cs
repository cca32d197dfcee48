using Seckill.Domain.Shared;
using Seckill.Storage;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Orders;

/// <summary>
/// Checks every "no such order" against the ledger. A node that was frozen may still host items that live elsewhere by now. They cannot
/// write, but they could deny orders decided since, and a payment provider would rely on that. A denial counts if the item had seen the
/// whole ledger. Otherwise the item is asked once more, and after another such denial the outcome is unknown.
/// </summary>
internal sealed class DenialCheck(LedgerHeads heads)
{
    /// <summary>Asks, and verifies a denial.</summary>
    /// <param name="item">The item.</param>
    /// <param name="ask">The question. It may be asked twice.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<Reply> AskAsync(ItemId item, Func<Task<Reply>> ask, CancellationToken cancellation)
    {
        var reply = await ask().ConfigureAwait(false);
        if (!IsDenial(reply)) return reply;
        try
        {
            var head = await heads.ReadAsync(item, cancellation).ConfigureAwait(false);
            if (reply.Revision < head) reply = await ask().ConfigureAwait(false);
            return IsDenial(reply) && reply.Revision < head ? Unknown : reply;
        }
        catch (StorageUnavailableException)
        {
            // The ledger cannot be read, and nothing else may confirm a denial.
            return Unknown;
        }
    }

    private static bool IsDenial(Reply reply) => reply.Outcome == Outcome.OrderNotFound;

    private static Reply Unknown => new(Outcome.OutcomeUnknown);
}
