using CsCheck;
using Seckill.Domain.Items;
using Seckill.Domain.Items.Memory;
using Seckill.Domain.Shared;
using Seckill.Domain.Tests.Models;

namespace Seckill.Domain.Tests.Items.Memory;

public sealed class OrderPagesTests
{
    private static readonly Gen<string> AnyName = Gen.OneOf(
        Gen.Char['!', '~'].Array[1, 64].Select(letters => new string(letters)),
        Gen.Select(Gen.OneOf("pay_", "", new string('p', 32), "PAY"), Gen.Byte.Array[16], (start, digits) => start + Convert.ToHexStringLower(digits)),
        Gen.Byte.Array[16].Select(digits => "x" + Convert.ToHexString(digits)),
        Gen.Byte.Array[14].Select(digits => "z" + Convert.ToHexStringLower(digits)));

    private static readonly Gen<long> Times = Gen.OneOf(
        Gen.Long[1_700_000_000_000, 1_800_000_000_000], Gen.OneOf(0, long.MinValue, long.MaxValue), Gen.Long);

    private static readonly Gen<OrderEntry> Orders = Gen.Select(
        AnyName, Gen.Int[1, 6], Gen.OneOf(Gen.Int[1, 100], Gen.Int), Gen.Select(Times, Times, Times), Gen.Select(Maybe(), Maybe()),
        (buyer, status, quantity, times, names) => new OrderEntry(
            1, BuyerId.Parse(buyer), quantity, (OrderStatus)status, times.Item1, times.Item2, times.Item3,
            names.Item1 is { } payment ? PaymentId.Parse(payment) : null, names.Item2 is { } key ? IdempotencyKey.Parse(key) : null));

    private static readonly Gen<(int Deed, int Place, OrderEntry Order)[]> Stories = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 1_000], Orders).Array[0, 200];

    [Fact]
    public void They_do_what_a_sorted_dictionary_does_and_committed_orders_stay_as_they_are() => Stories.Sample(
        story =>
        {
            var (pages, expected, newest) = (OrderPages.Empty, new SortedDictionary<long, OrderEntry>(), 0L);
            var builder = pages.ToBuilder();
            var committed = new List<(OrderPages Pages, SortedDictionary<long, OrderEntry> Expected)>();
            foreach (var (deed, place, order) in story)
            {
                if (deed <= 5 || expected.Count == 0)
                {
                    newest += deed == 5 ? 1 + (place % 70) : 1;
                    builder.Add(expected[newest] = order with { Sequence = newest });
                }
                else if (deed == 9)
                {
                    pages = builder.ToImmutable(newest);
                    committed.Add((pages, new(expected)));
                    builder = pages.ToBuilder();
                }
                else
                {
                    var sequence = expected.Keys.ElementAt(place % expected.Count);
                    if (deed == 6) builder.Set(expected[sequence] = order with { Sequence = sequence });
                    else Remove(sequence);
                }

                builder.Find(newest).ShouldBe(expected.GetValueOrDefault(newest));
            }

            committed.Add((builder.ToImmutable(newest), expected));
            foreach (var (orders, content) in committed) Same(orders, content, newest);

            void Remove(long sequence)
            {
                builder.Remove(sequence);
                expected.Remove(sequence);
            }
        },
        iter: Trials.Of(3_000, few: 100));

    [Fact]
    public void Packed_orders_are_forgotten_one_by_one_in_any_order() => Gen.Select(Orders.Array[96], Gen.Shuffle(Enumerable.Range(1, 96).ToArray())).Sample(
        (orders, sequences) =>
        {
            var builder = OrderPages.Empty.ToBuilder();
            var expected = new SortedDictionary<long, OrderEntry>();
            for (var i = 1; i <= orders.Length; i++)
                builder.Add(expected[i] = orders[i - 1] with { Sequence = i, Status = OrderStatus.Cancelled });
            var pages = builder.ToImmutable(newest: 200);
            foreach (var sequence in sequences)
            {
                var next = pages.ToBuilder();
                next.Remove(sequence);
                pages = next.ToImmutable(newest: 200);
                expected.Remove(sequence);
                pages.ToList().ShouldBe(expected);
            }

            pages.Count.ShouldBe(0);
        },
        iter: Trials.Of(30, few: 5));

    private static Gen<string?> Maybe() => Gen.OneOf(Gen.Const((string?)null), AnyName.Select(string? (name) => name));

    private static void Same(OrderPages orders, SortedDictionary<long, OrderEntry> expected, long newest)
    {
        orders.Count.ShouldBe(expected.Count);
        orders.ToList().ShouldBe(expected);
        var seen = new List<OrderEntry>();
        orders.Visit(order => seen.Add(order.ToEntry()));
        seen.ShouldBe(expected.Values);
        for (var sequence = 0; sequence <= newest + 33; sequence++)
        {
            var order = expected.GetValueOrDefault(sequence);
            orders.Find(sequence).ShouldBe(order);
            orders.StatusOf(sequence).ShouldBe(order?.Status);
            if (order is null) continue;
            orders.IsOf(sequence, order.Buyer).ShouldBeTrue();
            orders.IsOf(sequence, BuyerId.Parse("nobody")).ShouldBe(order.Buyer.Value == "nobody");
            orders.BuyerHashOf(sequence).ShouldBe(order.Buyer.StableHash);
        }
    }
}
