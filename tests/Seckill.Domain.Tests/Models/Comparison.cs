using Seckill.Domain.Items;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Domain.Tests.Models;

/// <summary>Whether the product and the naive sale agree. Plain comparisons: it runs some million times.</summary>
internal static class Comparison
{
    /// <summary>Null when answer and state are as the model says, else what differs.</summary>
    public static string? Difference(ItemState state, Reply reply, NaiveSale model, (Outcome Outcome, long Order) expected)
    {
        if (reply.Outcome != expected.Outcome) return $"outcome is {reply.Outcome}, expected {expected.Outcome}";
        if ((reply.Order?.Id.Sequence ?? 0) != expected.Order) return $"answer shows order {reply.Order?.Id}, expected {expected.Order}";
        return Difference(state, model);
    }

    public static string? Difference(ItemState state, NaiveSale model)
    {
        var stock = state.Stock;
        if (stock.Total != stock.Available + stock.Held + stock.Sold) return $"{stock} does not add up";
        if (stock.Available < 0 || stock.Held < 0 || stock.Sold < 0) return $"{stock} has negative parts";
        if ((stock.Available, stock.Held, stock.Sold) != (model.Available, model.Held, model.Sold))
            return $"{stock}, expected available {model.Available}, held {model.Held}, sold {model.Sold}";
        if ((state.IsPaused, state.IsClosed) != (model.IsPaused, model.IsClosed)) return "paused or closed differs";
        if (state.TermsRevision != model.TermsRevision) return $"terms changed at {state.TermsRevision}, expected {model.TermsRevision}";
        if (state.LastSequence != model.Orders.Count || state.Orders.Count != model.Orders.Count) return "number of orders differs";
        foreach (var order in model.Orders)
        {
            var entry = state.Orders[order.Number];
            var isSame = (entry.Status, entry.Quantity) == (order.Status, order.Units)
                && (entry.Buyer.Value, entry.Payment?.Value) == (order.Buyer, order.Payment);
            if (!isSame)
                return $"{entry}, expected {order}";
        }

        if (!state.Waiting.Buyers.Select(buyer => buyer.Value).SequenceEqual(model.Waiting))
            return $"waiting {string.Join(", ", state.Waiting.Buyers)}, expected {string.Join(", ", model.Waiting)}";
        var offers = model.Orders.Where(order => order is { IsOffer: true, Status: OrderStatus.Pending }).Select(order => order.Number);
        if (!state.Waiting.Offers.Values.Order().SequenceEqual(offers)) return "open offers differ";
        return state.RefundsDue.Select(refund => refund.Key.Value).ToHashSet().SetEquals(model.RefundsDue) ? null : "refunds due differ";
    }
}
