using System.Globalization;
using Seckill.Actors.Projections;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Operations.Palette;

namespace Seckill.Operations.Items;

/// <summary><c>item orders</c>.</summary>
internal sealed class ItemOrdersCommands(ItemFinder items, IReadModelReader tables) : ICommandSource
{
    private static readonly long InstantMax = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
    private static readonly Argument<ItemId> Item = Arguments.Item().First();
    private static readonly Argument<string> Status =
        Arguments.Word("status", "Only orders of this status.", [.. Enum.GetValues<OrderStatus>().Select(OrderStatusNames.Of)]) with { Letter = 's' };

    private static readonly Argument<BuyerId> Buyer = Arguments.Buyer("Only orders of this buyer.");
    private static readonly Argument<long> Limit = Arguments.Limit(50, 200);
    private static readonly Argument<string> Cursor = Arguments.Cursor();

    public IEnumerable<Command> Commands =>
    [
        new("item", "orders", "Lists an item's orders from the orders table, newest first.")
        {
            Arguments = [Item, Status, Buyer, Limit, Cursor],
            Columns = ["order", "buyer", "status", "quantity", "amount", "currency", "created", "pay before", "paid", "closed", "payment"],
            Check = values => values.Find(Cursor) is { } cursor && ReadCursor(values.Get(Item), cursor) is null ? "'cursor' is none of this list." : null,
            Answer = ListAsync,
        },
    ];

    private async Task<CommandResult> ListAsync(CommandContext context)
    {
        var item = context.Get(Item);
        if (!items.TryFind(item, out _, out var refusal)) return CommandResult.Refused(refusal);
        var filter = new OrderFilter(
            context.Find(Status) is { } status ? OrderStatusNames.Parse(status) : null, context.Find(Buyer, out var buyer) ? buyer : null);
        var (after, limit) = (context.Find(Cursor) is { } cursor ? ReadCursor(item, cursor) : null, (int)context.Get(Limit));
        var found = await tables.ListOrdersAsync(item, filter, after, limit + 1, context.Cancellation).ConfigureAwait(false);
        return CommandResult.Table(found.Take(limit).Select(RowOf), found.Count > limit ? CursorOf(found[limit - 1]) : null);
    }

    private static Output.Row RowOf(Order order) => Output.Row.Of(
        order.Id.ToString(), order.Buyer.Value, OrderStatusNames.Of(order.Status), order.Quantity, order.Amount.Amount, order.Amount.Currency,
        order.CreatedAt, order.PayBefore, order.PaidAt, order.ClosedAt, order.PaymentId?.Value);

    private static string CursorOf(Order last) =>
        string.Create(CultureInfo.InvariantCulture, $"{last.CreatedAt.ToUnixTimeMilliseconds()}.{last.Id}");

    private static OrderCursor? ReadCursor(ItemId item, string text) =>
        text.Split('.', 2) is [var at, var id]
        && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) && ms <= InstantMax
        && OrderId.TryParse(id, out var order) && order.Item == item
            ? new OrderCursor(Moment.FromUnixMs(ms), order)
            : null;
}
