using System.ComponentModel;
using System.Globalization;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Wire;

namespace Seckill.Host.Items;

/// <summary>An item as shoppers see it.</summary>
internal sealed record ItemResource(
    string ItemId,
    string Title,
    string? Campaign,
    MoneyResource Price,
    string Phase,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    StockResource Stock,
    [property: Description("Units that one buyer may hold and own.")] int PerBuyerLimit,
    [property: Description("Units that one buyer may hold and own over all items of the campaign that have such a limit; null when there is none.")]
    int? CampaignLimit,
    [property: Description("How long units are held for a buyer who has not paid.")] int PaymentWindowSeconds,
    bool TicketRequired,
    [property: Description("Whether units that come back after the sell-out go to a waiting list, and not to whoever is quickest.")] bool WaitingList,
    [property: Description("Buyers on the waiting list.")] int Waiting,
    [property: Description("Whether a ticket is given only for a solved challenge.")] bool ChallengeRequired,
    [property: Description("`open` where buyers queue for their tickets in a waiting room, else `none`.")] string Queue,
    [property: Description("SHA-256 of the seed of the waiting room's draw, in hex; null without a waiting room.")] string? SeedHash,
    [property: Description("Address of a picture, absolute or a path on this host; null when there is none.")] string? ImageUrl,
    [property: Description("Text for shoppers, lines separated by a line feed; null when there is none.")] string? Description,
    [property: Description("The price of one unit outside the sale; null when there is none.")] MoneyResource? ListPrice,
    [property: Description("Grows with every change, and when the window opens or ends.")] long Version,
    [property: Description(
        "Grows only when an operator changes the terms or the total stock. `If-Match: \"t<termsVersion>\"` guards an edit that sales may pass.")]
    long TermsVersion,
    [property: Description(
        "The hash of the item's ledger up to this version, in hex: whoever keeps it can hold the shop to it. Null while it is not known.")]
    string? LedgerHash,
    [property: Description("The service's clock, for countdowns.")] DateTimeOffset ServerTime)
{
    public static ItemResource Of(ItemStatus status, DateTimeOffset now) => new(
        status.Id.Value,
        status.Terms.Title,
        status.Terms.Campaign,
        MoneyResource.Of(status.Terms.UnitPrice),
        PhaseNames.Of(status.PhaseAt(now)),
        status.Terms.StartsAt,
        status.Terms.EndsAt,
        new StockResource(status.Stock.Total, status.Stock.Available, status.Stock.Held, status.Stock.Sold),
        status.Terms.PerBuyerLimit,
        status.Terms.CampaignLimit,
        (int)status.Terms.PaymentWindow.TotalSeconds,
        status.Terms.TicketRequired,
        status.Terms.WaitingList,
        status.Waiting,
        status.Terms.ChallengeRequired,
        ItemQueueNames.Of(status.Terms.Queue),
        status.Terms.SeedHash?.Text,
        status.Terms.Presentation.ImageUrl,
        status.Terms.Presentation.Description,
        ListPriceOf(status.Terms),
        status.VersionAt(now),
        status.TermsRevision,
        status.LedgerHash?.ToString(),
        now);

    private static MoneyResource? ListPriceOf(ItemTerms terms) => terms.Presentation.ListPrice is { } amount
        ? MoneyResource.Of(Money.Create(amount, terms.UnitPrice.Currency))
        : null;

    /// <summary>The entity tag of a version.</summary>
    public static string ETagOf(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");
}

/// <summary>Units of an item.</summary>
internal sealed record StockResource(long Total, long Available, long Held, long Sold);

/// <summary>A page of items.</summary>
internal sealed record ItemPage(
    IReadOnlyList<ItemResource> Items,
    [property: Description("Pass it as `cursor` for the next page; null on the last.")] string? NextCursor);

/// <summary>The service's clock.</summary>
internal sealed record ClockResource(DateTimeOffset Now);
