using Seckill.Domain.Campaigns;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Operations.Items;

/// <summary>
/// What an operator wants an item to be, as it was said: anything may be missing or wrong. The names in its errors are those of the HTTP
/// contract.
/// </summary>
public sealed record ItemListing
{
    private const long PaymentWindowSecondsDefault = 300;

    /// <summary>The title for shoppers.</summary>
    public string? Title { get; init; }

    /// <summary>The sale event that the item belongs to; optional.</summary>
    public string? Campaign { get; init; }

    /// <summary>Whether there is a price at all, of whatever parts.</summary>
    public bool HasPrice { get; init; }

    /// <summary>Price of one unit, in minor units.</summary>
    public long? PriceAmount { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public string? PriceCurrency { get; init; }

    /// <summary>Units offered in all, adjustments included.</summary>
    public long? Stock { get; init; }

    /// <summary>From then on the item sells.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>From then on it does not sell any more.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Units that one buyer may hold and own; 1 when null.</summary>
    public long? PerBuyerLimit { get; init; }

    /// <summary>Units that one buyer may hold and own over all items of the campaign that have such a limit; none when null.</summary>
    public long? CampaignLimit { get; init; }

    /// <summary>How long units are held for a buyer who has not paid; 300 when null.</summary>
    public long? PaymentWindowSeconds { get; init; }

    /// <summary>Whether a purchase needs a ticket; not when null.</summary>
    public bool? TicketRequired { get; init; }

    /// <summary>Whether units that come back after the sell-out go to a waiting list; when null, where there is a waiting room.</summary>
    public bool? WaitingList { get; init; }

    /// <summary>Whether a ticket needs a solved challenge; not when null. Then a purchase needs a ticket, whatever is said of that.</summary>
    public bool? ChallengeRequired { get; init; }

    /// <summary>Whether buyers queue: <c>open</c>, or <c>none</c>, which null means too.</summary>
    public string? Queue { get; init; }

    /// <summary>Address of a picture; optional.</summary>
    public string? ImageUrl { get; init; }

    /// <summary>Text for shoppers; optional.</summary>
    public string? Description { get; init; }

    /// <summary>Whether there is a list price at all, of whatever parts.</summary>
    public bool HasListPrice { get; init; }

    /// <summary>The price outside the sale, in minor units.</summary>
    public long? ListPriceAmount { get; init; }

    /// <summary>ISO 4217 code; that of the price.</summary>
    public string? ListPriceCurrency { get; init; }

    /// <summary>Why the operator asks; optional.</summary>
    public string? Reason { get; init; }

    /// <summary>The command that this asks for.</summary>
    /// <exception cref="InvalidOperationException">Something is wrong with it: see <see cref="FindErrors"/>.</exception>
    public ListItem ToCommand(ItemExpectation? expectedVersion)
    {
        if (FindErrors().Count > 0) throw new InvalidOperationException("A listing with errors is no command.");
        var terms = new ItemTerms(
            Title!, Campaign, Money.Create(PriceAmount!.Value, PriceCurrency!), StartsAt!.Value, EndsAt!.Value,
            (int)(PerBuyerLimit ?? 1), TimeSpan.FromSeconds(PaymentWindowSeconds ?? PaymentWindowSecondsDefault), TicketRequired ?? false)
        {
            WaitingList = WaitingList ?? (Queue == ItemQueueNames.Of(ItemQueue.Open) && CampaignLimit is null),
            Presentation = new ItemPresentation { ImageUrl = ImageUrl, Description = LinesOf(Description), ListPrice = ListPriceAmount },
            CampaignLimit = (int?)CampaignLimit,
            ChallengeRequired = ChallengeRequired ?? false,
            Queue = Queue is null ? ItemQueue.None : ItemQueueNames.TryParse(Queue)!.Value,
        };
        return new ListItem(terms, Stock!.Value, expectedVersion);
    }

    /// <summary>Everything that is wrong with it, by field.</summary>
    public IReadOnlyList<(string Field, string Error)> FindErrors()
    {
        var errors = new List<(string, string)>();
        Check(ItemLimits.IsTitle(Title) && ItemLimits.IsVisible(Title!), "title", "1 to 200 characters on one line, not only white space or invisible ones.");
        Check(Campaign is null || ItemLimits.IsCampaign(Campaign), "campaign", "1 to 64 letters, digits, '-', '_' and '.'.");
        Check(HasPrice, "price", "Required: {\"amount\": 9900, \"currency\": \"CNY\"}.");
        Check(!HasPrice || PriceAmount is >= 0 and <= ItemLimits.PriceAmountMax, "price.amount", "0 to 1,000,000,000,000.");
        Check(!HasPrice || Money.TryCreate(0, PriceCurrency, out _), "price.currency", "Three capital letters (ISO 4217).");
        Check(Stock is >= 0 and <= ItemLimits.StockMax, "stock", "0 to 100,000,000.");
        Check(IsTime(StartsAt), "startsAt", "Required: a time with an offset, from 2000 to 2200.");
        Check(IsTime(EndsAt), "endsAt", "Required: a time with an offset, from 2000 to 2200.");
        Check(!IsTime(StartsAt) || !IsTime(EndsAt) || EndsAfterStart(), "endsAt", "At least a millisecond after startsAt.");
        Check(PerBuyerLimit is null or (>= 1 and <= ItemLimits.PerBuyerLimitMax), "perBuyerLimit", "1 to 1,000,000.");
        Check(CampaignLimit is null or (>= 1 and <= CampaignLimits.LimitMax), "campaignLimit", "1 to 1,000,000.");
        Check(CampaignLimit is null || Campaign is not null, "campaignLimit", "Only with 'campaign', whose items it counts.");
        Check(CampaignLimit is null || WaitingList is not true, "waitingList", "Not together with 'campaignLimit': an offer takes no slot of the campaign.");
        Check(PaymentWindowSeconds is null || IsPaymentWindow(PaymentWindowSeconds.Value), "paymentWindowSeconds", "1 to 86,400.");
        Check(Queue is null || ItemQueueNames.TryParse(Queue) is not null, "queue", "'none' or 'open'.");
        Check(
            ImageUrl is null || ItemLimits.IsImageUrl(ImageUrl), "imageUrl",
            "Up to 1,000 ASCII characters: absolute with https, or a path that starts with one '/'.");
        Check(
            Description is null || ItemLimits.IsDescription(LinesOf(Description)), "description",
            "1 to 2,000 characters, not only white space; of the control characters only line ends.");
        Check(!HasListPrice || ListPriceAmount is >= 0 and <= ItemLimits.PriceAmountMax, "listPrice.amount", "0 to 1,000,000,000,000.");
        Check(!HasListPrice || ListPriceAmount is null || PriceAmount is null || ListPriceAmount >= PriceAmount, "listPrice.amount", "At least the price.");
        Check(!HasListPrice || ListPriceCurrency == PriceCurrency, "listPrice.currency", "That of the price.");
        Check(Reason is null || ItemLimits.IsReason(Reason), "reason", "1 to 200 characters on one line, not only white space.");
        return errors;

        void Check(bool holds, string field, string error)
        {
            if (!holds) errors.Add((field, error));
        }
    }

    /// <summary>One line end for all platforms.</summary>
    private static string? LinesOf(string? text) => text?.ReplaceLineEndings("\n");

    /// <summary>Compares in the ledger's resolution: a shorter window would be empty.</summary>
    private bool EndsAfterStart() => Moment.Floor(EndsAt!.Value) > Moment.Floor(StartsAt!.Value);

    private static bool IsTime(DateTimeOffset? time) => time >= ItemLimits.TimeMin && time <= ItemLimits.TimeMax;

    private static bool IsPaymentWindow(long seconds) =>
        seconds >= ItemLimits.PaymentWindowMin.TotalSeconds && seconds <= ItemLimits.PaymentWindowMax.TotalSeconds;
}
