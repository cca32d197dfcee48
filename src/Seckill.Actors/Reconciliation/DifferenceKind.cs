namespace Seckill.Actors.Reconciliation;

/// <summary>How ledger, orders table and payments can differ. The names are stored and shown: see <see cref="DifferenceKinds"/>.</summary>
public enum DifferenceKind
{
    /// <summary>The ledger has an order that the table does not have.</summary>
    RowMissing = 1,

    /// <summary>The table has an order that the ledger does not have.</summary>
    RowNotInLedger = 2,

    /// <summary>The row has another status.</summary>
    RowStatus = 3,

    /// <summary>The row has another amount, or another money.</summary>
    RowAmount = 4,

    /// <summary>The row has another buyer.</summary>
    RowBuyer = 5,

    /// <summary>The row has another number of units.</summary>
    RowQuantity = 6,

    /// <summary>The row names another payment.</summary>
    RowPayment = 7,

    /// <summary>The row has other times: when the order was made, until when it could be paid, when it was paid or ended.</summary>
    RowTimes = 8,

    /// <summary>The ledger has received money by a payment that the provider does not have for this order.</summary>
    PaymentMissing = 11,

    /// <summary>The ledger has received money that the provider has not taken.</summary>
    PaymentNotTaken = 12,

    /// <summary>The provider's payment has another amount than the ledger's.</summary>
    PaymentAmount = 13,

    /// <summary>The provider has taken money of which the ledger knows nothing.</summary>
    PaymentNotInLedger = 14,

    /// <summary>The provider has a payment of an order that does not exist.</summary>
    PaymentWithoutOrder = 15,

    /// <summary>The ledger has sent money back that the provider has not returned.</summary>
    RefundMissing = 16,

    /// <summary>The provider has returned money that the ledger counts as received, or does not know.</summary>
    RefundNotInLedger = 17,

    /// <summary>The provider has returned money that the ledger still owes.</summary>
    RefundUnsettled = 18,

    /// <summary>The item's row has other units than the ledger adds up to.</summary>
    ItemStock = 21,

    /// <summary>The rows have not followed the ledger.</summary>
    RowsBehind = 22,

    /// <summary>An entry of the ledger is missing or cannot be read.</summary>
    LedgerUnreadable = 23,

    /// <summary>The ledger contradicts itself.</summary>
    LedgerContradiction = 24,

    /// <summary>The item's row has other terms, another state or another hash than its ledger.</summary>
    ItemTerms = 25,
}

/// <summary>The names of the kinds, for tables, logs, metrics and consoles.</summary>
public static class DifferenceKinds
{
    private static readonly Dictionary<DifferenceKind, string> Names = new()
    {
        [DifferenceKind.RowMissing] = "row_missing",
        [DifferenceKind.RowNotInLedger] = "row_not_in_ledger",
        [DifferenceKind.RowStatus] = "row_status",
        [DifferenceKind.RowAmount] = "row_amount",
        [DifferenceKind.RowBuyer] = "row_buyer",
        [DifferenceKind.RowQuantity] = "row_quantity",
        [DifferenceKind.RowPayment] = "row_payment",
        [DifferenceKind.RowTimes] = "row_times",
        [DifferenceKind.PaymentMissing] = "payment_missing",
        [DifferenceKind.PaymentNotTaken] = "payment_not_taken",
        [DifferenceKind.PaymentAmount] = "payment_amount",
        [DifferenceKind.PaymentNotInLedger] = "payment_not_in_ledger",
        [DifferenceKind.PaymentWithoutOrder] = "payment_without_order",
        [DifferenceKind.RefundMissing] = "refund_missing",
        [DifferenceKind.RefundNotInLedger] = "refund_not_in_ledger",
        [DifferenceKind.RefundUnsettled] = "refund_unsettled",
        [DifferenceKind.ItemStock] = "item_stock",
        [DifferenceKind.RowsBehind] = "rows_behind",
        [DifferenceKind.LedgerUnreadable] = "ledger_unreadable",
        [DifferenceKind.LedgerContradiction] = "ledger_contradiction",
        [DifferenceKind.ItemTerms] = "item_terms",
    };

    private static readonly Dictionary<string, DifferenceKind> Kinds = Names.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>The name of a kind.</summary>
    public static string Of(DifferenceKind kind) => Names[kind];

    /// <summary>The kind of a name; null when there is none.</summary>
    public static DifferenceKind? Find(string name) => Kinds.TryGetValue(name, out var kind) ? kind : null;
}
