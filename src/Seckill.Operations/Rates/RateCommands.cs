using Seckill.Actors.Board;
using Seckill.Actors.Projections;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Operations.Items;
using Seckill.Operations.Palette;

namespace Seckill.Operations.Rates;

/// <summary>
/// <c>sale watch</c>: the sale second by second. Stock and orders are those of the whole cluster, from this node's board; refusals and lag
/// are this node's own, because no message is sent for them. The desk draws its charts from it.
/// </summary>
internal sealed class RateCommands(Board board, ItemFinder items, PurchaseTally tally, ProjectionFeed projection, TimeProvider time) : ICommandSource
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private static readonly Argument<ItemId> Item = Arguments.Item("Only this item.").Optional();
    private static readonly Argument<long> Count = Arguments.Number("count", "End after this many rows.", 1, 1_000_000) with { Letter = 'n' };

    public IEnumerable<Command> Commands =>
    [
        new("sale", "watch", "Shows every second: stock, new orders, refusals by this node, and how far its orders table is behind.")
        {
            Arguments = [Item, Count],
            Columns = ["time", "available", "held", "sold", "total", "orders", "refused here", "lag here (ms)"],
            IsEndless = true,
            Stream = WatchAsync,
        },
    ];

    private async IAsyncEnumerable<Output> WatchAsync(CommandContext context)
    {
        var isOne = context.Find(Item, out var item);
        if (isOne && !items.TryFind(item, out _, out var refusal))
        {
            yield return Output.End.Refused(refusal);
            yield break;
        }

        var left = context.Find(Count, out var count) ? count : long.MaxValue;
        using var refusals = tally.Begin(isOne ? item.Value : null);
        using var second = new PeriodicTimer(Every, time);
        var sums = Sums.Of(ItemsOf(isOne, item));
        while (true)
        {
            var before = sums;
            sums = Sums.Of(ItemsOf(isOne, item));
            yield return Output.Row.Of(
                time.GetUtcNow(), sums.Stock.Available, sums.Stock.Held, sums.Stock.Sold, sums.Stock.Total, Math.Max(0, sums.Orders - before.Orders),
                refusals.Take(), (long)projection.Lag.TotalMilliseconds);
            if (--left == 0) yield break;
            await second.WaitForNextTickAsync(context.Cancellation).ConfigureAwait(false);
        }
    }

    private IEnumerable<ItemStatus> ItemsOf(bool isOne, ItemId item) => isOne ? [board.Find(item)!] : board.Items;

    /// <summary>Units and orders of several items.</summary>
    private readonly record struct Sums((long Total, long Available, long Held, long Sold) Stock, long Orders)
    {
        public static Sums Of(IEnumerable<ItemStatus> items)
        {
            var (total, available, held, sold, orders) = (0L, 0L, 0L, 0L, 0L);
            foreach (var item in items)
            {
                total += item.Stock.Total;
                available += item.Stock.Available;
                held += item.Stock.Held;
                sold += item.Stock.Sold;
                orders += item.LastSequence ?? 0;
            }

            return new Sums((total, available, held, sold), orders);
        }
    }
}
