using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Seckill.Actors.Isolation;
using Seckill.Actors.Ledger;
using Seckill.Actors.Payments;
using Seckill.Actors.Projections;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Reconciliation;

/// <summary>
/// Goes round all items and compares one after the other, slowly, away from the sale. It skips items that have not changed since they were
/// last compared without a difference, and compares those with a known difference before the others. How far it is and what it has found
/// are in tables, so a successor goes on from there. Not safe for several threads: one step at a time.
/// </summary>
public sealed class ReconciliationRound(
    Reconciler reconciler, ILedger ledger, IReadModelWriter offsets, IOrderRows rows, IPaymentListing payments, IReconciliationTables tables,
    IStorageHealth storage, ReconciliationCounter counter, IOptions<ReconciliationLimits> limits, TimeProvider time, ILogger<ReconciliationRound> log)
{
    /// <summary>Differences of one item that are stored; all are counted.</summary>
    private const int StoredMax = 100;

    /// <summary>Items with a known difference whose ledger is looked at in one step.</summary>
    private const int SuspectsPerLook = 20;

    /// <summary>Longest pause without a step, and shortest between two looks at the ledgers of items with a known difference.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _every = TimeSpan.FromSeconds(limits.Value.ReconciliationEverySeconds);
    private readonly TimeSpan _recheck = TimeSpan.FromSeconds(limits.Value.ReconciliationRecheckSeconds);
    private readonly ProviderPatience _patience = new(TimeSpan.FromMilliseconds(limits.Value.ReconciliationTimeoutMs), time);
    private readonly DifferenceLog _lines = new(time, log);
    private readonly Queue<ItemId> _left = new();
    private Dictionary<ItemId, ItemCheck>? _suspects;
    private RoundRecord _round = new(null, null, 0, null);
    private long _lookedAt;
    private bool _wasSuspect;

    /// <summary>Does the next piece of work: one item at most. Returns how long to pause before the next step.</summary>
    public async Task<TimeSpan> StepAsync(CancellationToken cancellation)
    {
        if (_suspects is null) await ResumeAsync(cancellation).ConfigureAwait(false);
        // In turns, or many items with a difference would keep the round from going on.
        var isSuspectsTurn = !_wasSuspect;
        _wasSuspect = false;
        if (isSuspectsTurn && await FindSuspectAsync(cancellation).ConfigureAwait(false) is { } suspect)
        {
            _wasSuspect = true;
            await CheckAsync(suspect, round: null, cancellation).ConfigureAwait(false);
            return TimeSpan.Zero;
        }

        if (_round.BeganAt is null)
        {
            if (_round.CompletedAt is { } ended && Now - ended < _every && Now >= ended) return isSuspectsTurn ? LookEvery : TimeSpan.Zero;
            await BeginAsync(new RoundRecord(Now, null, 0, _round.CompletedAt), cancellation).ConfigureAwait(false);
            return TimeSpan.Zero;
        }

        if (_left.TryPeek(out var next))
        {
            var round = _round with { Position = next, ItemsChecked = _round.ItemsChecked + 1 };
            await CheckAsync(next, round, cancellation).ConfigureAwait(false);
            _round = round;
            _left.Dequeue();
            return TimeSpan.Zero;
        }

        var complete = _round with { BeganAt = null, Position = null, CompletedAt = Now };
        await tables.WriteAsync(complete, cancellation).ConfigureAwait(false);
        _round = complete;
        return LookEvery;
    }

    private DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Goes on where this node, or another, has ended.</summary>
    private async Task ResumeAsync(CancellationToken cancellation)
    {
        var round = await tables.ReadRoundAsync(cancellation).ConfigureAwait(false);
        var checks = await tables.ReadChecksAsync(cancellation).ConfigureAwait(false);
        if (round.BeganAt is not null) await BeginAsync(round, cancellation).ConfigureAwait(false);
        else _round = round;
        _suspects = checks.Values.Where(check => check.IsSuspect).ToDictionary(check => check.Item);
    }

    /// <summary>Begins a round, or takes up one that has been begun: finds the items that are left in it.</summary>
    private async Task BeginAsync(RoundRecord round, CancellationToken cancellation)
    {
        var checks = await tables.ReadChecksAsync(cancellation).ConfigureAwait(false);
        var reached = await offsets.ReadOffsetsAsync(cancellation).ConfigureAwait(false);
        var heads = await ledger.ReadHeadsAsync(cancellation).ConfigureAwait(false);
        var strays = await rows.ListItemsAsync(cancellation).ConfigureAwait(false);
        var paid = await ListPaidItemsAsync(cancellation).ConfigureAwait(false);
        await tables.WriteAsync(round, cancellation).ConfigureAwait(false);
        _round = round;
        _left.Clear();
        foreach (var item in heads.Keys.Union(reached.Keys).Union(strays).Union(paid).Order(Comparer<ItemId>.Create(Compare)))
        {
            if (round.Position is { } passed && Compare(item, passed) <= 0) continue;
            var head = heads.GetValueOrDefault(item);
            if (!checks.TryGetValue(item, out var check) || !IsClean(check) || check.Revision != head || reached.GetValueOrDefault(item) != head)
                _left.Enqueue(item);
        }

        static int Compare(ItemId left, ItemId right) => string.CompareOrdinal(left.Value, right.Value);
    }

    /// <summary>Whether the last comparison still counts, if the ledger has not moved.</summary>
    private bool IsClean(ItemCheck check) => check is { IsSettled: true, IsSuspect: false } && Now - check.CheckedAt < _recheck && Now >= check.CheckedAt;

    /// <summary>Items of which only the provider knows. A provider that does not answer is asked again in the next round.</summary>
    private async Task<IReadOnlyList<ItemId>> ListPaidItemsAsync(CancellationToken cancellation)
    {
        try
        {
            if (!_patience.MayCall) return [];
            return await _patience.WithinAsync(payments.ListItemsAsync, TimeSpan.MaxValue, _ => { }, cancellation).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Each item's own comparison tells that the provider does not answer.
        catch (Exception error) when (error is not OperationCanceledException || !cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return [];
        }
    }

    /// <summary>
    /// The item with a known difference that was compared longest ago, if that is long enough ago; otherwise one whose ledger has grown since.
    /// </summary>
    private async Task<ItemId?> FindSuspectAsync(CancellationToken cancellation)
    {
        if (_suspects!.Count == 0 || (_lookedAt != 0 && time.GetElapsedTime(_lookedAt) < LookEvery)) return null;
        var oldest = _suspects.Values.OrderBy(check => check.CheckedAt).Take(SuspectsPerLook).ToArray();
        if (Now - oldest[0].CheckedAt >= _every) return oldest[0].Item;
        foreach (var suspect in oldest)
        {
            if (await ledger.ReadHeadAsync(suspect.Item, cancellation).ConfigureAwait(false) != suspect.Revision) return Looked(suspect.Item);
        }

        return Looked(null);

        ItemId? Looked(ItemId? found)
        {
            _lookedAt = time.GetTimestamp();
            return found;
        }
    }

    private async Task CheckAsync(ItemId item, RoundRecord? round, CancellationToken cancellation)
    {
        var known = await tables.ReadDifferencesAsync(item, cancellation).ConfigureAwait(false);
        var (check, found) = await CompareAsync(item, known, cancellation).ConfigureAwait(false);
        await tables.WriteAsync(check, found, round, cancellation).ConfigureAwait(false);
        counter.Add();
        if (check.IsSuspect) _suspects![item] = check;
        else _suspects!.Remove(item);
        _lines.Tell(check, found, known);
    }

    /// <summary>Compares an item. If that cannot be done although the storage is well, the item is noted as not checked, and others go on.</summary>
    private async Task<(ItemCheck Check, IReadOnlyList<FoundDifference> Found)> CompareAsync(
        ItemId item, IReadOnlyList<FoundDifference> known, CancellationToken cancellation)
    {
        try
        {
            var pace = ReadingPace.InBackground(limits.Value.ReconciliationRowsPerSecond, time);
            var audit = await reconciler.CompareAsync(item, pace, cancellation).ConfigureAwait(false);
            var (all, since) = (audit.Everything().ToArray(), known.ToDictionary(one => one.Difference.Key, one => one.FoundAt));
            FoundDifference[] found =
            [
                .. all.DistinctBy(one => one.Key).Take(StoredMax)
                    .Select(one => new FoundDifference(one, since.GetValueOrDefault(one.Key, audit.AsOf))),
            ];
            var count = all.Length + audit.Orders.Count - audit.Orders.Kept.Count;
            return (
                new ItemCheck(item, audit.Revision, audit.AsOf, audit.IsSettled, count, audit.Payments.OrdersUnchecked, audit.Payments.Failure), found);
        }
#pragma warning disable CA1031 // One item that cannot be compared must not keep the others from being compared.
        catch (Exception error) when (error is not OperationCanceledException || !cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (!await storage.IsHealthyAsync(cancellation).ConfigureAwait(false)) throw;
            return (new ItemCheck(item, 0, Now, IsSettled: false, known.Count, 0, error.Message), known);
        }
    }
}
