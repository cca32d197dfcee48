using CsCheck;
using Google.Protobuf;
using Seckill.Actors.Serialization;
using Seckill.Domain.Items;
using Seckill.Domain.Items.Memory;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using static Seckill.Domain.Items.ItemProtocol;
using Protos = Seckill.Actors.Serialization.Protos;

namespace Seckill.Actors.Tests.Serialization;

/// <summary>A snapshot is as good as the state it was taken of: whatever comes next, both decide alike.</summary>
public sealed class StateRoundTripSpec
{
    private static readonly ItemId Item = ItemId.Parse("phone");
    private static readonly DateTimeOffset Start = new(2026, 11, 11, 10, 0, 0, TimeSpan.Zero);

    private static readonly Gen<ICommand> AnyCommand = Gen.OneOf(
        Gen.Select(Buyer(), Gen.Int[1, 3], Key(), ICommand (buyer, units, key) => new ReserveStock(buyer, Quantity.Create(units), key)),
        Gen.Select(Buyer(), Gen.Int[1, 3], Key(), ICommand (buyer, units, key) => new ReserveStock(buyer, Quantity.Create(units), key)),
        Gen.Select(Buyer(), Gen.Int[1, 3], Key(), Gen.ULong[1, 20], ICommand (buyer, units, key, number) =>
            new ReserveWithTicket(new ReserveStock(buyer, Quantity.Create(units), key), new Ticket(number, Start.AddSeconds(15 * (double)number)))),
        Gen.Select(Buyer(), Gen.ULong[21, 40], ICommand (buyer, number) => new JoinWaitingList(buyer, new Ticket(number, Start.AddSeconds(60)))),
        Buyer().Select(ICommand (buyer) => new LeaveWaitingList(buyer)),
        Gen.Select(Buyer(), Gen.Long[1, 30], ICommand (buyer, sequence) => new CancelOrder(buyer, sequence)),
        Gen.Long[1, 30].Select(ICommand (sequence) => new RevokeOrder(sequence)),
        Gen.Select(Gen.Long[1, 30], Payment(), Gen.Int[1, 3], ICommand (sequence, payment, units) =>
            new ConfirmPayment(sequence, payment, Money.Create(100 * units, "CNY"))),
        Payment().Select(ICommand (payment) => new SettleRefund(payment)),
        Gen.Const<ICommand>(new ExpireReservations()),
        Gen.OneOf<ICommand>(new PauseSale(), new ResumeSale(), new ResumeSale(), new ResumeSale()),
        Gen.Select(Gen.Long[-5, 20], Gen.Int[1, 4], ICommand (delta, key) => new AdjustStock(delta, "count", IdempotencyKey.Parse($"adjust-{key}"))));

    private static readonly Gen<(ICommand[] Commands, int WaitMs)[]> Story =
        Gen.Select(AnyCommand.Array[1, 8], Gen.OneOf(0, 1, 500, 4_000)).Array[1, 25];

    private readonly ItemSerializer _serializer = new(null!);

    [Fact]
    public void A_restored_item_decides_as_the_one_that_lived_on() =>
        Gen.Select(Story, Gen.Bool, Gen.OneOf(1, 10)).Sample((story, tickets, stock) => ShouldDecideAlike(story, tickets, stock));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3_000)]
    public void A_snapshot_is_written_as_protobuf_would_write_it(int orderCount)
    {
        var bytes = _serializer.ToBinary(StateOf(orderCount));

        var proto = Protos.ItemState.Parser.ParseFrom(bytes);

        proto.ToByteArray().ShouldBe(bytes);
        proto.Orders.Buyers.Count.ShouldBe(orderCount);
    }

    [Fact]
    public void A_hundred_thousand_orders_come_back_in_a_few_bytes_each()
    {
        var state = StateOf(100_000);

        var bytes = _serializer.ToBinary(state);
        var restored = (ItemState)_serializer.FromBinary(bytes, ItemManifests.ItemState);

        restored.Orders.Count.ShouldBe(state.Orders.Count);
        foreach (var (sequence, order) in state.Orders) restored.Orders[sequence].ShouldBe(order);
        restored.Buyers.Count.ShouldBe(state.Buyers.Count);
        foreach (var buyer in state.Buyers.Keys.Take(100)) Portrait.Of(restored.Buyers[buyer]).ShouldBe(Portrait.Of(state.Buyers[buyer]));
        restored.ClosedOrders.ShouldBe(state.ClosedOrders);
        restored.Stock.ShouldBe(state.Stock);
        var names = state.Orders.Values.Sum(order => (long)Length(order.Buyer.Value) + Length(order.Payment?.Value) + Length(order.Key?.Value));
        ((bytes.Length - names) / (double)state.Orders.Count).ShouldBeLessThan(10);

        static int Length(string? text) => text is null ? 0 : text.Length + 2;
    }

    private void ShouldDecideAlike((ICommand[] Commands, int WaitMs)[] story, bool tickets, long stock)
    {
        var now = Start;
        var terms = new ItemTerms("Phone", null, Money.Create(100, "CNY"), Start, Start.AddMinutes(2), 3, TimeSpan.FromSeconds(5), tickets)
        {
            WaitingList = stock == 1,
        };
        var live = ItemDecider.Decide(ItemState.Empty(Item), [new ListItem(terms, stock, null)], now).Next;
        foreach (var (commands, waitMs) in story)
        {
            now = now.AddMilliseconds(waitMs);
            var restored = (ItemState)_serializer.FromBinary(_serializer.ToBinary(live), ItemManifests.ItemState);
            Portrait.Of(restored).ShouldBe(Portrait.Of(live));

            var (expected, actual) = (ItemDecider.Decide(live, commands, now), ItemDecider.Decide(restored, commands, now));

            Portrait.Of(actual).ShouldBe(Portrait.Of(expected));
            if (expected.Batch is { } batch)
            {
                _serializer.ToBinary(batch).ShouldBe(_serializer.ToBinary(actual.Batch!), "both continue one hash chain");
                expected.Next.LedgerHash.ShouldNotBeNull();
            }

            live = expected.Next;
        }
    }

    private static ItemState StateOf(int count)
    {
        var startMs = Start.ToUnixTimeMilliseconds();
        var orders = new OrderEntry[count];
        for (var i = 0; i < count; i++)
        {
            var createdMs = startMs + (i / 300);
            var status = (i % 4) switch { 0 => OrderStatus.Pending, 1 => OrderStatus.Expired, _ => OrderStatus.Paid };
            orders[i] = new OrderEntry(
                i + 1, BuyerId.Parse($"buyer-{i % 70_000}"), 1, status, createdMs, createdMs + 300_000,
                status == OrderStatus.Pending ? 0 : createdMs + 7_000 + (i % 99),
                status == OrderStatus.Paid ? PaymentId.Parse($"pay-{i}") : null,
                i % 2 == 0 ? IdempotencyKey.Parse($"key-{i}") : null);
        }

        var closed = orders.Where(order => order.Status == OrderStatus.Expired).Select(order => order.Sequence).Reverse().ToArray();
        var held = orders.Count(order => order.Status == OrderStatus.Pending);
        var sold = orders.Count(order => order.Status == OrderStatus.Paid);
        var terms = new ItemTerms("Phone", null, Money.Create(100, "CNY"), Start, Start.AddHours(2), 9, TimeSpan.FromMinutes(5), false);
        return (ItemState.Empty(Item) with
        {
            Revision = 400,
            Terms = terms,
            ListedStock = count,
            Stock = new Stock(count, count - held - sold, held, sold),
            LastSequence = count,
        }).WithOrders(orders, closed);
    }

    private static Gen<BuyerId> Buyer() => Gen.Int[1, 5].Select(i => BuyerId.Parse($"b{i}"));

    private static Gen<PaymentId> Payment() => Gen.Int[1, 12].Select(i => PaymentId.Parse($"p{i}"));

    private static Gen<IdempotencyKey?> Key() => Gen.Int[-3, 3].Select(IdempotencyKey? (i) => i < 1 ? null : IdempotencyKey.Parse($"k{i}"));
}
