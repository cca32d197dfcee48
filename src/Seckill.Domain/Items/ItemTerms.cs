using Seckill.Domain.Campaigns;
using Seckill.Domain.Shared;
using Seckill.Domain.WaitingRooms;

namespace Seckill.Domain.Items;

/// <summary>
/// An operator's promises about an item, except its stock. Times are UTC and whole milliseconds, the journal's resolution. All but
/// <see cref="Title"/>, <see cref="EndsAt"/> and <see cref="Presentation"/> are fixed once the sale has started.
/// </summary>
public sealed record ItemTerms
{
    /// <summary>Checks every limit of the contract.</summary>
    /// <exception cref="ArgumentException">A value is outside its documented range.</exception>
    public ItemTerms(
        string title, string? campaign, Money unitPrice, DateTimeOffset startsAt, DateTimeOffset endsAt,
        int perBuyerLimit, TimeSpan paymentWindow, bool ticketRequired)
    {
        if (!ItemLimits.IsTitle(title)) throw new ArgumentException("A title is 1 to 200 printable characters.", nameof(title));
        if (campaign is not null && !ItemLimits.IsCampaign(campaign))
            throw new ArgumentException("Not a campaign label.", nameof(campaign));
        if (unitPrice == default) throw new ArgumentException("An uninitialised Money is no price.", nameof(unitPrice));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(unitPrice.Amount, ItemLimits.PriceAmountMax, nameof(unitPrice));
        ArgumentOutOfRangeException.ThrowIfLessThan(startsAt, ItemLimits.TimeMin);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(endsAt, ItemLimits.TimeMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(perBuyerLimit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(perBuyerLimit, ItemLimits.PerBuyerLimitMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(paymentWindow, ItemLimits.PaymentWindowMin);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(paymentWindow, ItemLimits.PaymentWindowMax);
        Title = title;
        Campaign = campaign;
        UnitPrice = unitPrice;
        StartsAt = Moment.Floor(startsAt);
        EndsAt = Moment.Floor(endsAt);
        PerBuyerLimit = perBuyerLimit;
        PaymentWindow = TimeSpan.FromMilliseconds((long)paymentWindow.TotalMilliseconds);
        TicketRequired = ticketRequired;
        // Compares the rounded times: a window shorter than the journal's resolution could be written, but never read back.
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(EndsAt, StartsAt, nameof(endsAt));
    }

    /// <summary>The title for shoppers: 1 to 200 characters, see <see cref="ItemLimits.IsTitle"/>.</summary>
    public string Title { get; }

    /// <summary>The sale event that the item belongs to, if any.</summary>
    public string? Campaign { get; }

    /// <summary>Price of one unit.</summary>
    public Money UnitPrice { get; }

    /// <summary>The item sells from this instant on.</summary>
    public DateTimeOffset StartsAt { get; }

    /// <summary>The item no longer sells from this instant on.</summary>
    public DateTimeOffset EndsAt { get; }

    /// <summary>Most units that one buyer may hold and own, 1 to 1,000,000.</summary>
    public int PerBuyerLimit { get; }

    /// <summary>How long units are held for a buyer who has not paid, 1 s to 86,400 s.</summary>
    public TimeSpan PaymentWindow { get; }

    /// <summary>Whether a purchase needs a ticket.</summary>
    public bool TicketRequired { get; private init; }

    /// <summary>Whether a ticket is given only for a solved challenge. Then nobody buys without a ticket either.</summary>
    public bool ChallengeRequired
    {
        get;
        init
        {
            field = value;
            if (value) TicketRequired = true;
        }
    }

    /// <summary>Whether buyers queue for their tickets. Then a purchase needs one.</summary>
    public ItemQueue Queue
    {
        get;
        init
        {
            field = value;
            if (value != ItemQueue.None) TicketRequired = true;
        }
    }

    /// <summary>The hash of the waiting room's seed, published with the listing; null without a waiting room.</summary>
    public SeedHash? SeedHash { get; init; }

    /// <summary>Whether units that come back after the sell-out go to a waiting list.</summary>
    public bool WaitingList { get; init; }

    /// <summary>
    /// Most units that one buyer may hold and own over all items of the campaign that have such a limit, 1 to 1,000,000; null when only
    /// <see cref="PerBuyerLimit"/> counts. Requires a <see cref="Campaign"/>.
    /// </summary>
    /// <exception cref="ArgumentException">There is no campaign.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Outside its range.</exception>
    public int? CampaignLimit
    {
        get;
        init
        {
            if (value is { } limit)
            {
                if (Campaign is null) throw new ArgumentException("A limit over the campaign needs a campaign.", nameof(value));
                ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1, nameof(value));
                ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, CampaignLimits.LimitMax, nameof(value));
            }

            field = value;
        }
    }

    /// <summary>What pages show besides; nothing when not set.</summary>
    public ItemPresentation Presentation { get; init; } = ItemPresentation.None;

    /// <summary>The same terms with new values for the members that may change after the start; null keeps the presentation.</summary>
    public ItemTerms Revise(string title, DateTimeOffset endsAt, ItemPresentation? presentation) =>
        new(title, Campaign, UnitPrice, StartsAt, endsAt, PerBuyerLimit, PaymentWindow, TicketRequired)
        {
            WaitingList = WaitingList,
            Presentation = presentation ?? Presentation,
            CampaignLimit = CampaignLimit,
            ChallengeRequired = ChallengeRequired,
            Queue = Queue,
            SeedHash = SeedHash,
        };
}
