using System.Collections.Concurrent;
using Seckill.Faults.Shoppers;
using Seckill.Faults.Topology;

namespace Seckill.Faults.Receipts;

/// <summary>What the end of a sale found.</summary>
internal sealed record Findings(IReadOnlyList<string> Violations, TimeSpan OrdersComplete, Books Books)
{
    public int Orders => Books.Orders.Count;

    public int Items => Books.Ledgers.Count;
}

/// <summary>The end of a sale: the doors close, the tables catch up, open questions are asked once more, and the books are inspected.</summary>
internal static class Closing
{
    /// <summary>As many items as a person reads in one violation.</summary>
    private const int ListedMax = 10;

    /// <summary>How soon the orders table must have everything.</summary>
    private static readonly TimeSpan OrdersBound = TimeSpan.FromSeconds(10);

    /// <summary>After this, orders past their deadline and money on its way back count as stuck.</summary>
    private static readonly TimeSpan QuietBound = TimeSpan.FromSeconds(60);

    /// <summary>After this, ledger, orders table and payments must agree: longer than a clock is wrong, and money settles after that.</summary>
    private static readonly TimeSpan ReconciliationBound = TimeSpan.FromSeconds(180);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    public static async Task<Findings> CloseAsync(Sale sale)
    {
        var violations = new List<string>();
        await sale.CloseAsync();
        var began = TimeProvider.System.GetTimestamp();
        var heads = await Books.ReadHeadsAsync(sale.Cluster.Bookcase);
        var behind = await AwaitNoneAsync(() => Books.ReadBehindAsync(sale.Cluster.Bookcase, heads), OrdersBound);
        var took = TimeProvider.System.GetElapsedTime(began);
        if (behind.Count > 0)
            violations.Add($"the orders table was not complete within {OrdersBound.TotalSeconds} s of the end of the load: {List(behind)}");

        await sale.SettleAsync();
        var stuck = await AwaitNoneAsync(() => Books.ReadUnsettledAsync(sale.Cluster.Bookcase), QuietBound);
        if (stuck.Count > 0) violations.Add($"orders past their deadline, or refunds, are stuck: {List(stuck)}");
        heads = await Books.ReadHeadsAsync(sale.Cluster.Bookcase);
        behind = await AwaitNoneAsync(() => Books.ReadBehindAsync(sale.Cluster.Bookcase, heads), OrdersBound);
        if (behind.Count > 0) violations.Add($"the tables did not follow the ledger within {OrdersBound.TotalSeconds} s: {List(behind)}");
        var items = sale.Market.Stalls.Select(stall => stall.Item).ToHashSet(StringComparer.Ordinal);
        var books = await Books.ReadAsync(sale.Cluster.Bookcase, items, upToTables: behind.Count == 0);
        violations.AddRange(new Inspection(sale.Receipts, books).FindViolations());
        violations.AddRange(await AuditAsync(sale));
        var differing = await AwaitNoneAsync(() => Books.ReadDifferencesAsync(sale.Cluster.Bookcase), ReconciliationBound);
        if (differing.Count > 0) violations.Add($"the reconciliation in the background still finds {differing.Count} differences, {string.Join(" ", differing.Take(ListedMax))}");
        return new Findings(violations, took, books);
    }

    /// <summary>Every item's own audit has to agree, too: ledger, orders table and payments.</summary>
    private static async Task<IReadOnlyCollection<string>> AuditAsync(Sale sale)
    {
        using var wire = new Wire(TimeSpan.FromSeconds(20));
        using var limit = new CancellationTokenSource(ReconciliationBound);
        var badge = Badges.Issue("olivia", "operator");
        var faults = new ConcurrentQueue<string>();
        var settled = DateTimeOffset.UtcNow + SaleCluster.MoneySettles;
        await Parallel.ForEachAsync(sale.Market.Stalls, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (stall, _) =>
        {
            var call = new Call(HttpMethod.Get, $"/api/admin/items/{stall.Item}/audit") { Badge = badge };
            Heard heard;
            while (!IsDone(heard = await wire.SendAsync(sale.Cluster.Nodes[0], call)) && !limit.IsCancellationRequested) await Pause.ForAsync(200);
            if (!IsReconciled(heard)) faults.Enqueue($"audit of {stall.Item}: {heard.Name} {heard.Body?.ToJsonString()}");
        });
        return faults;

        // An item whose orders can still be paid never settles; then an audit counts that leaves out nothing of the sale itself.
        bool IsDone(Heard heard) => IsReconciled(heard) && ((bool)heard.Body!["settled"]! || (DateTimeOffset)heard.Body["asOf"]! > settled);
        static bool IsReconciled(Heard heard) => heard.Status == 200 && (bool)heard.Body!["reconciled"]!;
    }

    /// <summary>What is still to be found when the bound is over; nothing as soon as nothing is.</summary>
    private static async Task<IReadOnlyList<string>> AwaitNoneAsync(Func<Task<IReadOnlyList<string>>> find, TimeSpan bound)
    {
        using var limit = new CancellationTokenSource(bound);
        using var look = new PeriodicTimer(LookEvery);
        IReadOnlyList<string> found;
        while ((found = await find()).Count > 0 && !limit.IsCancellationRequested) await look.WaitForNextTickAsync(CancellationToken.None);
        return found;
    }

    private static string List(IReadOnlyList<string> found) =>
        $"{found.Count} items, {string.Join(", ", found.Take(ListedMax))}";
}
