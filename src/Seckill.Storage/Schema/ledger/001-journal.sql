-- The journal, the only source of truth, with the columns that Akka.Persistence.Sql reads. The UNIQUE constraint is the last fence: of two
-- incarnations of an item only one can write an entry.
CREATE TABLE journal (
    ordering {identity},
    created {integer} NOT NULL,
    deleted {flag} NOT NULL,
    persistence_id {text} NOT NULL,
    sequence_number {integer} NOT NULL,
    message {bytes} NOT NULL,
    tags {text},
    manifest {text},
    identifier integer,
    writer_uuid {text},
    CONSTRAINT journal_uq UNIQUE (persistence_id, sequence_number)
){strict};
