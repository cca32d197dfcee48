using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Errors;
using Seckill.Host.Wire;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Operators;

/// <summary>What an operator wants an item to be.</summary>
// Any member may be missing here, so that one answer can name everything that is wrong. The attributes are for the OpenAPI document;
// ToCommand does the checking.
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

    [Description("How long units are held for a buyer who has not paid; 300 when left out.")]
    [Range(1, 86_400)]
    public long? PaymentWindowSeconds { get; init; }

    [Description("Not available yet: leave it out or say false.")]
    public bool? TicketRequired { get; init; }

    [Description("Why, for the operations log and the ledger; one line. It is no part of the item: a repeat with another reason changes nothing.")]
    [StringLength(ItemLimits.ReasonLengthMax, MinimumLength = 1)]
    public string? Reason { get; init; }

    /// <summary>The command that this asks for, or everything that is wrong with it.</summary>
    public RequestPart<ListItem> ToCommand(ItemExpectation? expectedVersion)
    {
        var errors = FindErrors();
        if (errors.Count > 0)
        {
            return new RequestPart<ListItem>(null, new Problem(ProblemKind.ValidationFailed, "Some fields are missing or out of range.")
            {
                Errors = errors.GroupBy(error => error.Field, error => error.Error)
                    .ToDictionary(field => field.Key, field => field.ToArray()),
            });
        }

        var terms = new ItemTerms(
            Title!, Campaign, Money.Create(Price!.Amount!.Value, Price.Currency!), StartsAt!.Value, EndsAt!.Value,
            (int)(PerBuyerLimit ?? 1), TimeSpan.FromSeconds(PaymentWindowSeconds ?? PaymentWindowSecondsDefault), ticketRequired: false);
        return new RequestPart<ListItem>(new ListItem(terms, Stock!.Value, expectedVersion), null);
    }

    private const long PaymentWindowSecondsDefault = 300;

    private List<(string Field, string Error)> FindErrors()
    {
        var errors = new List<(string, string)>();
        Check(ItemLimits.IsTitle(Title), "title", "1 to 200 characters on one line, not only white space.");
        Check(Campaign is null || ItemLimits.IsCampaign(Campaign), "campaign", "1 to 64 letters, digits, '-', '_' and '.'.");
        Check(Price is not null, "price", "Required: {\"amount\": 9900, \"currency\": \"CNY\"}.");
        Check(Price is null || Price.Amount is >= 0 and <= ItemLimits.PriceAmountMax, "price.amount", "0 to 1,000,000,000,000.");
        Check(Price is null || Money.TryCreate(0, Price.Currency, out _), "price.currency", "Three capital letters (ISO 4217).");
        Check(Stock is >= 0 and <= ItemLimits.StockMax, "stock", "0 to 100,000,000.");
        Check(IsTime(StartsAt), "startsAt", "Required: a time with an offset, from 2000 to 2200.");
        Check(IsTime(EndsAt), "endsAt", "Required: a time with an offset, from 2000 to 2200.");
        Check(!IsTime(StartsAt) || !IsTime(EndsAt) || EndsAfterStart(), "endsAt", "At least a millisecond after startsAt.");
        Check(PerBuyerLimit is null or (>= 1 and <= ItemLimits.PerBuyerLimitMax), "perBuyerLimit", "1 to 1,000,000.");
        Check(PaymentWindowSeconds is null || IsPaymentWindow(PaymentWindowSeconds.Value), "paymentWindowSeconds", "1 to 86,400.");
        Check(TicketRequired is not true, "ticketRequired", "Tickets are not available yet: leave it out or say false.");
        Check(Reason is null || ItemLimits.IsReason(Reason), "reason", "1 to 200 characters on one line, not only white space.");
        return errors;

        void Check(bool holds, string field, string error)
        {
            if (!holds) errors.Add((field, error));
        }
    }

    /// <summary>Compares in the ledger's resolution: a shorter window would be empty.</summary>
    private bool EndsAfterStart() => Moment.Floor(EndsAt!.Value) > Moment.Floor(StartsAt!.Value);

    private static bool IsTime(DateTimeOffset? time) => time >= ItemLimits.TimeMin && time <= ItemLimits.TimeMax;

    private static bool IsPaymentWindow(long seconds) =>
        seconds >= ItemLimits.PaymentWindowMin.TotalSeconds && seconds <= ItemLimits.PaymentWindowMax.TotalSeconds;
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
