-- The tables of one sale, word for word as a node creates them that finds none and may (a test compares). setup.sql runs this.

CREATE TABLE journal (
    ordering bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    created bigint NOT NULL,
    deleted boolean NOT NULL,
    persistence_id text COLLATE "C" NOT NULL,
    sequence_number bigint NOT NULL,
    message bytea NOT NULL,
    tags text COLLATE "C",
    manifest text COLLATE "C",
    identifier integer,
    writer_uuid text COLLATE "C",
    CONSTRAINT journal_uq UNIQUE (persistence_id, sequence_number)
);

CREATE TABLE snapshot (
    persistence_id text COLLATE "C" NOT NULL,
    sequence_number bigint NOT NULL,
    created bigint NOT NULL,
    snapshot bytea,
    manifest text COLLATE "C",
    serializer_id integer,
    PRIMARY KEY (persistence_id, sequence_number)
);

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
    terms_revision bigint NOT NULL DEFAULT 0 CHECK (terms_revision >= 0),
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

CREATE TABLE cluster_register (
    one bigint NOT NULL PRIMARY KEY CHECK (one = 1),
    beat bigint NOT NULL CHECK (beat >= 0),
    members text COLLATE "C" NOT NULL
);

INSERT INTO cluster_register (one, beat, members) VALUES (1, 0, '');

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
    paid_at_ms bigint,
    CHECK ((refunded_at_ms IS NOT NULL) = (status = 'refunded')),
    CHECK ((event_id IS NOT NULL) = (event_type IS NOT NULL)),
    CHECK (status NOT IN ('succeeded', 'failed') OR event_id IS NOT NULL),
    CHECK (event_id IS NULL OR (due_at_ms IS NULL) <> (delivered_at_ms IS NULL)),
    CHECK (event_id IS NOT NULL OR (due_at_ms IS NULL AND delivered_at_ms IS NULL))
);

CREATE UNIQUE INDEX sandbox_payments_one_live_per_order ON sandbox_payments (order_id) WHERE status IN ('open', 'succeeded');
CREATE INDEX sandbox_payments_due ON sandbox_payments (due_at_ms) WHERE due_at_ms IS NOT NULL;
