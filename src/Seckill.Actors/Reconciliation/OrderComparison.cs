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

    /// <summary>Finds every difference of one order. Of the many orders that have none, nothing is left for the garbage collector.</summary>
    /// <param name="sequence">The order's number.</param>
    /// <param name="order">What the ledger says; null when it has no such order.</param>
    /// <param name="row">The row; null when there is none.</param>
    /// <param name="payments">All payments that the provider has for it; null when the provider was not asked or did not answer.</param>
    /// <param name="found">Gets the differences.</param>
    public void Compare(
        long sequence, LedgerOrder? order, OrderRow? row, IReadOnlyList<ListedPayment>? payments, ICollection<OrderDifference> found)
    {
        var name = new OrderId(item, sequence);
        if (order is not null && row is { } known) CompareRow(name, order, known, found);
        else if (order is not null)
            Add(found, DifferenceKind.RowMissing, name, null, $"{name} is {Word(order)} in the ledger and has no row in the orders table.");
        else if (row is { } stray)
            Add(found, DifferenceKind.RowNotInLedger, name, null, $"{name} is {stray.Status} in the orders table and not in the ledger.");
        if (payments is null) return;
        if (order is null) CompareStrays(name, payments, found);
        else ComparePayments(name, order, payments, found);
    }

    private void CompareRow(OrderId name, LedgerOrder order, OrderRow row, ICollection<OrderDifference> found)
    {
        if (row.Status != Word(order))
            Add(found, DifferenceKind.RowStatus, name, null, $"{name} is {Word(order)} in the ledger and {row.Status} in the orders table.");
        if ((Int128)row.UnitPrice * row.Quantity != order.Amount || row.Currency != order.UnitPrice.Currency)
        {
            Add(
                found, DifferenceKind.RowAmount, name, null,
                $"{name} costs {order.Amount} {order.UnitPrice.Currency} in the ledger and {(Int128)row.UnitPrice * row.Quantity} {row.Currency} in the orders table.");
        }

        if (row.Buyer != order.Buyer.Value)
            Add(found, DifferenceKind.RowBuyer, name, null, $"{name} belongs to {order.Buyer} in the ledger and to {row.Buyer} in the orders table.");
        if (row.Quantity != order.Quantity)
            Add(found, DifferenceKind.RowQuantity, name, null, $"{name} is for {order.Quantity} units in the ledger and for {row.Quantity} in the orders table.");
        if (row.Payment != order.Payment?.Value)
        {
            Add(
                found, DifferenceKind.RowPayment, name, row.Payment,
                $"{name} has the payment {order.Payment?.Value ?? "none"} in the ledger and {row.Payment ?? "none"} in the orders table.");
        }

        CompareTimes(name, order, row, found);
    }

    private void CompareTimes(OrderId name, LedgerOrder order, OrderRow row, ICollection<OrderDifference> found)
    {
        var (created, payBefore) = (order.CreatedAt.ToUnixTimeMilliseconds(), order.PayBefore.ToUnixTimeMilliseconds());
        var (paid, closed) = (order.PaidAt?.ToUnixTimeMilliseconds(), order.ClosedAt?.ToUnixTimeMilliseconds());
        if ((created, payBefore, paid, closed) == (row.CreatedAtMs, row.PayBeforeMs, row.PaidAtMs, row.ClosedAtMs)) return;
        string?[] wrong =
        [
            Wrong("made at", created, row.CreatedAtMs), Wrong("to be paid before", payBefore, row.PayBeforeMs),
            Wrong("paid at", paid, row.PaidAtMs), Wrong("ended at", closed, row.ClosedAtMs),
        ];
        Add(found, DifferenceKind.RowTimes, name, null, $"{name} is {string.Join("; ", wrong.OfType<string>())}.");

        static string? Wrong(string what, long? ledger, long? table) => ledger == table
            ? null
            : $"{what} {ShownText.OfTime(ledger)} in the ledger and {ShownText.OfTime(table)} in the orders table";
    }

    /// <summary>What the ledger says of an order's money was true some time ago at the latest, so the provider must have it.</summary>
    private void ComparePayments(OrderId name, LedgerOrder order, IReadOnlyList<ListedPayment> payments, ICollection<OrderDifference> found)
    {
        if (IsYoung(order.ChangedAt))
        {
            // The money may be on its way in either direction.
            IsUnsettled = true;
            return;
        }

        foreach (var money in order.Money)
        {
            if (money.State == MoneyState.Kept) continue;
            var payment = Find(payments, money);
            if (payment is not { } young || !IsYoung(young)) CompareMoney(name, money, payment, found);
        }

        for (var next = 0; next < payments.Count; next++)
        {
            var payment = payments[next];
            if (!IsKnown(order, payment) && !IsYoung(payment)) CompareUnknown(name, payment, found);
        }
    }

    private static ListedPayment? Find(IReadOnlyList<ListedPayment> payments, LedgerMoney money)
    {
        for (var next = 0; next < payments.Count; next++)
        {
            if (payments[next].Payment == money.Payment.Value) return payments[next];
        }

        return null;
    }

    private static bool IsKnown(LedgerOrder order, ListedPayment payment)
    {
        foreach (var money in order.Money)
        {
            if (money.Payment.Value == payment.Payment) return true;
        }

        return false;
    }

    private void CompareUnknown(OrderId name, ListedPayment payment, ICollection<OrderDifference> found)
    {
        if (payment.Status == ProviderPaymentStatus.Taken)
        {
            Add(
                found, DifferenceKind.PaymentNotInLedger, name, payment.Payment,
                $"The provider has taken {Amount(payment)} for {name} by {payment.Payment}, and the ledger knows nothing of it.");
        }

        if (payment.Status == ProviderPaymentStatus.Refunded)
        {
            Add(
                found, DifferenceKind.RefundNotInLedger, name, payment.Payment,
                $"The provider has returned {Amount(payment)} of {payment.Payment} for {name}, and the ledger knows nothing of it.");
        }
    }

    private void CompareMoney(OrderId name, LedgerMoney money, ListedPayment? listed, ICollection<OrderDifference> found)
    {
        if (listed is not { } payment)
        {
            if (money.State == MoneyState.Refunded)
            {
                Add(
                    found, DifferenceKind.RefundMissing, name, money.Payment.Value,
                    $"The ledger has refunded {money.Amount} of {money.Payment} for {name}, and the provider has no such payment for it.");
            }
            else
            {
                Add(
                    found, DifferenceKind.PaymentMissing, name, money.Payment.Value,
                    $"The ledger has received {money.Amount} for {name} by {money.Payment}, and the provider has no such payment for it.");
            }

            return;
        }

        if ((payment.Amount, payment.Currency) != (money.Amount.Amount, money.Amount.Currency))
        {
            Add(
                found, DifferenceKind.PaymentAmount, name, payment.Payment,
                $"{payment.Payment} for {name} is {money.Amount} in the ledger and {Amount(payment)} at the provider.");
        }

        if (KindOf(money.State, payment.Status) is not { } kind) return;
        var should = money.State switch
        {
            MoneyState.Sale => "pays it",
            MoneyState.Due => "has to go back",
            _ => "went back",
        };
        Add(
            found, kind, name, payment.Payment, $"{payment.Payment} for {name} {should} in the ledger, and is {Word(payment.Status)} at the provider.");
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

    private void CompareStrays(OrderId name, IReadOnlyList<ListedPayment> payments, ICollection<OrderDifference> found)
    {
        for (var next = 0; next < payments.Count; next++)
        {
            var payment = payments[next];
            if (IsYoung(payment)) continue;
            Add(
                found, DifferenceKind.PaymentWithoutOrder, name, payment.Payment,
                $"The provider has the payment {payment.Payment} of {Amount(payment)} ({Word(payment.Status)}) for {name}, and the ledger has no such order.");
        }
    }

    private bool IsYoung(ListedPayment payment)
    {
        // An open payment may be paid at any moment, and nothing is written in the shop when it is.
        if (payment.Status == ProviderPaymentStatus.Open && payment.ExpiresAt > now - settle) IsUnsettled = true;
        var isYoung = IsYoung(payment.ChangedAt);
        IsUnsettled |= isYoung;
        return isYoung;
    }

    private bool IsYoung(DateTimeOffset at) => at > now - settle;

    private void Add(ICollection<OrderDifference> found, DifferenceKind kind, OrderId name, string? payment, string detail) =>
        found.Add(new OrderDifference(kind, item, name.Sequence, payment is null ? null : ShownText.Of(payment), ShownText.Of(detail)));

    private static string Word(LedgerOrder order) => OrderStatusNames.Of(order.Status);

    private static string Word(ProviderPaymentStatus status) => status.ToString().ToLowerInvariant();

    private static string Amount(ListedPayment payment) => $"{payment.Amount} {payment.Currency}";
}
