using Seckill.Benchmarks.Contenders;

namespace Seckill.Benchmarks.Scenarios;

/// <summary>The check that ends every load: wins = ledger = orders.</summary>
internal static class Invariant
{
    /// <summary>Compares what buyers saw with the books of the items that they bought.</summary>
    /// <param name="contender">Whose books.</param>
    /// <param name="items">Every item of the load.</param>
    /// <param name="wins">Purchases that were answered with a new order.</param>
    /// <param name="cutOff">Requests that the end of the load may have left without an answer; they may have won.</param>
    /// <returns>Orders in the books; null for a contender without any.</returns>
    /// <exception cref="InvalidOperationException">They differ.</exception>
    public static async Task<long?> HoldAsync(IContender contender, IEnumerable<string> items, long wins, long cutOff)
    {
        long orders = 0;
        foreach (var item in items)
        {
            if (await contender.CountAsync(item) is not { } books) return null;
            if (books.Ledger != books.Table)
                throw new InvalidOperationException($"{contender.Name}, '{item}': {books.Ledger} orders in the ledger, {books.Table} in the table.");
            orders += books.Ledger;
        }

        if (orders < wins || orders > wins + cutOff)
            throw new InvalidOperationException($"{contender.Name}: buyers saw {wins} wins, {cutOff} may have gone unseen; the books have {orders}.");
        return orders;
    }
}
