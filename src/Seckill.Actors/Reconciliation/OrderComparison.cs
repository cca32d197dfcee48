using Seckill.Actors.Payments;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Reconciliation;

/// <summary>Compares what the ledger, the orders table and the payment provider say of single orders.</summary>
/// <param name="item">The item.</param>
/// <param name="now">When the comparison began.</param>
/// <param name="settle">How long something takes to be known everywhere. Money that moved later is not compared yet.</param>
internal sealed class OrderComparison(ItemId item, DateTimeOffset now, TimeSpan settle)
{
    /// <summary>
    /// Whether something was too young to be compared, or can still change by itself: the same comparison may find more later, even if
    /// nothing is written until then.
    /// </summary>
    public bool IsUnsettled { get; private set; }

    /// <summary>Finds every difference of one order.</summary>
    /// <param name="sequence">The order's number.</param>
    /// <param name="order">What the ledger says; null when it has no such order.</param>
    /// <param name="row">The row; null when there is none.</param>
    /// <param name="payments">All payments that the provider has for it; null when the provider was not asked or did not answer.</param>
    public IEnumerable<OrderDifference> Compare(long sequence, LedgerOrder? order, OrderRow? row, IReadOnlyList<ListedPayment>? payments)
    {
        var name = new OrderId(item, sequence);
        var rows = (order, row) switch
        {
            (null, null) => [],
            (_, null) => [Of(DifferenceKind.RowMissing, null, $"{name} is {Word(order!)} in the ledger and has no row in the orders table.")],
            (null, { } stray) => [Of(DifferenceKind.RowNotInLedger, null, $"{name} is {stray.Status} in the orders table and not in the ledger.")],
            var (known, found) => CompareRow(name, known, found.Value),
        };
        return payments is null ? rows : rows.Concat(order is null ? CompareStrays(name, payments) : ComparePayments(name, order, payments));

        OrderDifference Of(DifferenceKind kind, string? payment, string detail) => new(kind, item, sequence, payment, detail);
    }

    private IEnumerable<OrderDifference> CompareRow(OrderId name, LedgerOrder order, OrderRow row)
    {
        if (row.Status != Word(order))
            yield return Of(DifferenceKind.RowStatus, name, null, $"{name} is {Word(order)} in the ledger and {row.Status} in the orders table.");
        if ((Int128)row.UnitPrice * row.Quantity != order.Amount || row.Currency != order.UnitPrice.Currency)
        {
            yield return Of(
                DifferenceKind.RowAmount, name, null,
                $"{name} costs {order.Amount} {order.UnitPrice.Currency} in the ledger and {(Int128)row.UnitPrice * row.Quantity} {row.Currency} in the orders table.");
        }

        if (row.Buyer != order.Buyer.Value)
            yield return Of(DifferenceKind.RowBuyer, name, null, $"{name} belongs to {order.Buyer} in the ledger and to {row.Buyer} in the orders table.");
        if (row.Quantity != order.Quantity)
            yield return Of(DifferenceKind.RowQuantity, name, null, $"{name} is for {order.Quantity} units in the ledger and for {row.Quantity} in the orders table.");
        if (row.Payment != order.Payment?.Value)
        {
            yield return Of(
                DifferenceKind.RowPayment, name, row.Payment,
                $"{name} has the payment {order.Payment?.Value ?? "none"} in the ledger and {row.Payment ?? "none"} in the orders table.");
        }
    }

    /// <summary>What the ledger says of an order's money was true some time ago at the latest, so the provider must have it.</summary>
    private IEnumerable<OrderDifference> ComparePayments(OrderId name, LedgerOrder order, IReadOnlyList<ListedPayment> payments)
    {
        if (IsYoung(order.ChangedAt))
        {
            // The money may be on its way in either direction.
            IsUnsettled = true;
            yield break;
        }

        foreach (var money in order.Money.Where(money => money.State != MoneyState.Kept))
        {
            var found = payments.Cast<ListedPayment?>().FirstOrDefault(payment => payment!.Value.Payment == money.Payment.Value);
            if (found is { } young && IsYoung(young)) continue;
            foreach (var difference in CompareMoney(name, money, found)) yield return difference;
        }

        foreach (var payment in payments.Where(payment => order.Money.All(money => money.Payment.Value != payment.Payment)))
        {
            if (IsYoung(payment)) continue;
            if (payment.Status == ProviderPaymentStatus.Taken)
            {
                yield return Of(
                    DifferenceKind.PaymentNotInLedger, name, payment.Payment,
                    $"The provider has taken {Amount(payment)} for {name} by {payment.Payment}, and the ledger knows nothing of it.");
            }

            if (payment.Status == ProviderPaymentStatus.Refunded)
            {
                yield return Of(
                    DifferenceKind.RefundNotInLedger, name, payment.Payment,
                    $"The provider has returned {Amount(payment)} of {payment.Payment} for {name}, and the ledger knows nothing of it.");
            }
        }
    }

    private IEnumerable<OrderDifference> CompareMoney(OrderId name, LedgerMoney money, ListedPayment? found)
    {
        if (found is not { } payment)
        {
            yield return money.State == MoneyState.Refunded
                ? Of(
                    DifferenceKind.RefundMissing, name, money.Payment.Value,
                    $"The ledger has refunded {money.Amount} of {money.Payment} for {name}, and the provider has no such payment for it.")
                : Of(
                    DifferenceKind.PaymentMissing, name, money.Payment.Value,
                    $"The ledger has received {money.Amount} for {name} by {money.Payment}, and the provider has no such payment for it.");
            yield break;
        }

        if ((payment.Amount, payment.Currency) != (money.Amount.Amount, money.Amount.Currency))
        {
            yield return Of(
                DifferenceKind.PaymentAmount, name, payment.Payment,
                $"{payment.Payment} for {name} is {money.Amount} in the ledger and {Amount(payment)} at the provider.");
        }

        if (KindOf(money.State, payment.Status) is not { } kind) yield break;
        var should = money.State switch
        {
            MoneyState.Sale => "pays it",
            MoneyState.Due => "has to go back",
            _ => "went back",
        };
        yield return Of(
            kind, name, payment.Payment, $"{payment.Payment} for {name} {should} in the ledger, and is {Word(payment.Status)} at the provider.");
    }

    private static DifferenceKind? KindOf(MoneyState ledger, ProviderPaymentStatus provider) => (ledger, provider) switch
    {
        (MoneyState.Sale or MoneyState.Due, ProviderPaymentStatus.Taken) => null,
        (MoneyState.Refunded, ProviderPaymentStatus.Refunded) => null,
        (MoneyState.Refunded, _) => DifferenceKind.RefundMissing,
        (MoneyState.Sale, ProviderPaymentStatus.Refunded) => DifferenceKind.RefundNotInLedger,
        (_, ProviderPaymentStatus.Refunded) => DifferenceKind.RefundUnsettled,
        _ => DifferenceKind.PaymentNotTaken,
    };

    private IEnumerable<OrderDifference> CompareStrays(OrderId name, IReadOnlyList<ListedPayment> payments) => payments
        .Where(payment => !IsYoung(payment))
        .Select(payment => Of(
            DifferenceKind.PaymentWithoutOrder, name, payment.Payment,
            $"The provider has the payment {payment.Payment} of {Amount(payment)} ({Word(payment.Status)}) for {name}, and the ledger has no such order."));

    private bool IsYoung(ListedPayment payment)
    {
        // An open payment may be paid at any moment, and nothing is written in the shop when it is.
        if (payment.Status == ProviderPaymentStatus.Open && payment.ExpiresAt > now - settle) IsUnsettled = true;
        var isYoung = IsYoung(payment.ChangedAt);
        IsUnsettled |= isYoung;
        return isYoung;
    }

    private bool IsYoung(DateTimeOffset at) => at > now - settle;

    private OrderDifference Of(DifferenceKind kind, OrderId name, string? payment, string detail) => new(kind, item, name.Sequence, payment, detail);

    private static string Word(LedgerOrder order) => OrderStatusNames.Of(order.Status);

    private static string Word(ProviderPaymentStatus status) => status.ToString().ToLowerInvariant();

    private static string Amount(ListedPayment payment) => $"{payment.Amount} {payment.Currency}";
}
