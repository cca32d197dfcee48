using System.Collections.Concurrent;
using Npgsql;
using Seckill.Faults.Shoppers;

namespace Seckill.Faults.Receipts;

/// <summary>What the end of a sale found.</summary>
internal sealed record Findings(IReadOnlyList<string> Violations, TimeSpan OrdersComplete, int Orders, int Items);

/// <summary>The end of a sale: the doors close, the tables catch up, open questions are asked once more, and the books are inspected.</summary>
internal static class Closing
{
    /// <summary>How soon the orders table must have everything.</summary>
    private static readonly TimeSpan OrdersBound = TimeSpan.FromSeconds(10);

    /// <summary>After this, orders past their deadline and money on its way back count as stuck.</summary>
    private static readonly TimeSpan QuietBound = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    public static async Task<Findings> CloseAsync(Sale sale)
    {
        var violations = new List<string>();
        await sale.CloseAsync();
        var began = TimeProvider.System.GetTimestamp();
        var heads = await Books.ReadHeadsAsync(sale.Cluster.Database);
        var isComplete = await BecomesAsync(async () => Covers(await Books.ReadOffsetsAsync(sale.Cluster.Database), heads), OrdersBound);
        var took = TimeProvider.System.GetElapsedTime(began);
        if (!isComplete) violations.Add($"the orders table was not complete within {OrdersBound.TotalSeconds} s of the end of the load");

        await sale.SettleAsync();
        if (!await BecomesAsync(async () => await CountUnsettledAsync(sale.Cluster.Database) == 0, QuietBound))
            violations.Add($"{await CountUnsettledAsync(sale.Cluster.Database)} orders past their deadline, or refunds, are stuck");
        heads = await Books.ReadHeadsAsync(sale.Cluster.Database);
        var isFollowed = await BecomesAsync(async () => Covers(await Books.ReadOffsetsAsync(sale.Cluster.Database), heads), OrdersBound);
        if (!isFollowed) violations.Add($"the tables did not follow the ledger within {OrdersBound.TotalSeconds} s");
        var items = sale.Market.Stalls.Select(stall => stall.Item).ToHashSet(StringComparer.Ordinal);
        var books = await Books.ReadAsync(sale.Cluster.Database, items, upToTables: isFollowed);
        violations.AddRange(new Inspection(sale.Receipts, books).FindViolations());
        violations.AddRange(await AuditAsync(sale));
        return new Findings(violations, took, books.Orders.Count, books.Ledgers.Count);
    }

    private static bool Covers(Dictionary<string, long> offsets, Dictionary<string, long> heads) =>
        heads.All(head => offsets.GetValueOrDefault(head.Key) >= head.Value);

    private static async Task<long> CountUnsettledAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        const string Sql = """
            SELECT (SELECT count(*) FROM orders WHERE status = 'pending' AND pay_before_ms < extract(epoch FROM now()) * 1000 - 1000)
                 + (SELECT coalesce(sum(refunds_due), 0) FROM items)
            """;
        await using var command = new NpgsqlCommand(Sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Every item's own audit has to agree, too.</summary>
    private static async Task<IReadOnlyCollection<string>> AuditAsync(Sale sale)
    {
        using var wire = new Wire(TimeSpan.FromSeconds(20));
        using var limit = new CancellationTokenSource(QuietBound);
        var badge = Badges.Issue("olivia", "operator");
        var faults = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(sale.Market.Stalls, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (stall, _) =>
        {
            var call = new Call(HttpMethod.Get, $"/api/admin/items/{stall.Item}/audit") { Badge = badge };
            Heard heard;
            while ((heard = await wire.SendAsync(sale.Cluster.Nodes[0], call)).AsksForRepeat && !limit.IsCancellationRequested) await Pause.ForAsync(200);
            if (heard.Status != 200 || !(bool)heard.Body!["balanced"]!) faults.Enqueue($"audit of {stall.Item}: {heard.Name} {heard.Body?.ToJsonString()}");
        });
        return faults;
    }

    private static async Task<bool> BecomesAsync(Func<Task<bool>> isSo, TimeSpan bound)
    {
        using var limit = new CancellationTokenSource(bound);
        using var look = new PeriodicTimer(LookEvery);
        while (!await isSo())
        {
            if (limit.IsCancellationRequested) return false;
            await look.WaitForNextTickAsync(CancellationToken.None);
        }

        return true;
    }
}
