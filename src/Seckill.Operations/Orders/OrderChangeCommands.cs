using Seckill.Actors.Operators;
using Seckill.Domain.Shared;
using Seckill.Operations.Operators;
using Seckill.Operations.Palette;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Operations.Orders;

/// <summary><c>order cancel</c>.</summary>
internal sealed class OrderChangeCommands(IOrders orders, OperationReports reports) : ICommandSource
{
    private static readonly Argument<OrderId> Order = Arguments.Order().First();
    private static readonly Argument<string> Reason = Arguments.Reason.Required();

    public IEnumerable<Command> Commands =>
    [
        new("order", "cancel", "Cancels any buyer's order; its units go back on sale, and the money of a paid one is refunded.")
        {
            Arguments = [Order, Reason],
            Columns = ["field", "value"],
            IsChange = true,
            LedgerName = OperationNames.CancelOrder,
            Answer = CancelAsync,
        },
    ];

    private Task<CommandResult> CancelAsync(CommandContext context)
    {
        var order = context.Get(Order);
        return reports.RunAsync(context.Call, order.Item, new RevokeOrder(order.Sequence), async () =>
        {
            var (cancelled, refusal) = await orders.CancelAsync(order, context.Call.By, context.Cancellation).ConfigureAwait(false);
            return cancelled is null
                ? (CommandResult.Refused(refusal!), OperationNames.Unchanged)
                : (CommandResult.Table(OrderFacts.Of(cancelled.Order)), OperationNames.Of(cancelled.Order, cancelled.IsNew));
        });
    }
}
