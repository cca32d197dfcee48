using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Storage.Tests.Testing;

/// <summary>A sale driven by a seeded stream of commands: every kind, in batches, in and out of time.</summary>
internal static class RandomSale
{
    public static Sale Run(string item, int seed, int batches)
    {
        var random = new Random(seed);
        var sale = new Sale(item, perBuyerLimit: 3) { Now = Sale.Start.AddSeconds(-30) };
        sale.Do(new ListItem(sale.Terms, random.Next(0, 60), ExpectedVersion: null));
        for (var batch = 0; batch < batches; batch++)
        {
            sale.Now += TimeSpan.FromMilliseconds(random.Next(0, 8_000));
            sale.Do([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => Command(sale, random))]);
        }

        return sale;
    }

    private static ICommand Command(Sale sale, Random random) => random.Next(100) switch
    {
        < 45 => new ReserveStock(
            BuyerId.Parse($"buyer-{random.Next(12)}"), Quantity.Create(random.Next(1, 4)),
            random.Next(3) == 0 ? IdempotencyKey.Parse($"key-{random.Next(5)}") : null),
        < 65 => Payment(sale, random),
        < 75 => Cancel(sale, random),
        < 85 => new ExpireReservations(),
        < 90 => new SettleRefund(
            sale.State.Refunds.Keys.OrderBy(payment => payment.Value, StringComparer.Ordinal).ElementAtOrDefault(random.Next(4)) is { } owed
            && owed != default ? owed : PaymentId.Parse("unheard-of")),
        < 94 => new AdjustStock(random.Next(-5, 15), "random", IdempotencyKey.Parse($"adjust-{random.Next(1_000)}")),
        < 96 => new ListItem(sale.Terms, random.Next(0, 80), ExpectedVersion: null),
        < 97 => new RevokeOrder(random.Next(1, (int)sale.State.LastSequence + 2)),
        < 98 => new PauseSale(),
        _ => new ResumeSale(),
    };

    private static ConfirmPayment Payment(Sale sale, Random random)
    {
        var sequence = random.Next(1, (int)sale.State.LastSequence + 2);
        var quantity = sale.State.FindOrder(sequence)?.Quantity ?? 1;
        return new ConfirmPayment(sequence, PaymentId.Parse($"pay-{sequence}-{random.Next(3)}"), sale.Terms.UnitPrice.Times(quantity));
    }

    private static CancelOrder Cancel(Sale sale, Random random)
    {
        var sequence = random.Next(1, (int)sale.State.LastSequence + 2);
        return new CancelOrder(sale.State.FindOrder(sequence)?.Buyer ?? BuyerId.Parse("buyer-0"), sequence);
    }
}
