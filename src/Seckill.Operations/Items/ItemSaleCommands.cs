using Seckill.Actors.Operators;
using Seckill.Domain.Campaigns;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Operations.Operators;
using Seckill.Operations.Palette;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Operations.Items;

/// <summary><c>item create | pause | resume | close | topup</c>.</summary>
internal sealed class ItemSaleCommands(
    ItemOperator operators, ItemFinder items, IRefusals refusals, OperationReports reports, TimeProvider time) : ICommandSource
{
    private static readonly Argument<ItemId> Item = Arguments.Item().First();
    private static readonly Argument<string> Title = Arguments.Text("title", "The title for shoppers.").First();
    private static readonly Argument<long> Stock = Arguments.Number("stock", "Units to offer.", 0, ItemLimits.StockMax).Required();
    private static readonly Argument<long> Price =
        Arguments.Number("price", "Price of one unit in minor units: 9900 is 99.00.", 0, ItemLimits.PriceAmountMax).Required();

    private static readonly Argument<string> Currency = Arguments.Text("currency", "ISO 4217 code.") with { Default = "CNY" };
    private static readonly Argument<DateTimeOffset> Starts = Arguments.Time("starts", "When it begins to sell.") with { Default = "now" };
    private static readonly Argument<DateTimeOffset> Ends = Arguments.Time("ends", "When it stops selling.").Required();
    private static readonly Argument<string> Campaign = Arguments.Text("campaign", "The sale event that it belongs to.") with { Letter = 'c' };
    private static readonly Argument<long> PerBuyer =
        Arguments.Number("per-buyer", "Units that one buyer may hold and own.", 1, ItemLimits.PerBuyerLimitMax) with { Default = "1" };

    private static readonly Argument<long> CampaignLimit = Arguments.Number(
        "campaign-limit", "Units that one buyer may hold and own over all items of the campaign that have such a limit.", 1, CampaignLimits.LimitMax);

    private static readonly Argument<long> PaymentWindow =
        Arguments.Number("payment-window", "Seconds that units are held for a buyer who has not paid.", 1, 86_400) with { Default = "300" };

    private static readonly Argument<bool> TicketRequired = Arguments.Flag("ticket-required", "Sells only to buyers with a ticket, once to each.");
    private static readonly Argument<bool> WaitingList =
        Arguments.Flag("waiting-list", "Offers units that come back after the sell-out to those who wait, in order.");
    private static readonly Argument<bool> ChallengeRequired =
        Arguments.Flag("challenge-required", "Gives tickets only for solved challenges; buyers need a ticket then.");

    private static readonly Argument<string> Queue =
        Arguments.Text("queue", "'open': buyers queue for their tickets in a waiting room.") with { Default = "none" };

    private static readonly Argument<string> Image =
        Arguments.Text("image", "Address of a picture: absolute with https, or a path that starts with one '/'.");

    private static readonly Argument<string> Description = Arguments.Text("description", "Text for shoppers.");
    private static readonly Argument<long> ListPrice =
        Arguments.Number("list-price", "The price outside the sale, in minor units.", 0, ItemLimits.PriceAmountMax);

    private static readonly Argument<long> Delta =
        Arguments.Number("delta", "Units to add, or with a minus to remove.", -ItemLimits.StockMax, ItemLimits.StockMax).First();

    private static readonly Argument<string> Reason = Arguments.Reason.Required();
    private static readonly Argument<string> Key =
        Arguments.Text("key", "Names this change: giving the command again with the same key changes nothing. Made up when left out.");

    public IEnumerable<Command> Commands =>
    [
        new("item", "create", "Lists a new item; an item that exists is never changed by it.")
        {
            Arguments =
            [
                Item, Title, Stock, Price, Currency, Starts, Ends, Campaign, PerBuyer, CampaignLimit, PaymentWindow, TicketRequired, WaitingList,
                ChallengeRequired, Queue, Image, Description, ListPrice,
            ],
            Columns = ItemFacts.Columns,
            IsChange = true,
            LedgerName = OperationNames.ListItem,
            Check = values => ListingOf(values).FindErrors().Select(error => $"'{error.Field}': {error.Error}").FirstOrDefault(),
            Answer = CreateAsync,
        },
        OfSale("pause", "Stops selling until resumed.", () => new PauseSale()),
        OfSale("resume", "Sells again.", () => new ResumeSale()),
        OfSale("close", "Ends the sale for good; units that are held may still be paid.", () => new CloseSale()),
        new("item", "topup", "Adds units to an item, or removes available ones.")
        {
            Arguments = [Item, Delta, Reason, Key],
            Columns = ItemFacts.Columns,
            IsChange = true,
            LedgerName = OperationNames.AdjustStock,
            Check = CheckTopUp,
            Answer = TopUpAsync,
        },
    ];

    private Command OfSale(string name, string description, Func<IOperatorCommand> commandOf) => new("item", name, description)
    {
        Arguments = [Item],
        Columns = ItemFacts.Columns,
        IsChange = true,
        LedgerName = OperationNames.Of(commandOf()),
        Answer = context => SendAsync(context, commandOf()),
    };

    private Task<CommandResult> CreateAsync(CommandContext context)
    {
        var (item, command) = (context.Get(Item), ListingOf(context).ToCommand(ItemExpectation.Absent));
        return reports.RunAsync(context.Call, item, command, async () =>
        {
            var answer = await operators.ListAsync(item, command, context.Call, context.Cancellation).ConfigureAwait(false);
            var result = answer.Reply is { Outcome: Outcome.VersionConflict } reply
                ? CommandResult.Refused(refusals.Of(reply) with
                {
                    Detail = $"Item '{item}' exists, with other terms than these. Nothing was changed.",
                })
                : ResultOf(item, answer);
            return (result, OutcomeOf(answer));
        });
    }

    private Task<CommandResult> SendAsync(CommandContext context, IOperatorCommand command)
    {
        var item = context.Get(Item);
        return reports.RunAsync(context.Call, item, command, async () =>
        {
            var answer = await operators.SendAsync(item, command, context.Call, context.Cancellation).ConfigureAwait(false);
            return (ResultOf(item, answer), OutcomeOf(answer));
        });
    }

    private static string OutcomeOf(ItemAnswer answer) => OperationNames.Of(answer.Reply?.Outcome ?? Outcome.ItemNotFound);

    private static string? CheckTopUp(ArgumentValues values) =>
        values.Get(Delta) == 0 ? "'delta' is not 0."
        : values.Find(Key) is { } key && !IdempotencyKey.TryParse(key, out _) ? "'key' is 1 to 64 visible ASCII characters."
        : null;

    private async Task<CommandResult> TopUpAsync(CommandContext context)
    {
        var key = IdempotencyKey.Parse(context.Find(Key) ?? Guid.NewGuid().ToString("N"));
        var command = new AdjustStock(context.Get(Delta), context.Get(Reason), key) { Operator = context.Call.Operator };
        var result = await SendAsync(context, command).ConfigureAwait(false);
        // Without its key, a second attempt would be a second change.
        return result.Refusal is { IsTemporary: true } ? result with { Lines = [.. result.Lines, $"Give it again with --key {key.Value}"] } : result;
    }

    private CommandResult ResultOf(ItemId item, ItemAnswer answer) => answer switch
    {
        { Status: { } status } => CommandResult.Table([ItemFacts.RowOf(status, time.GetUtcNow())]),
        { Reply: { } refused } => CommandResult.Refused(refusals.Of(refused)),
        _ => CommandResult.Refused(items.RefusalOf(item)),
    };

    private static ItemListing ListingOf(ArgumentValues values) => new()
    {
        Title = values.Get(Title),
        Campaign = values.Find(Campaign),
        HasPrice = true,
        PriceAmount = values.Get(Price),
        PriceCurrency = values.Get(Currency),
        Stock = values.Get(Stock),
        StartsAt = values.Get(Starts),
        EndsAt = values.Get(Ends),
        PerBuyerLimit = values.Get(PerBuyer),
        CampaignLimit = values.Find(CampaignLimit, out var campaignLimit) ? campaignLimit : null,
        PaymentWindowSeconds = values.Get(PaymentWindow),
        TicketRequired = values.Has(TicketRequired),
        ChallengeRequired = values.Has(ChallengeRequired),
        WaitingList = values.Has(WaitingList) ? true : null,
        Queue = values.Get(Queue),
        ImageUrl = values.Find(Image),
        Description = values.Find(Description),
        HasListPrice = values.Find(ListPrice, out var listPrice),
        ListPriceAmount = values.Find(ListPrice, out listPrice) ? listPrice : null,
        ListPriceCurrency = values.Get(Currency),
    };
}
