using Seckill.Actors.Items;
using Seckill.Domain.Shared;
using Seckill.Storage;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Orders;

/// <summary>
/// Doubts every "no such order". A node that was frozen may still host items that live elsewhere by now: they cannot write, but they
/// could deny what was decided since, and a payment provider would believe them. An item that has shown itself as new as the ledger
/// is believed; any other is asked once more, and then the outcome is unknown.
/// </summary>
internal sealed class Denials(ItemGateway gateway, LedgerHeads heads)
{
    /// <summary>Asks, and makes sure of a denial.</summary>
    /// <param name="item">Who is asked.</param>
    /// <param name="ask">The question. It may be asked twice.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<Reply> AskAsync(ItemId item, Func<Task<Reply>> ask, CancellationToken cancellation)
    {
        var reply = await ask().ConfigureAwait(false);
        if (reply.Outcome != Outcome.OrderNotFound) return reply;
        try
        {
            var head = await heads.ReadAsync(item, cancellation).ConfigureAwait(false);
            if (gateway.RevisionSeen(item) >= head) return reply;
            reply = await ask().ConfigureAwait(false);
            return reply.Outcome != Outcome.OrderNotFound || gateway.RevisionSeen(item) >= head ? reply : Unknown;
        }
        catch (StorageUnavailableException)
        {
            // The ledger cannot be asked, and nothing else may deny an order.
            return Unknown;
        }
    }

    private static Reply Unknown => new(Outcome.OutcomeUnknown);
}
