using Seckill.Domain.Items;
using Seckill.Domain.Items.Memory;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Items.Memory;

/// <summary>What an item costs per order on the heap. Alone, for what other tests keep would be counted too.</summary>
[Collection(nameof(Alone))]
public sealed class MemoryTests
{
    private const int OrderCount = 50_000;

    [CollectionDefinition(nameof(Alone), DisableParallelization = true)]
    public sealed class Alone;

    [Fact]
    public void A_paid_order_of_a_buyer_with_ten_letters_takes_less_than_a_hundred_bytes()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var state = PaidOrders();
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;

        state.Stock.Sold.ShouldBe(OrderCount);
        (bytes / (double)OrderCount).ShouldBeLessThan(100);
    }

    [Fact]
    public void A_used_ticket_takes_less_than_eighty_bytes()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var tickets = SpentTickets.Restore(0, [(1, Enumerable.Range(1, OrderCount).Select(number => (ulong)number * 0x9E3779B97F4A7C15UL))]);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;

        tickets.Count.ShouldBe(OrderCount);
        (bytes / (double)OrderCount).ShouldBeLessThan(80);
    }

    private static ItemState PaidOrders()
    {
        var state = ItemDecider.Decide(ItemState.Empty(Item), [List(OrderCount)], Start).Next;
        foreach (var numbers in Enumerable.Range(1, OrderCount).Chunk(500))
        {
            state = ItemDecider.Decide(state, [.. numbers.Select(number => Reserve(BuyerId.Parse($"u{number:D9}")))], Start).Next;
            state = ItemDecider.Decide(state, [.. numbers.Select(number => (ICommand)Pay(number, $"pay_{number * 2_654_435_761L:x32}"))], Start).Next;
        }

        return state;
    }
}
