using System.Collections.Immutable;
using System.Security.Cryptography;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Benchmarks.Micro;

/// <summary>States of an item, made by nothing but <see cref="ItemState.Apply"/>.</summary>
internal static class SampleItem
{
    /// <summary>Orders in one entry of the ledger, about as many as under load.</summary>
    public const int BatchSize = 200;

    /// <summary>When everything happens.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 11, 10, 0, 0, TimeSpan.Zero);

    private const int Stock = 10_000_000;

    private static readonly ItemId Item = ItemId.Parse("phone-x");
    private static readonly Money Price = Money.Create(9900, "CNY");
    private static readonly TimeSpan PaymentWindow = TimeSpan.FromHours(1);

    /// <summary>An open item with ten million units.</summary>
    public static ItemState Listed(int limit, long stock = Stock)
    {
        var terms = new ItemTerms("Phone X", null, Price, Now.AddHours(-1), Now.AddHours(1), limit, PaymentWindow, ticketRequired: false);
        return ItemState.Empty(Item).Apply(new BatchCommitted(Now, [new ItemListed(terms, stock)]));
    }

    /// <summary>The state after that many more orders, each of another buyer.</summary>
    public static ItemState Sell(ItemState state, int orders)
    {
        for (var sold = 0; sold < orders; sold += BatchSize)
            state = state.Apply(Reserved(state.LastSequence + 1, Math.Min(BatchSize, orders - sold)));
        return state;
    }

    /// <summary>The state after the first so many orders were paid, with payment ids like the sandbox provider's.</summary>
    public static ItemState Pay(ItemState state, int orders)
    {
        for (var paid = 0; paid < orders; paid += BatchSize)
        {
            var events = Enumerable.Range(paid + 1, Math.Min(BatchSize, orders - paid)).Select(IEvent (sequence) =>
                new PaymentConfirmed(sequence, PaymentId.Parse("pay_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))), Price));
            state = state.Apply(new BatchCommitted(Now, [.. events]));
        }

        return state;
    }

    /// <summary>A ledger entry of so many reservations from a sequence on.</summary>
    public static BatchCommitted Reserved(long first, int count) => new(Now, [new StockReserved(Price, Now + PaymentWindow, ReservationsOf(first, count))]);

    /// <summary>The buyer of an order.</summary>
    public static BuyerId BuyerOf(long sequence) => BuyerId.Parse(FormattableString.Invariant($"b{sequence:D9}"));

    private static ImmutableArray<Reservation> ReservationsOf(long first, int count)
    {
        var reservations = ImmutableArray.CreateBuilder<Reservation>(count);
        for (var sequence = first; sequence < first + count; sequence++)
            reservations.Add(new Reservation(sequence, BuyerOf(sequence), Quantity: 1, Key: null));
        return reservations.MoveToImmutable();
    }
}
