using System.Collections.Immutable;
using System.Data.Common;
using Seckill.Actors.Reconciliation;
using Seckill.Domain.Shared;
using Seckill.Storage.Databases;

namespace Seckill.Storage.Reconciliation;

/// <summary>What the reconciliation in the background has compared and found.</summary>
internal sealed class ReconciliationTables(IDatabase database) : IReconciliationTables
{
    private const string SelectRound = "SELECT began_at_ms, position, items_checked, completed_at_ms FROM reconciliation_round WHERE one = 1";

    private const string UpdateRound = """
        UPDATE reconciliation_round SET began_at_ms = @beganAtMs, position = @position, items_checked = @itemsChecked, completed_at_ms = @completedAtMs
        WHERE one = 1
        """;

    private const string OfSuspects = "differences > 0 OR failure IS NOT NULL";

    /// <summary>Only items with a difference or without a complete comparison, which have an index of their own.</summary>
    private const string SelectSums = $"""
        SELECT CAST(coalesce(sum(differences), 0) AS bigint), CAST(coalesce(sum(CASE WHEN differences > 0 THEN 1 ELSE 0 END), 0) AS bigint),
            CAST(coalesce(sum(orders_unchecked), 0) AS bigint), CAST(coalesce(sum(CASE WHEN failure IS NOT NULL THEN 1 ELSE 0 END), 0) AS bigint)
        FROM reconciliation_items WHERE {OfSuspects}
        """;

    private const string SelectKinds = "SELECT kind, count(*) FROM reconciliation_differences GROUP BY kind";

    private const string DifferenceColumns = "item_id, sequence, kind, payment_id, found_at_ms, detail";

    private const string ListDifferences = $"""
        SELECT {DifferenceColumns} FROM reconciliation_differences
        WHERE (item_id, sequence, kind, payment_id) > (@item, @sequence, @kind, @payment)
        ORDER BY item_id, sequence, kind, payment_id LIMIT @limit
        """;

    private static readonly Table<ItemCheck, ItemId> Checks = new(
        "reconciliation_items", check => check.Item, [new Column<ItemId, string>("item_id", item => item.Value)],
        [
            new Column<ItemCheck, long>("revision", check => check.Revision),
            new Column<ItemCheck, long>("checked_at_ms", check => check.CheckedAt.ToUnixTimeMilliseconds()),
            new Column<ItemCheck, bool>("is_settled", check => check.IsSettled),
            new Column<ItemCheck, long>("differences", check => check.Differences),
            new Column<ItemCheck, long>("orders_unchecked", check => check.OrdersUnchecked),
            new Column<ItemCheck, string?>("failure", check => check.Failure),
        ],
        row => new ItemCheck(
            ItemId.Parse(row.GetString(0)), row.GetInt64(1), Moment.FromUnixMs(row.GetInt64(2)), row.GetBoolean(3), row.GetInt64(4), row.GetInt64(5),
            row.IsDBNull(6) ? null : row.GetString(6)));

    private static readonly Table<FoundDifference, OrderDifference> Differences = new(
        "reconciliation_differences", found => found.Difference,
        [
            new Column<OrderDifference, string>("item_id", one => one.Item.Value),
            new Column<OrderDifference, long>("sequence", one => one.Sequence),
            new Column<OrderDifference, string>("kind", one => DifferenceKinds.Of(one.Kind)),
            new Column<OrderDifference, string>("payment_id", one => one.Payment ?? ""),
        ],
        [
            new Column<FoundDifference, long>("found_at_ms", found => found.FoundAt.ToUnixTimeMilliseconds()),
            new Column<FoundDifference, string>("detail", found => found.Difference.Detail),
        ],
        ReadDifference);

    public async Task<RoundRecord> ReadRoundAsync(CancellationToken cancellation) =>
        (await database.ReadAsync(session => session.QueryAsync(SelectRound, ReadRound), cancellation).ConfigureAwait(false)).Single();

    public async Task<IReadOnlyDictionary<ItemId, ItemCheck>> ReadChecksAsync(CancellationToken cancellation) =>
        (await database.ReadAsync(
            session => session.QueryAsync($"SELECT {Checks.ColumnList} FROM {Checks.Name}", Checks.Read), cancellation).ConfigureAwait(false))
        .ToDictionary(check => check.Item);

    public async Task<IReadOnlyList<FoundDifference>> ReadDifferencesAsync(ItemId item, CancellationToken cancellation) =>
        await database.ReadAsync(
            session => session.QueryAsync(
                $"SELECT {DifferenceColumns} FROM reconciliation_differences WHERE item_id = @item", ReadDifference, new { item = item.Value }),
            cancellation).ConfigureAwait(false);

    public async Task<IReadOnlyList<FoundDifference>> ListDifferencesAsync(FoundDifference? after, int limit, CancellationToken cancellation)
    {
        var last = after?.Difference;
        var arguments = new
        {
            item = last?.Item.Value ?? "",
            sequence = last?.Sequence ?? 0,
            kind = last is null ? "" : DifferenceKinds.Of(last.Kind),
            payment = last?.Payment ?? "",
            limit,
        };
        return await database.ReadAsync(session => session.QueryAsync(ListDifferences, ReadDifference, arguments), cancellation).ConfigureAwait(false);
    }

    public Task<ReconciliationSummary> ReadSummaryAsync(CancellationToken cancellation) => database.ReadAsync(
        async session =>
        {
            var round = (await session.QueryAsync(SelectRound, ReadRound).ConfigureAwait(false)).Single();
            var sums = (await session.QueryAsync(
                SelectSums, row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3))).ConfigureAwait(false)).Single();
            var kinds = await session.QueryAsync(SelectKinds, row => (Kind: DifferenceKinds.Find(row.GetString(0)), Count: row.GetInt64(1)))
                .ConfigureAwait(false);
            return new ReconciliationSummary(
                round, kinds.Where(one => one.Kind is not null).ToImmutableDictionary(one => one.Kind!.Value, one => one.Count),
                sums.Item1, sums.Item2, sums.Item3, sums.Item4);
        },
        cancellation);

    public Task WriteAsync(
        ItemCheck check, IReadOnlyList<FoundDifference> differences, RoundRecord? round, CancellationToken cancellation) => database.WriteAsync(
        async session =>
        {
            // What a crash loses is found again.
            if (session.Dialect.Losable is { } losable) await session.ExecuteAsync(losable).ConfigureAwait(false);
            await session.WriteAsync(Checks, [check], OnConflict.Replace).ConfigureAwait(false);
            await session.ExecuteAsync("DELETE FROM reconciliation_differences WHERE item_id = @item", new { item = check.Item.Value })
                .ConfigureAwait(false);
            await session.WriteAsync(Differences, differences, OnConflict.Keep).ConfigureAwait(false);
            if (round is not null) await session.ExecuteAsync(UpdateRound, ArgumentsOf(round)).ConfigureAwait(false);
            return 0;
        },
        cancellation);

    public Task WriteAsync(RoundRecord round, CancellationToken cancellation) =>
        database.WriteAsync(session => session.ExecuteAsync(UpdateRound, ArgumentsOf(round)), cancellation);

    private static object ArgumentsOf(RoundRecord round) => new
    {
        beganAtMs = round.BeganAt?.ToUnixTimeMilliseconds(),
        position = round.Position?.Value,
        itemsChecked = round.ItemsChecked,
        completedAtMs = round.CompletedAt?.ToUnixTimeMilliseconds(),
    };

    private static RoundRecord ReadRound(DbDataReader row) => new(
        row.IsDBNull(0) ? null : Moment.FromUnixMs(row.GetInt64(0)), row.IsDBNull(1) ? null : ItemId.Parse(row.GetString(1)), row.GetInt64(2),
        row.IsDBNull(3) ? null : Moment.FromUnixMs(row.GetInt64(3)));

    /// <summary>A kind that only a later version knows is shown as a contradiction: its sentence tells the rest.</summary>
    private static FoundDifference ReadDifference(DbDataReader row) => new(
        new OrderDifference(
            DifferenceKinds.Find(row.GetString(2)) ?? DifferenceKind.LedgerContradiction, ItemId.Parse(row.GetString(0)), row.GetInt64(1),
            row.GetString(3) is { Length: > 0 } payment ? payment : null, row.GetString(5)),
        Moment.FromUnixMs(row.GetInt64(4)));
}
