-- The journal, the only source of truth, with the columns that Akka.Persistence.Sql reads. The UNIQUE constraint is the last fence: of two
-- incarnations of an item only one can write an entry.
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
