using Seckill.Storage.Databases;

namespace Seckill.Storage.Payments;

/// <summary>
/// The sandbox provider's own book. It lives beside the read model but is not rebuilt from the ledger: it is what another company's
/// database would be.
/// </summary>
internal static class SandboxPaymentSchema
{
    public const string Witness = "sandbox_payments";

    /// <summary>A column that came after the first version, which a node adds to the table where it is missing.</summary>
    public const string PaidAt = "paid_at_ms";

    /// <summary>Nodes of the version before leave the column out of what they write.</summary>
    public static string PaidAtDefinition(Dialect words) => $"{PaidAt} {words.Integer}";

    public static string Definition(Dialect words) => $"""
        CREATE TABLE sandbox_payments (
            payment_id {words.Text} NOT NULL PRIMARY KEY,
            order_id {words.Text} NOT NULL,
            amount {words.Integer} NOT NULL CHECK (amount >= 0),
            currency {words.Text} NOT NULL CHECK (length(currency) = 3),
            status {words.Text} NOT NULL CHECK (status IN ('open', 'succeeded', 'failed', 'refunded')),
            created_at_ms {words.Integer} NOT NULL,
            expires_at_ms {words.Integer} NOT NULL,
            refunded_at_ms {words.Integer},
            event_id {words.Text} UNIQUE,
            event_type {words.Text} CHECK (event_type IN ('payment.succeeded', 'payment.failed')),
            due_at_ms {words.Integer},
            attempts {words.Integer} NOT NULL DEFAULT 0 CHECK (attempts >= 0),
            delivered_at_ms {words.Integer},
            {PaidAtDefinition(words)},
            CHECK ((refunded_at_ms IS NOT NULL) = (status = 'refunded')),
            CHECK ((event_id IS NOT NULL) = (event_type IS NOT NULL)),
            CHECK (status NOT IN ('succeeded', 'failed') OR event_id IS NOT NULL),
            CHECK (event_id IS NULL OR (due_at_ms IS NULL) <> (delivered_at_ms IS NULL)),
            CHECK (event_id IS NOT NULL OR (due_at_ms IS NULL AND delivered_at_ms IS NULL))
        ){words.Strict};

        CREATE UNIQUE INDEX sandbox_payments_one_live_per_order ON sandbox_payments (order_id) WHERE status IN ('open', 'succeeded');
        CREATE INDEX sandbox_payments_due ON sandbox_payments (due_at_ms) WHERE due_at_ms IS NOT NULL;
        """;
}
