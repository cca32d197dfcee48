using System.ComponentModel;
using Seckill.Actors.Ledger.Chain;

namespace Seckill.Host.Operators.Proof;

/// <summary>What verifying an item's ledger has found.</summary>
internal sealed record VerificationResource(
    string ItemId,
    [property: Description("Rows in the item's ledger.")] long Entries,
    [property: Description("The newest hash that holds, in hex: what the item shows as `ledgerHash`. Null if no entry has one.")]
    string? Head,
    [property: Description("The entry with that hash; 0 if there is none.")] long HeadEntry,
    [property: Description("Whether no entry was changed, removed or inserted, as far as the hashes reach.")] bool Intact,
    [property: Description("The first entry that does not hold.")] long? FirstBroken,
    [property: Description("What is wrong with it.")] string? Problem,
    [property: Description("The first entry with a hash; earlier versions of the program wrote those before it. Null if there is none.")]
    long? ChainedFrom,
    [property: Description("Where the chain starts again because an earlier version ran beside this one; the first 100.")]
    IReadOnlyList<RestartResource> Restarts,
    [property: Description("Heads that others know, with which the ledger was compared. Only they show that the end was removed.")]
    IReadOnlyList<KnownHeadResource> ComparedWith,
    DateTimeOffset AsOf)
{
    public static VerificationResource Of(ChainReport report) => new(
        report.Item.Value, report.Entries, report.Head?.ToString(), report.HeadEntry, report.IsIntact, report.Fault?.Entry, report.Fault?.Problem,
        report.ChainedFrom, [.. report.Restarts.Select(restart => new RestartResource(restart.Entry, restart.Unhashed))],
        [.. report.Known.Select(head => new KnownHeadResource(head.Source, head.Revision, head.Hash.ToString()))], report.AsOf);
}

/// <summary>An entry at which the chain starts again.</summary>
internal sealed record RestartResource(long Entry, [property: Description("Entries right before it that no hash covers.")] long Unhashed);

/// <summary>A head that is known besides the ledger.</summary>
internal sealed record KnownHeadResource(
    [property: Description("`item`, `board` (of the node that answers), `snapshot` or `table`.")] string Source, long Entry, string Hash);
