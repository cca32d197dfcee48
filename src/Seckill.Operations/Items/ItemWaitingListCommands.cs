using Seckill.Actors.Gateway;
using Seckill.Domain.Shared;
using Seckill.Operations.Palette;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Operations.Items;

/// <summary><c>item waiting-list</c>.</summary>
internal sealed class ItemWaitingListCommands(ItemFinder items, ItemGateway gateway, IRefusals refusals) : ICommandSource
{
    private static readonly Argument<ItemId> Item = Arguments.Item().First();
    private static readonly Argument<BuyerId> Buyer = Arguments.Buyer("Whose place.").First();

    public IEnumerable<Command> Commands =>
    [
        new("item", "waiting-list", "Tells a buyer's place on an item's waiting list. How many wait, 'item show' tells.")
        {
            Arguments = [Item, Buyer],
            Columns = ["buyer", "state", "ahead", "order", "pay before"],
            Answer = FindAsync,
        },
    ];

    private async Task<CommandResult> FindAsync(CommandContext context)
    {
        var (item, buyer) = (context.Get(Item), context.Get(Buyer));
        if (!items.TryFind(item, out _, out var refusal)) return CommandResult.Refused(refusal);
        var reply = await gateway.FindPlaceAsync(item, buyer, context.Cancellation).ConfigureAwait(false);
        return reply.Outcome switch
        {
            Outcome.Waiting => Row("waiting", reply.Ahead),
            Outcome.Offered => Row("offered", ahead: null),
            Outcome.NotWaiting => Row("none", ahead: null),
            _ => CommandResult.Refused(refusals.Of(reply)),
        };

        CommandResult Row(string state, int? ahead) => CommandResult.Table(
            [Output.Row.Of(buyer.Value, state, (long?)ahead, reply.Order?.Id.ToString(), reply.Order?.PayBefore)]);
    }
}
