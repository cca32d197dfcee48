-- What operators tried and what changed nothing. It is not in the ledger, so no rebuild may touch it. The columns are those of operations.
CREATE TABLE operation_attempts (
    operation_id {text} NOT NULL PRIMARY KEY,
    at_ms {integer} NOT NULL,
    command {text} NOT NULL,
    item_id {text},
    detail {text},
    outcome {text} NOT NULL,
    actor {text} NOT NULL,
    node {text},
    trace_id {text},
    reason {text}
){clustered};

CREATE INDEX operation_attempts_by_time ON operation_attempts (at_ms, operation_id);
CREATE INDEX operation_attempts_by_item ON operation_attempts (item_id, at_ms, operation_id);
CREATE INDEX operation_attempts_by_actor ON operation_attempts (actor, at_ms, operation_id);
