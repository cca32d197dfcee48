using System.ComponentModel;

namespace Seckill.Host.Operators.Proof;

/// <summary>
/// Everybody who got an order of an item. It is for the description only: the list may have a million rows and is written row by row
/// (<see cref="WinnersJson"/>).
/// </summary>
internal sealed record WinnersResource(
    string ItemId,
    [property: Description("The ledger entry up to which the list has every order.")] long LedgerEntry,
    [property: Description("The hash of that entry; null if an earlier version of the program wrote it.")] string? LedgerHash,
    DateTimeOffset AsOf,
    [property: Description("By sequence: the order in which the item served them.")] IReadOnlyList<WinnerResource> Winners,
    [property: Description("Number of winners. It comes last: a list without it is not whole.")] long Count);

/// <summary>An order in the winners' list.</summary>
internal sealed record WinnerResource(
    long Sequence,
    string OrderId,
    string BuyerId,
    int Quantity,
    [property: Description("When the row was read.")] string Status,
    DateTimeOffset CreatedAt,
    [property: Description("The hash of the ledger entry that made the order; null if it has none.")] string? Hash);
