-- What the reconciliation in the background has compared and found. It is not in the ledger; if it is lost, the next round finds it again.
CREATE TABLE reconciliation_round (
    one bigint NOT NULL PRIMARY KEY CHECK (one = 1),
    began_at_ms bigint,
    position text COLLATE "C",
    items_checked bigint NOT NULL CHECK (items_checked >= 0),
    completed_at_ms bigint
);

INSERT INTO reconciliation_round (one, items_checked) VALUES (1, 0);

CREATE TABLE reconciliation_items (
    item_id text COLLATE "C" NOT NULL PRIMARY KEY,
    revision bigint NOT NULL CHECK (revision >= 0),
    checked_at_ms bigint NOT NULL,
    is_settled boolean NOT NULL,
    differences bigint NOT NULL CHECK (differences >= 0),
    orders_unchecked bigint NOT NULL CHECK (orders_unchecked >= 0),
    failure text COLLATE "C"
);

CREATE INDEX reconciliation_items_suspect ON reconciliation_items (checked_at_ms, item_id) WHERE differences > 0 OR failure IS NOT NULL;

CREATE TABLE reconciliation_differences (
    item_id text COLLATE "C" NOT NULL,
    sequence bigint NOT NULL CHECK (sequence >= 0),
    kind text COLLATE "C" NOT NULL,
    payment_id text COLLATE "C" NOT NULL,
    found_at_ms bigint NOT NULL,
    detail text COLLATE "C" NOT NULL,
    PRIMARY KEY (item_id, sequence, kind, payment_id)
);
