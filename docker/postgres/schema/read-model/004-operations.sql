-- What operators did, derived from the ledger like everything here. The offset of an item says separately how far its operations are there:
-- programs of the previous version move only the revision, and what they leave out is filled in later. Somebody may have dropped only the
-- older tables, to have them created again; then the new one is still there.
ALTER TABLE projection_offset ADD COLUMN operations_revision bigint NOT NULL DEFAULT 0 CHECK (operations_revision >= 0);

CREATE TABLE IF NOT EXISTS operations (
    operation_id text COLLATE "C" NOT NULL PRIMARY KEY,
    at_ms bigint NOT NULL,
    command text COLLATE "C" NOT NULL,
    item_id text COLLATE "C" NOT NULL,
    detail text COLLATE "C",
    outcome text COLLATE "C" NOT NULL,
    actor text COLLATE "C" NOT NULL,
    node text COLLATE "C",
    trace_id text COLLATE "C",
    reason text COLLATE "C"
);

CREATE INDEX IF NOT EXISTS operations_by_time ON operations (at_ms, operation_id);
CREATE INDEX IF NOT EXISTS operations_by_item ON operations (item_id, at_ms, operation_id);
CREATE INDEX IF NOT EXISTS operations_by_actor ON operations (actor, at_ms, operation_id);
