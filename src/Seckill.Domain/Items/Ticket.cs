namespace Seckill.Domain.Items;

/// <summary>
/// A permission to buy one item once. Whom it is for and which item, its signature says, which the edge has checked; the item remembers
/// that it was used.
/// </summary>
/// <param name="Number">Tells it from all other tickets of the item; drawn at random.</param>
/// <param name="ExpiresAt">From then on it is worth nothing; UTC, whole milliseconds.</param>
public readonly record struct Ticket(ulong Number, DateTimeOffset ExpiresAt);
