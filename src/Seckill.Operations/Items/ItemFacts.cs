using System.Collections.Immutable;
using Seckill.Domain.Items;
using Seckill.Operations.Palette;

namespace Seckill.Operations.Items;

/// <summary>An item as operators see it: everything about it as rows of field and value, or what they look at most as one row.</summary>
internal static class ItemFacts
{
    /// <summary>The columns of <see cref="RowOf"/>.</summary>
    public static readonly ImmutableArray<string> Columns =
        ["item", "phase", "available", "held", "sold", "total", "starts", "ends", "campaign", "title"];

    /// <summary>An item among others, and after a change of it.</summary>
    public static Output.Row RowOf(ItemStatus status, DateTimeOffset now) => Output.Row.Of(
        status.Id.Value, PhaseNames.Of(status.PhaseAt(now)), status.Stock.Available, status.Stock.Held, status.Stock.Sold, status.Stock.Total,
        status.Terms.StartsAt, status.Terms.EndsAt, status.Terms.Campaign, status.Terms.Title);

    /// <summary>Everything that the board knows of an item.</summary>
    public static IEnumerable<Output.Row> Of(ItemStatus status, DateTimeOffset now) =>
    [
        Output.Row.Of("item", status.Id.Value),
        Output.Row.Of("title", status.Terms.Title),
        Output.Row.Of("campaign", status.Terms.Campaign),
        Output.Row.Of("phase", PhaseNames.Of(status.PhaseAt(now))),
        Output.Row.Of("available", status.Stock.Available),
        Output.Row.Of("held", status.Stock.Held),
        Output.Row.Of("sold", status.Stock.Sold),
        Output.Row.Of("total", status.Stock.Total),
        Output.Row.Of("price (minor units)", status.Terms.UnitPrice.Amount),
        Output.Row.Of("currency", status.Terms.UnitPrice.Currency),
        Output.Row.Of("list price (minor units)", status.Terms.Presentation.ListPrice),
        Output.Row.Of("starts", status.Terms.StartsAt),
        Output.Row.Of("ends", status.Terms.EndsAt),
        Output.Row.Of("per buyer", status.Terms.PerBuyerLimit),
        Output.Row.Of("campaign limit", status.Terms.CampaignLimit),
        Output.Row.Of("payment window (s)", (long)status.Terms.PaymentWindow.TotalSeconds),
        Output.Row.Of("ticket required", status.Terms.TicketRequired),
        Output.Row.Of("waiting list", status.Terms.WaitingList),
        Output.Row.Of("waiting", (long)status.Waiting),
        Output.Row.Of("challenge required", status.Terms.ChallengeRequired),
        Output.Row.Of("queue", ItemQueueNames.Of(status.Terms.Queue)),
        Output.Row.Of("image", status.Terms.Presentation.ImageUrl),
        Output.Row.Of("description", status.Terms.Presentation.Description),
        Output.Row.Of("orders so far", status.LastSequence),
        Output.Row.Of("version", status.VersionAt(now)),
        Output.Row.Of("terms version", status.TermsRevision),
        Output.Row.Of("ledger entries", status.Revision),
    ];
}
