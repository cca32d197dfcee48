using Seckill.Actors.Board;
using Seckill.Actors.Items;
using Seckill.Domain.Items;
using Seckill.Host.Errors;
using Seckill.Host.Items;
using Seckill.Host.Wire;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Access.Tickets;

/// <summary>When tickets of an item, and what leads to them, are to be had: as far as this node knows, while it sells.</summary>
internal sealed class TicketHours(Board board, NewPurchasesSwitch newPurchases, StockDisplay display, TimeProvider time)
{
    /// <summary>The item, or why there is nothing to be had.</summary>
    /// <param name="itemId">Its id, as a client wrote it.</param>
    /// <param name="early">How long before the start there is something already. Where there is a waiting room, people come to it at any time.</param>
    public RequestPart<ItemStatus> FindOpen(string itemId, TimeSpan early = default)
    {
        if (!board.TryFind(itemId, out var status, out var unknown)) return Refuse(unknown);
        if (!newPurchases.IsOn && !newPurchases.IsOff) return Refuse(ItemCatalogue.StillLoading());
        return FindRefusal(newPurchases.IsOff ? status with { IsPaused = true } : status, early) is { } closed
            ? Refuse((closed with { Status = display.Of(status) }).ToProblem())
            : new RequestPart<ItemStatus>(status, null);
    }

    /// <summary>
    /// A status that may be old never keeps anybody from buying; the item decides. Before the start there is no such doubt. After the sell-out
    /// a ticket is good for a place on the waiting list.
    /// </summary>
    private Reply? FindRefusal(ItemStatus status, TimeSpan early)
    {
        var now = time.GetUtcNow();
        return OutcomeProblems.RefusalOf(status, now) switch
        {
            { Outcome: Outcome.SoldOut } when status.Terms.WaitingList || !board.IsFresh(status.Id) => null,
            { Outcome: Outcome.NotStarted } when early > TimeSpan.Zero && (status.Terms.Queue == ItemQueue.Open || status.Terms.StartsAt - now <= early) => null,
            var refusal => refusal,
        };
    }

    private static RequestPart<ItemStatus> Refuse(Problem refusal) => new(null, refusal);
}
