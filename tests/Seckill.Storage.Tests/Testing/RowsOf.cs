using Seckill.Actors.Projections;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Storage.ReadModel;

namespace Seckill.Storage.Tests.Testing;

/// <summary>Compares tables with what the item's own state says: an independent fold of the same ledger.</summary>
internal static class RowsOf
{
    public static async Task ShouldBeExactAsync(Stores stores, Sale sale, string context = "")
    {
        var reader = new ReadModelReader(stores.Tables);
        var state = sale.State;
        var row = (await reader.ListItemsAsync(CancellationToken.None)).Single(item => item.Status.Id == sale.Id);
        row.ShouldBe(new ItemRow(state.Status!, state.RefundsDue.Count()), context);
        for (var sequence = 1L; sequence <= state.LastSequence; sequence++)
        {
            var (order, revision) = await reader.FindOrderAsync(new OrderId(sale.Id, sequence), CancellationToken.None);
            order.ShouldBe(state.FindOrder(sequence), context);
            revision.ShouldBe(state.Revision, context);
        }

        var (none, _) = await reader.FindOrderAsync(new OrderId(sale.Id, state.LastSequence + 1), CancellationToken.None);
        none.ShouldBeNull(context);

        var counts = (await reader.CountAsync(sale.Id, CancellationToken.None)).ShouldNotBeNull(context);
        (counts.Revision, counts.Item).ShouldBe((state.Revision, ColumnsOf(state.Stock)), context);
        SumsOf(counts.Orders).ShouldBe(SumsOf(state), context);
    }

    public static StockColumns ColumnsOf(Stock stock) => new(stock.Total, stock.Available, stock.Held, stock.Sold);

    private static string SumsOf(IEnumerable<KeyValuePair<OrderStatus, StatusSum>> sums) =>
        string.Join("; ", sums.OrderBy(sum => sum.Key).Select(sum => $"{sum.Key} {sum.Value}"));

    private static string SumsOf(ItemState state) => SumsOf(state.Orders.Values
        .Select(entry => entry.ToOrder(state.Id, state.Terms!.UnitPrice))
        .GroupBy(order => order.Status)
        .Select(group => KeyValuePair.Create(
            group.Key, new StatusSum(group.Count(), group.Sum(order => order.Quantity), group.Sum(order => order.Amount.Amount)))));
}
