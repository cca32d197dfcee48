using System.Buffers;
using System.Globalization;
using System.Text;

namespace Seckill.Domain.Items;

/// <summary>The ranges of the contract, and the bounds on what an item remembers.</summary>
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

    /// <summary>Longest address of a picture, in characters.</summary>
    public const int ImageUrlLengthMax = 1_000;

    /// <summary>Longest description, in characters. It travels with the item's status, so it is bounded tightly.</summary>
    public const int DescriptionLengthMax = 2_000;

    /// <summary>Longest reason of an operator's command, in characters.</summary>
    public const int ReasonLengthMax = 200;

    /// <summary>Most of a buyer's orders that one refusal names; it names the newest.</summary>
    public const int NamedOrdersMax = 10;

    /// <summary>
    /// Further idempotency keys that one order answers, besides the one that made it. Each costs a journal entry, and memory for as long as
    /// the item remembers the order. Keys of 36 characters take about 670 bytes for the first, which gives the buyer an account of their
    /// own, and about 200 for each further one. A client that invents a new key for every attempt gets the order a hundred times, and from
    /// then on its id (<c>limit_reached</c>).
    /// </summary>
    public const int FurtherKeysPerOrderMax = 100;

    /// <summary>
    /// Cancelled and expired orders that an item can still answer for (idempotency keys, status); older ones are only in the orders table
    /// and the ledger.
    /// </summary>
    public const int ClosedOrdersRetainedMax = 100_000;

    /// <summary>Newest stock adjustments whose idempotency keys an item remembers. The search is linear, so they must be few.</summary>
    public const int AdjustmentsRetainedMax = 1_000;

    /// <summary>Most reservations that one batch releases; the rest follow in the next batch.</summary>
    public const int ExpiriesPerBatchMax = 10_000;

    /// <summary>Most units that one batch offers to waiting buyers; the rest follow in the next batch.</summary>
    public const int OffersPerBatchMax = 10_000;

    /// <summary>Most buyers who may wait for an item, whatever the configuration says.</summary>
    public const int WaitingMax = 100_000;

    /// <summary>Longest life of a ticket, in seconds.</summary>
    public const int TicketLifetimeSecondsMax = 600;

    /// <summary>Shortest payment window.</summary>
    public static readonly TimeSpan PaymentWindowMin = TimeSpan.FromSeconds(1);

    /// <summary>Longest payment window.</summary>
    public static readonly TimeSpan PaymentWindowMax = TimeSpan.FromSeconds(86_400);

    /// <summary>Longest life of a ticket. An item remembers the used ones for as long.</summary>
    public static readonly TimeSpan TicketLifetimeMax = TimeSpan.FromSeconds(TicketLifetimeSecondsMax);

    /// <summary>Earliest instant allowed in a sale's times.</summary>
    public static readonly DateTimeOffset TimeMin = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Latest instant allowed in a sale's times.</summary>
    public static readonly DateTimeOffset TimeMax = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly SearchValues<char> CampaignCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <summary>Whether the text is a campaign label: 1 to 64 of letters, digits, '-', '_' and '.'.</summary>
    public static bool IsCampaign(string? text) =>
        text is { Length: >= 1 and <= CampaignLengthMax } && !text.AsSpan().ContainsAnyExcept(CampaignCharacters);

    /// <summary>Whether the text is a title: one line of 1 to 200 characters, not only white space.</summary>
    public static bool IsTitle(string? text) => IsLine(text, TitleLengthMax);

    /// <summary>
    /// Whether a reader sees anything of a title. Asked of new listings only: the terms themselves take such a title, because ledgers may have one.
    /// </summary>
    public static bool IsVisible(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        return title.EnumerateRunes().Any(IsVisible);
    }

    /// <summary>Whether the text is a reason of an operator's command: one line of 1 to 200 characters, not only white space.</summary>
    public static bool IsReason(string? text) => IsLine(text, ReasonLengthMax);

    /// <summary>
    /// Whether the text is a description: 1 to 2,000 characters, not only white space. Of the control characters it may hold the line feed.
    /// </summary>
    public static bool IsDescription(string? text) => IsText(text, DescriptionLengthMax, hasLines: true);

    /// <summary>
    /// Whether the text is the address of a picture: up to 1,000 ASCII characters, absolute with https, or a path on the same host that
    /// starts with one slash. Everything else could run a script, or leak what is bought over an open connection.
    /// </summary>
    public static bool IsImageUrl(string? text)
    {
        if (text is not { Length: >= 1 and <= ImageUrlLengthMax } || text.AsSpan().ContainsAnyExceptInRange('!', '~')) return false;
        if (text.AsSpan().ContainsAny("\\\"<>`")) return false;
        return text.StartsWith('/')
            ? !text.StartsWith("//", StringComparison.Ordinal)
            : text.StartsWith("https://", StringComparison.Ordinal) && Uri.TryCreate(text, UriKind.Absolute, out var address)
                && address is { Host.Length: > 0, UserInfo.Length: 0 };
    }

    /// <summary>Not so are white space, zero-width characters, marks without a letter, and the letters that Unicode has for a blank.</summary>
    private static bool IsVisible(Rune character) =>
        !Rune.IsWhiteSpace(character)
        && Rune.GetUnicodeCategory(character) is not (
            UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
        && character.Value is not (0x115F or 0x1160 or 0x2800 or 0x3164 or 0xFFA0);

    private static bool IsLine(string? text, int lengthMax) => IsText(text, lengthMax, hasLines: false);

    /// <summary>
    /// Refuses control characters and unpaired surrogates, which not every store can keep: PostgreSQL refuses U+0000, and UTF-8 cannot
    /// encode an unpaired surrogate. Characters are counted as Unicode code points, as JSON Schema counts them.
    /// </summary>
    private static bool IsText(string? text, int lengthMax, bool hasLines)
    {
        if (string.IsNullOrWhiteSpace(text)) return false;
        var length = 0;
        for (var rest = text.AsSpan(); !rest.IsEmpty; length++)
        {
            if (Rune.DecodeFromUtf16(rest, out var character, out var units) != OperationStatus.Done) return false;
            if (Rune.IsControl(character) && !(hasLines && character.Value == '\n')) return false;
            rest = rest[units..];
        }

        return length <= lengthMax;
    }
}
