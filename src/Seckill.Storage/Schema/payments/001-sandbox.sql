-- The sandbox provider's payments. They lie beside the read model but are not derived from the ledger: with a real provider they would be
-- in another company's database.
CREATE TABLE sandbox_payments (
    payment_id {text} NOT NULL PRIMARY KEY,
    order_id {text} NOT NULL,
    amount {integer} NOT NULL CHECK (amount >= 0),
    currency {text} NOT NULL CHECK (length(currency) = 3),
    status {text} NOT NULL CHECK (status IN ('open', 'succeeded', 'failed', 'refunded')),
    created_at_ms {integer} NOT NULL,
    expires_at_ms {integer} NOT NULL,
    refunded_at_ms {integer},
    event_id {text} UNIQUE,
    event_type {text} CHECK (event_type IN ('payment.succeeded', 'payment.failed')),
    due_at_ms {integer},
    attempts {integer} NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    delivered_at_ms {integer},
    CHECK ((refunded_at_ms IS NOT NULL) = (status = 'refunded')),
    CHECK ((event_id IS NOT NULL) = (event_type IS NOT NULL)),
    CHECK (status NOT IN ('succeeded', 'failed') OR event_id IS NOT NULL),
    CHECK (event_id IS NULL OR (due_at_ms IS NULL) <> (delivered_at_ms IS NULL)),
    CHECK (event_id IS NOT NULL OR (due_at_ms IS NULL AND delivered_at_ms IS NULL))
){strict};

CREATE UNIQUE INDEX sandbox_payments_one_live_per_order ON sandbox_payments (order_id) WHERE status IN ('open', 'succeeded');
CREATE INDEX sandbox_payments_due ON sandbox_payments (due_at_ms) WHERE due_at_ms IS NOT NULL;
