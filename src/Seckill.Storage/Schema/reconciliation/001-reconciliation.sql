-- What the reconciliation in the background has compared and found. It is not in the ledger; if it is lost, the next round finds it again.
CREATE TABLE reconciliation_round (
    one {integer} NOT NULL PRIMARY KEY CHECK (one = 1),
    began_at_ms {integer},
    position {text},
    items_checked {integer} NOT NULL CHECK (items_checked >= 0),
    completed_at_ms {integer}
){clustered};

INSERT INTO reconciliation_round (one, items_checked) VALUES (1, 0);

CREATE TABLE reconciliation_items (
    item_id {text} NOT NULL PRIMARY KEY,
    revision {integer} NOT NULL CHECK (revision >= 0),
    checked_at_ms {integer} NOT NULL,
    is_settled {flag} NOT NULL,
    differences {integer} NOT NULL CHECK (differences >= 0),
    orders_unchecked {integer} NOT NULL CHECK (orders_unchecked >= 0),
    failure {text}
){clustered};

CREATE INDEX reconciliation_items_suspect ON reconciliation_items (checked_at_ms, item_id) WHERE differences > 0 OR failure IS NOT NULL;

CREATE TABLE reconciliation_differences (
    item_id {text} NOT NULL,
    sequence {integer} NOT NULL CHECK (sequence >= 0),
    kind {text} NOT NULL,
    payment_id {text} NOT NULL,
    found_at_ms {integer} NOT NULL,
    detail {text} NOT NULL,
    PRIMARY KEY (item_id, sequence, kind, payment_id)
){clustered};
