using System.Collections.Frozen;
using Seckill.Domain.Items;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Errors;

/// <summary>Maps an item's refusals to HTTP, in one table for every endpoint.</summary>
internal static class OutcomeProblems
{
    private static readonly FrozenDictionary<Outcome, (ProblemKind Kind, string Detail)> Table =
        new Dictionary<Outcome, (ProblemKind, string)>
        {
            [Outcome.NotStarted] = (ProblemKind.NotStarted, "The sale of this item has not started."),
            [Outcome.SoldOut] = (ProblemKind.SoldOut, "Fewer units are available than you want; units held unpaid may still come back."),
            [Outcome.Paused] = (ProblemKind.Paused, "The sale of this item is paused; it may go on."),
            [Outcome.Closed] = (ProblemKind.Closed, "The sale of this item is over."),
            [Outcome.LimitReached] = (ProblemKind.LimitReached, "You would hold and own more units than one buyer may."),
            [Outcome.KeyReused] = (ProblemKind.KeyReused, "This Idempotency-Key belongs to another request; a new intent needs a new key."),
            [Outcome.OrderNotFound] = (ProblemKind.OrderNotFound, "There is no such order."),
            [Outcome.OrderState] = (ProblemKind.OrderState, "The order's status does not allow this any more."),
            [Outcome.AmountMismatch] = (ProblemKind.ValidationFailed, "Amount or currency is not the order's."),
            [Outcome.VersionConflict] = (ProblemKind.VersionConflict, "The item is not at a version that If-Match names, or exists although If-None-Match is *."),
            [Outcome.StockConflict] = (ProblemKind.StockConflict, "Fewer units are available than would be removed."),
            [Outcome.StockLimit] = (ProblemKind.StockConflict, "The item would offer more than 100,000,000 units."),
            [Outcome.ItemStarted] = (ProblemKind.ItemStarted, "The sale has started or has orders: only title and endsAt may change."),
            [Outcome.ItemNotFound] = (ProblemKind.ItemNotFound, "No such item was ever listed."),
            [Outcome.TicketRequired] = (ProblemKind.TicketRequired, "This item sells only to buyers with a ticket; get one with POST /api/items/{itemId}/ticket."),
            [Outcome.TicketInvalid] = (ProblemKind.TicketInvalid, "The ticket is not yours for this item, has expired, or was used; get another one."),
            [Outcome.CoolingDown] = (ProblemKind.CoolingDown, "Too many of your reservations of this item have ended; the next is possible at retryAt."),
            [Outcome.NoWaitingList] = (ProblemKind.NoWaitingList, "This item has no waiting list; what comes back is sold to whoever asks first."),
            [Outcome.UnitsAvailable] = (ProblemKind.Available, "Units of this item are available; buy one instead of waiting."),
            [Outcome.WaitingListFull] = (ProblemKind.WaitingListFull, "As many buyers wait for this item as may; a place may become free."),
            [Outcome.Overloaded] = (ProblemKind.Overloaded, "The item cannot take more at the moment; nothing was decided."),
            [Outcome.OutcomeUnknown] = (ProblemKind.OutcomeUnknown, "The item has not answered in time; repeating the request is safe."),
        }.ToFrozenDictionary();

    /// <summary>The refusal for a reply.</summary>
    /// <exception cref="InvalidOperationException">The outcome is not a refusal: the endpoint forgot to handle it.</exception>
    public static Problem ToProblem(this Reply reply)
    {
        if (!Table.TryGetValue(reply.Outcome, out var row)) throw new InvalidOperationException($"{reply.Outcome} is not a refusal.");
        return new Problem(row.Kind, row.Detail)
        {
            StartsAt = reply.Outcome == Outcome.NotStarted ? reply.Status?.Terms.StartsAt : null,
            Held = reply.Outcome == Outcome.SoldOut ? reply.Status?.Stock.Held : null,
            OrderIds = reply.Outcome == Outcome.LimitReached ? [.. reply.OrderIds.Select(id => id.ToString())] : null,
            OrderCount = reply.Outcome == Outcome.LimitReached ? reply.OrderCount : null,
            RetryAt = reply.Outcome == Outcome.CoolingDown ? reply.RetryAt : null,
            OrderStatus = reply.Outcome == Outcome.OrderState && reply.Order is { } order ? OrderStatusNames.Of(order.Status) : null,
        };
    }

    /// <summary>The refusal of a purchase because of the item's phase; null while it sells.</summary>
    public static Reply? RefusalOf(ItemStatus status, DateTimeOffset now) =>
        status.PhaseAt(now).RefusalOf() is { } refused ? new Reply(refused) { Status = status } : null;
}
