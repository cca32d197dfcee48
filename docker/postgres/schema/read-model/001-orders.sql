-- What shoppers and operators read, derived from the ledger. The database itself refuses impossible rows: broken sums, negative stock, a
-- paid order without a payment.
CREATE TABLE projection_offset (
    item_id text COLLATE "C" NOT NULL PRIMARY KEY,
    revision bigint NOT NULL CHECK (revision >= 0)
);

CREATE TABLE items (
    item_id text COLLATE "C" NOT NULL PRIMARY KEY,
    title text COLLATE "C" NOT NULL,
    campaign text COLLATE "C",
    unit_price bigint NOT NULL CHECK (unit_price >= 0),
    currency text COLLATE "C" NOT NULL CHECK (length(currency) = 3),
    starts_at_ms bigint NOT NULL,
    ends_at_ms bigint NOT NULL,
    per_buyer_limit bigint NOT NULL CHECK (per_buyer_limit >= 1),
    payment_window_ms bigint NOT NULL CHECK (payment_window_ms >= 1),
    ticket_required boolean NOT NULL,
    listed_stock bigint NOT NULL CHECK (listed_stock >= 0),
    total bigint NOT NULL,
    available bigint NOT NULL CHECK (available >= 0),
    held bigint NOT NULL CHECK (held >= 0),
    sold bigint NOT NULL CHECK (sold >= 0),
    is_paused boolean NOT NULL,
    is_closed boolean NOT NULL,
    refunds_due bigint NOT NULL CHECK (refunds_due >= 0),
    CHECK (total = available + held + sold),
    CHECK (starts_at_ms < ends_at_ms)
);

CREATE TABLE orders (
    item_id text COLLATE "C" NOT NULL,
    sequence bigint NOT NULL CHECK (sequence >= 1),
    buyer_id text COLLATE "C" NOT NULL,
    quantity bigint NOT NULL CHECK (quantity BETWEEN 1 AND 100),
    unit_price bigint NOT NULL CHECK (unit_price >= 0),
    currency text COLLATE "C" NOT NULL CHECK (length(currency) = 3),
    status text COLLATE "C" NOT NULL CHECK (status IN ('pending', 'paid', 'expired', 'cancelled', 'refund_due', 'refunded')),
    created_at_ms bigint NOT NULL,
    pay_before_ms bigint NOT NULL,
    paid_at_ms bigint,
    closed_at_ms bigint,
    payment_id text COLLATE "C",
    PRIMARY KEY (item_id, sequence),
    CHECK (created_at_ms <= pay_before_ms),
    CHECK ((paid_at_ms IS NOT NULL) = (status = 'paid')),
    CHECK ((closed_at_ms IS NOT NULL) = (status NOT IN ('pending', 'paid'))),
    CHECK ((payment_id IS NOT NULL) = (status IN ('paid', 'refund_due', 'refunded')))
);

CREATE INDEX orders_by_buyer ON orders (buyer_id, created_at_ms, item_id, sequence);
