using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Items;

/// <summary>What nobody may be able to make slow for the others. Counted in bytes, which do not depend on the machine.</summary>
public sealed class CostTests
{
    private const int OrderCount = 20_000;

    [Fact]
    public void Refusing_a_buyer_with_many_active_orders_costs_no_more_than_refusing_another()
    {
        var state = Filled(OrderCount + 5, limit: OrderCount, OrderCount, _ => Alice);

        AllocatedBy(state, Reserve(Alice)).ShouldBeLessThan(4_000);
    }

    [Fact]
    public void Refusing_a_buyer_with_many_ended_orders_costs_no_more_than_refusing_another()
    {
        var state = Filled(10, limit: 2, count: 1, _ => Alice);
        for (var i = 2; i < 5_000; i++) state = ItemDecider.Decide(state, [Reserve(Alice), Cancel(Alice, i)], Start).Next;
        state = ItemDecider.Decide(state, [Reserve(Bob)], Start).Next;

        AllocatedBy(state, Reserve(Alice, 2)).ShouldBeLessThan(4_000);
    }

    [Fact]
    public void A_crowd_of_refusals_shares_one_reply()
    {
        var state = ItemDecider.Decide(ItemState.Empty(Item), [List(0)], Start).Next;
        var crowd = Enumerable.Range(0, 10_000).Select(i => (ICommand)Reserve(BuyerId.Parse($"u{i}"))).ToArray();

        AllocatedBy(state, crowd).ShouldBeLessThan(crowd.Length * sizeof(long) + 4_000);
    }

    private static ItemState Filled(long stock, int limit, int count, Func<int, BuyerId> buyer)
    {
        var listed = ItemDecider.Decide(ItemState.Empty(Item), [List(stock, limit)], Start).Next;
        return ItemDecider.Decide(listed, [.. Enumerable.Range(0, count).Select(i => Reserve(buyer(i)))], Start).Next;
    }

    private static long AllocatedBy(ItemState state, params ICommand[] commands)
    {
        ItemDecider.Decide(state, commands, Start);
        var before = GC.GetAllocatedBytesForCurrentThread();
        ItemDecider.Decide(state, commands, Start).Batch.ShouldBeNull();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
