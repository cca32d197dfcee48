using System.Globalization;
using Seckill.Actors.Ledger;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Reconciliation;

/// <summary>What an item's own row must hold according to its ledger, apart from units, which the books compare, and from the waiting list's length.</summary>
internal sealed class LedgerItem
{
    /// <summary>Longest value in a difference, in characters.</summary>
    private const int ShownMax = 80;

    private ItemTerms? _terms;
    private string _title = "";
    private DateTimeOffset _endsAt;
    private ItemPresentation _presentation = ItemPresentation.None;
    private long _listedStock;
    private long _termsRevision;
    private long _refundsDue;
    private bool _isPaused;
    private bool _isClosed;
    private LedgerHash? _hash;

    /// <summary>The last entry added.</summary>
    public long Revision { get; private set; }

    /// <summary>Adds the next entry.</summary>
    public void Add(LedgerEntry entry)
    {
        (Revision, _hash) = (entry.Revision, entry.Batch.Link?.Hash);
        foreach (var change in entry.Batch.Events) Add(change);
    }

    /// <summary>Where a row of the same revision differs, as a sentence; null when it does not.</summary>
    public string? DifferenceTo(ItemId item, IReadOnlyDictionary<string, string?> row)
    {
        if (_terms is null) return null;
        var wrong = Values().Where(value => row.TryGetValue(value.Column, out var stored) && stored != value.Text && !IsUnknown(value.Column, row))
            .Select(value => $"{value.Column} is {Shown(value.Text)} in the ledger and {Shown(row[value.Column])} in its row")
            .ToArray();
        return wrong.Length == 0 ? null : $"{item}: {string.Join("; ", wrong)}.";
    }

    /// <summary>
    /// What earlier versions of the program leave as it is when they move a row on. The row says so: its terms are of no known entry, or
    /// its hash is of another one.
    /// </summary>
    private bool IsUnknown(string column, IReadOnlyDictionary<string, string?> row) => column switch
    {
        "terms_revision" => row[column] == "0",
        "chain_hash" => row["chain_revision"] != Text(Revision),
        _ => false,
    };

    private void Add(IEvent change)
    {
        switch (change)
        {
            case ItemListed listed:
                (_terms, _listedStock, _termsRevision) = (listed.Terms, listed.Stock, Revision);
                (_title, _endsAt, _presentation) = (listed.Terms.Title, listed.Terms.EndsAt, listed.Terms.Presentation);
                break;
            case TermsRevised revised:
                (_title, _endsAt, _presentation) = (revised.Title, revised.EndsAt, revised.Presentation ?? _presentation);
                _termsRevision = Revision;
                break;
            case StockAdjusted:
                _termsRevision = Revision;
                break;
            case SalePaused or SaleResumed:
                _isPaused = change is SalePaused;
                break;
            case SaleClosed:
                _isClosed = true;
                break;
            case RefundFellDue:
                _refundsDue++;
                break;
            case RefundSettled:
                _refundsDue--;
                break;
        }
    }

    /// <summary>The row's values by their columns, as <see cref="IOrderRows.FindItemAsync"/> gives them.</summary>
    private IEnumerable<(string Column, string? Text)> Values() =>
    [
        ("title", _title),
        ("campaign", _terms!.Campaign),
        ("unit_price", Text(_terms.UnitPrice.Amount)),
        ("currency", _terms.UnitPrice.Currency),
        ("starts_at_ms", Text(_terms.StartsAt.ToUnixTimeMilliseconds())),
        ("ends_at_ms", Text(_endsAt.ToUnixTimeMilliseconds())),
        ("per_buyer_limit", Text(_terms.PerBuyerLimit)),
        ("payment_window_ms", Text(_terms.PaymentWindow.Ticks / TimeSpan.TicksPerMillisecond)),
        ("ticket_required", Text(_terms.TicketRequired)),
        ("listed_stock", Text(_listedStock)),
        ("is_paused", Text(_isPaused)),
        ("is_closed", Text(_isClosed)),
        ("refunds_due", Text(_refundsDue)),
        ("terms_revision", Text(_termsRevision)),
        ("chain_hash", _hash?.ToString()),
        ("image_url", _presentation.ImageUrl),
        ("description", _presentation.Description),
        ("list_price", _presentation.ListPrice is { } listPrice ? Text(listPrice) : null),
        ("waiting_list", Text(_terms.WaitingList)),
        ("campaign_limit", _terms.CampaignLimit is { } campaignLimit ? Text(campaignLimit) : null),
        ("challenge_required", Text(_terms.ChallengeRequired)),
        ("queue", Text((long)_terms.Queue)),
        ("seed_hash", _terms.SeedHash?.Text),
    ];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(bool flag) => flag ? "1" : "0";

    private static string Shown(string? text) =>
        text is null ? "none" : ShownText.Of(text.Length > ShownMax ? $"'{text.AsSpan(0, ShownMax)}…'" : $"'{text}'");
}
