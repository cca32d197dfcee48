-- What shoppers and operators read, derived from the ledger. The database itself refuses impossible rows: broken sums, negative stock, a
-- paid order without a payment.
CREATE TABLE projection_offset (
    item_id {text} NOT NULL PRIMARY KEY,
    revision {integer} NOT NULL CHECK (revision >= 0)
){clustered};

CREATE TABLE items (
    item_id {text} NOT NULL PRIMARY KEY,
    title {text} NOT NULL,
    campaign {text},
    unit_price {integer} NOT NULL CHECK (unit_price >= 0),
    currency {text} NOT NULL CHECK (length(currency) = 3),
    starts_at_ms {integer} NOT NULL,
    ends_at_ms {integer} NOT NULL,
    per_buyer_limit {integer} NOT NULL CHECK (per_buyer_limit >= 1),
    payment_window_ms {integer} NOT NULL CHECK (payment_window_ms >= 1),
    ticket_required {flag} NOT NULL,
    listed_stock {integer} NOT NULL CHECK (listed_stock >= 0),
    total {integer} NOT NULL,
    available {integer} NOT NULL CHECK (available >= 0),
    held {integer} NOT NULL CHECK (held >= 0),
    sold {integer} NOT NULL CHECK (sold >= 0),
    is_paused {flag} NOT NULL,
    is_closed {flag} NOT NULL,
    refunds_due {integer} NOT NULL CHECK (refunds_due >= 0),
    CHECK (total = available + held + sold),
    CHECK (starts_at_ms < ends_at_ms)
){clustered};

CREATE TABLE orders (
    item_id {text} NOT NULL,
    sequence {integer} NOT NULL CHECK (sequence >= 1),
    buyer_id {text} NOT NULL,
    quantity {integer} NOT NULL CHECK (quantity BETWEEN 1 AND 100),
    unit_price {integer} NOT NULL CHECK (unit_price >= 0),
    currency {text} NOT NULL CHECK (length(currency) = 3),
    status {text} NOT NULL CHECK (status IN ('pending', 'paid', 'expired', 'cancelled', 'refund_due', 'refunded')),
    created_at_ms {integer} NOT NULL,
    pay_before_ms {integer} NOT NULL,
    paid_at_ms {integer},
    closed_at_ms {integer},
    payment_id {text},
    PRIMARY KEY (item_id, sequence),
    CHECK (created_at_ms <= pay_before_ms),
    CHECK ((paid_at_ms IS NOT NULL) = (status = 'paid')),
    CHECK ((closed_at_ms IS NOT NULL) = (status NOT IN ('pending', 'paid'))),
    CHECK ((payment_id IS NOT NULL) = (status IN ('paid', 'refund_due', 'refunded')))
){clustered};

CREATE INDEX orders_by_buyer ON orders (buyer_id, created_at_ms, item_id, sequence);
