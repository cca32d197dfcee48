using System.Buffers;

namespace Seckill.Domain.Items;

/// <summary>The ranges that the contract sets, and the bounds on what an item remembers.</summary>
public static class ItemLimits
{
    /// <summary>Longest title, in characters.</summary>
    public const int TitleLengthMax = 200;

    /// <summary>Longest campaign label, in characters.</summary>
    public const int CampaignLengthMax = 64;

    /// <summary>Highest price of a unit, in minor units.</summary>
    public const long PriceAmountMax = 1_000_000_000_000;

    /// <summary>Most units one item may ever offer.</summary>
    public const long StockMax = 100_000_000;

    /// <summary>Highest per-buyer limit.</summary>
    public const int PerBuyerLimitMax = 1_000_000;

    /// <summary>Longest reason of a stock adjustment, in characters.</summary>
    public const int ReasonLengthMax = 200;

    /// <summary>Most of a buyer's orders that one refusal names; the newest are named.</summary>
    public const int NamedOrdersMax = 10;

    /// <summary>
    /// Cancelled and expired orders that an item still answers for by itself (idempotency keys, status); older ones are
    /// in the orders table and the ledger only.
    /// </summary>
    public const int ClosedOrdersRetainedMax = 100_000;

    /// <summary>Stock adjustments whose idempotency keys an item remembers.</summary>
    public const int AdjustmentsRetainedMax = 10_000;

    /// <summary>Reservations that one batch releases at most; the rest follows in the next batch.</summary>
    public const int ExpiriesPerBatchMax = 10_000;

    /// <summary>Shortest payment window.</summary>
    public static readonly TimeSpan PaymentWindowMin = TimeSpan.FromSeconds(1);

    /// <summary>Longest payment window.</summary>
    public static readonly TimeSpan PaymentWindowMax = TimeSpan.FromSeconds(86_400);

    /// <summary>Earliest instant that a sale may name.</summary>
    public static readonly DateTimeOffset TimeMin = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Latest instant that a sale may name.</summary>
    public static readonly DateTimeOffset TimeMax = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly SearchValues<char> CampaignCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <summary>Whether the text is a campaign label: 1 to 64 of letters, digits, '-', '_' and '.'.</summary>
    public static bool IsCampaign(string? text) =>
        text is { Length: >= 1 and <= CampaignLengthMax } && !text.AsSpan().ContainsAnyExcept(CampaignCharacters);
}
