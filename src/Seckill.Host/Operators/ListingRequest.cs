using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Seckill.Domain.Campaigns;
using Seckill.Domain.Items;
using Seckill.Host.Errors;
using Seckill.Host.Wire;
using Seckill.Operations.Items;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Operators;

/// <summary>What an operator wants an item to be.</summary>
// Any member may be missing here, so that one answer can name everything that is wrong. The attributes are for the OpenAPI document;
// ItemListing does the checking.
internal sealed record ListingRequest
{
    [Description("One line.")]
    [Required]
    [StringLength(ItemLimits.TitleLengthMax, MinimumLength = 1)]
    public string? Title { get; init; }

    [Description("Groups items.")]
    [RegularExpression("^[A-Za-z0-9._-]{1,64}$")]
    public string? Campaign { get; init; }

    [Description("Price of one unit.")]
    [Required]
    public PriceRequest? Price { get; init; }

    [Description("Units offered in all, adjustments included: the `stock.total` that the item shows.")]
    [Required]
    [Range(0, ItemLimits.StockMax)]
    public long? Stock { get; init; }

    [Required]
    [Description("From then on the item sells. RFC 3339 with an offset, from 2000 to 2200.")]
    public DateTimeOffset? StartsAt { get; init; }

    [Required]
    [Description("From then on it does not sell any more. RFC 3339 with an offset, after startsAt, up to 2200.")]
    public DateTimeOffset? EndsAt { get; init; }

    [Description("Units that one buyer may hold and own; 1 when left out.")]
    [Range(1, ItemLimits.PerBuyerLimitMax)]
    public long? PerBuyerLimit { get; init; }

    [Description(
        "Units that one buyer may hold and own over all items of the same campaign that have such a limit; only with `campaign`, and not "
        + "with `waitingList`. No such limit when left out.")]
    [Range(1, CampaignLimits.LimitMax)]
    public long? CampaignLimit { get; init; }

    [Description("How long units are held for a buyer who has not paid; 300 when left out.")]
    [Range(1, 86_400)]
    public long? PaymentWindowSeconds { get; init; }

    [Description("Whether it sells only to buyers with a ticket, once to each; false when left out.")]
    public bool? TicketRequired { get; init; }

    [Description("Whether units that come back after the sell-out go to those who joined the waiting list; when left out, true where there is a waiting room.")]
    public bool? WaitingList { get; init; }
    [Description("Whether a ticket is given only for a solved challenge; false when left out. With it, `ticketRequired` is true.")]
    public bool? ChallengeRequired { get; init; }

    [Description("`open`: buyers queue for their tickets in a waiting room, which implies ticketRequired; `none` when left out.")]
    [AllowedValues("none", "open")]
    public string? Queue { get; init; }

    [Description("Address of a picture for pages: absolute with https, or a path on this host that starts with one slash.")]
    [StringLength(ItemLimits.ImageUrlLengthMax, MinimumLength = 1)]
    public string? ImageUrl { get; init; }

    [Description("Text for shoppers; it may have several lines.")]
    [StringLength(ItemLimits.DescriptionLengthMax, MinimumLength = 1)]
    public string? Description { get; init; }

    [Description("The price of one unit outside the sale, at least the price and in its currency.")]
    public PriceRequest? ListPrice { get; init; }

    [Description("Why, for the operations log and the ledger; one line. It is no part of the item: a repeat with another reason changes nothing.")]
    [StringLength(ItemLimits.ReasonLengthMax, MinimumLength = 1)]
    public string? Reason { get; init; }

    /// <summary>The command that this asks for, or everything that is wrong with it.</summary>
    public RequestPart<ListItem> ToCommand(ItemExpectation? expectedVersion)
    {
        var listing = ToListing();
        var errors = listing.FindErrors();
        if (errors.Count == 0) return new RequestPart<ListItem>(listing.ToCommand(expectedVersion), null);
        return new RequestPart<ListItem>(null, new Problem(ProblemKind.ValidationFailed, "Some fields are missing or out of range.")
        {
            Errors = errors.GroupBy(error => error.Field, error => error.Error)
                .ToDictionary(field => field.Key, field => field.ToArray()),
        });
    }

    private ItemListing ToListing() => new()
    {
        Title = Title,
        Campaign = Campaign,
        HasPrice = Price is not null,
        PriceAmount = Price?.Amount,
        PriceCurrency = Price?.Currency,
        Stock = Stock,
        StartsAt = StartsAt,
        EndsAt = EndsAt,
        PerBuyerLimit = PerBuyerLimit,
        CampaignLimit = CampaignLimit,
        PaymentWindowSeconds = PaymentWindowSeconds,
        TicketRequired = TicketRequired,
        WaitingList = WaitingList,
        ChallengeRequired = ChallengeRequired,
        Queue = Queue,
        ImageUrl = ImageUrl,
        Description = Description,
        HasListPrice = ListPrice is not null,
        ListPriceAmount = ListPrice?.Amount,
        ListPriceCurrency = ListPrice?.Currency,
        Reason = Reason,
    };
}

/// <summary>A price as an operator writes it.</summary>
internal sealed record PriceRequest
{
    [Description("Minor units: 9900 is 99.00.")]
    [Required]
    [Range(0, ItemLimits.PriceAmountMax)]
    public long? Amount { get; init; }

    [Description("ISO 4217 code.")]
    [Required]
    [RegularExpression("^[A-Z]{3}$")]
    public string? Currency { get; init; }
}

/// <summary>A change of stock.</summary>
internal sealed record StockRequest
{
    [Description("Units to add, or with a minus to remove; not 0.")]
    [Required]
    [Range(-ItemLimits.StockMax, ItemLimits.StockMax)]
    public long? Delta { get; init; }

    [Description("Why, for the ledger; one line.")]
    [Required]
    [StringLength(ItemLimits.ReasonLengthMax, MinimumLength = 1)]
    public string? Reason { get; init; }
}
