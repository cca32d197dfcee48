using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Operations.Palette;

namespace Seckill.Operations.Orders;

/// <summary><c>order show | find-by-buyer</c>.</summary>
internal sealed class OrderViewCommands(IOrders orders) : ICommandSource
{
    private static readonly Argument<OrderId> Order = Arguments.Order().First();
    private static readonly Argument<BuyerId> Buyer = Arguments.Buyer().First();
    private static readonly Argument<long> Limit = Arguments.Limit(50, 200);
    private static readonly Argument<string> Cursor = Arguments.Cursor();

    public IEnumerable<Command> Commands =>
    [
        new("order", "show", "Shows everything about an order.")
        {
            Arguments = [Order],
            Columns = ["field", "value"],
            Answer = ShowAsync,
        },
        new("order", "find-by-buyer", "Lists a buyer's orders, newest first.")
        {
            Arguments = [Buyer, Limit, Cursor],
            Columns = ["order", "status", "quantity", "amount", "currency", "created", "pay before", "paid", "closed", "payment"],
            Answer = ListAsync,
        },
    ];

    private async Task<CommandResult> ShowAsync(CommandContext context)
    {
        var (found, refusal) = await orders.FindAsync(context.Get(Order), context.Cancellation).ConfigureAwait(false);
        if (found is null) return CommandResult.Refused(refusal!);
        return CommandResult.Table(OrderFacts.Of(found));
    }

    private async Task<CommandResult> ListAsync(CommandContext context)
    {
        var (page, refusal) = await orders
            .ListAsync(context.Get(Buyer), context.Find(Cursor), (int)context.Get(Limit), context.Cancellation).ConfigureAwait(false);
        if (page is null) return CommandResult.Refused(refusal!);
        var rows = page.Orders.Select(order => Output.Row.Of(
            order.Id.ToString(), OrderStatusNames.Of(order.Status), order.Quantity, order.Amount.Amount, order.Amount.Currency, order.CreatedAt,
            order.PayBefore, order.PaidAt, order.ClosedAt, order.PaymentId?.Value));
        return CommandResult.Table(rows, page.NextCursor) with
        {
            Lines = [.. page.Incomplete.Select(item => $"An order of {item} may be missing: its ledger cannot be read.")],
        };
    }
}
