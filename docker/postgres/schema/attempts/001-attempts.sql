-- What operators tried and what changed nothing. It is not in the ledger, so no rebuild may touch it. The columns are those of operations.
CREATE TABLE operation_attempts (
    operation_id text COLLATE "C" NOT NULL PRIMARY KEY,
    at_ms bigint NOT NULL,
    command text COLLATE "C" NOT NULL,
    item_id text COLLATE "C",
    detail text COLLATE "C",
    outcome text COLLATE "C" NOT NULL,
    actor text COLLATE "C" NOT NULL,
    node text COLLATE "C",
    trace_id text COLLATE "C",
    reason text COLLATE "C"
);

CREATE INDEX operation_attempts_by_time ON operation_attempts (at_ms, operation_id);
CREATE INDEX operation_attempts_by_item ON operation_attempts (item_id, at_ms, operation_id);
CREATE INDEX operation_attempts_by_actor ON operation_attempts (actor, at_ms, operation_id);
