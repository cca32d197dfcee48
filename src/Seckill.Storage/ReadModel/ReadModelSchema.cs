using Seckill.Storage.Databases;

namespace Seckill.Storage.ReadModel;

/// <summary>
/// The tables that shoppers and operators read. The database itself refuses what cannot be true: broken sums, negative stock, an
/// order that is paid without a payment.
/// </summary>
internal static class ReadModelSchema
{
    /// <summary>The table that tells whether the others exist; they are created in one transaction.</summary>
    public const string Witness = "projection_offset";

    /// <summary>A column that came after the first version, which a node adds to the table where it is missing.</summary>
    public const string TermsRevision = "terms_revision";

    /// <summary>Nodes of the previous version leave the column out of what they write; 0 says that the revision is not known.</summary>
    public static string TermsRevisionDefinition(Dialect words) =>
        $"{TermsRevision} {words.Integer} NOT NULL DEFAULT 0 CHECK ({TermsRevision} >= 0)";

    public static string Definition(Dialect words) => $"""
        CREATE TABLE projection_offset (
            item_id {words.Text} NOT NULL PRIMARY KEY,
            revision {words.Integer} NOT NULL CHECK (revision >= 0)
        ){words.Clustered};

        CREATE TABLE items (
            item_id {words.Text} NOT NULL PRIMARY KEY,
            title {words.Text} NOT NULL,
            campaign {words.Text},
            unit_price {words.Integer} NOT NULL CHECK (unit_price >= 0),
            currency {words.Text} NOT NULL CHECK (length(currency) = 3),
            starts_at_ms {words.Integer} NOT NULL,
            ends_at_ms {words.Integer} NOT NULL,
            per_buyer_limit {words.Integer} NOT NULL CHECK (per_buyer_limit >= 1),
            payment_window_ms {words.Integer} NOT NULL CHECK (payment_window_ms >= 1),
            ticket_required {words.Flag} NOT NULL,
            listed_stock {words.Integer} NOT NULL CHECK (listed_stock >= 0),
            total {words.Integer} NOT NULL,
            available {words.Integer} NOT NULL CHECK (available >= 0),
            held {words.Integer} NOT NULL CHECK (held >= 0),
            sold {words.Integer} NOT NULL CHECK (sold >= 0),
            is_paused {words.Flag} NOT NULL,
            is_closed {words.Flag} NOT NULL,
            refunds_due {words.Integer} NOT NULL CHECK (refunds_due >= 0),
            {TermsRevisionDefinition(words)},
            CHECK (total = available + held + sold),
            CHECK (starts_at_ms < ends_at_ms)
        ){words.Clustered};

        CREATE TABLE orders (
            item_id {words.Text} NOT NULL,
            sequence {words.Integer} NOT NULL CHECK (sequence >= 1),
            buyer_id {words.Text} NOT NULL,
            quantity {words.Integer} NOT NULL CHECK (quantity BETWEEN 1 AND 100),
            unit_price {words.Integer} NOT NULL CHECK (unit_price >= 0),
            currency {words.Text} NOT NULL CHECK (length(currency) = 3),
            status {words.Text} NOT NULL CHECK (status IN ('pending', 'paid', 'expired', 'cancelled', 'refund_due', 'refunded')),
            created_at_ms {words.Integer} NOT NULL,
            pay_before_ms {words.Integer} NOT NULL,
            paid_at_ms {words.Integer},
            closed_at_ms {words.Integer},
            payment_id {words.Text},
            PRIMARY KEY (item_id, sequence),
            CHECK (created_at_ms <= pay_before_ms),
            CHECK ((paid_at_ms IS NOT NULL) = (status = 'paid')),
            CHECK ((closed_at_ms IS NOT NULL) = (status NOT IN ('pending', 'paid'))),
            CHECK ((payment_id IS NOT NULL) = (status IN ('paid', 'refund_due', 'refunded')))
        ){words.Clustered};

        CREATE INDEX orders_by_buyer ON orders (buyer_id, created_at_ms, item_id, sequence);
        """;
}
