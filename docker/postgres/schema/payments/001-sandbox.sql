-- The sandbox provider's payments. They lie beside the read model but are not derived from the ledger: with a real provider they would be
-- in another company's database.
CREATE TABLE sandbox_payments (
    payment_id text COLLATE "C" NOT NULL PRIMARY KEY,
    order_id text COLLATE "C" NOT NULL,
    amount bigint NOT NULL CHECK (amount >= 0),
    currency text COLLATE "C" NOT NULL CHECK (length(currency) = 3),
    status text COLLATE "C" NOT NULL CHECK (status IN ('open', 'succeeded', 'failed', 'refunded')),
    created_at_ms bigint NOT NULL,
    expires_at_ms bigint NOT NULL,
    refunded_at_ms bigint,
    event_id text COLLATE "C" UNIQUE,
    event_type text COLLATE "C" CHECK (event_type IN ('payment.succeeded', 'payment.failed')),
    due_at_ms bigint,
    attempts bigint NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    delivered_at_ms bigint,
    CHECK ((refunded_at_ms IS NOT NULL) = (status = 'refunded')),
    CHECK ((event_id IS NOT NULL) = (event_type IS NOT NULL)),
    CHECK (status NOT IN ('succeeded', 'failed') OR event_id IS NOT NULL),
    CHECK (event_id IS NULL OR (due_at_ms IS NULL) <> (delivered_at_ms IS NULL)),
    CHECK (event_id IS NOT NULL OR (due_at_ms IS NULL AND delivered_at_ms IS NULL))
);

CREATE UNIQUE INDEX sandbox_payments_one_live_per_order ON sandbox_payments (order_id) WHERE status IN ('open', 'succeeded');
CREATE INDEX sandbox_payments_due ON sandbox_payments (due_at_ms) WHERE due_at_ms IS NOT NULL;
