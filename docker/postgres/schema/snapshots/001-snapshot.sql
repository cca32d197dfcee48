-- Snapshots, with the columns that Akka.Persistence.Sql reads. They only shorten recovery.
CREATE TABLE snapshot (
    persistence_id text COLLATE "C" NOT NULL,
    sequence_number bigint NOT NULL,
    created bigint NOT NULL,
    snapshot bytea,
    manifest text COLLATE "C",
    serializer_id integer,
    PRIMARY KEY (persistence_id, sequence_number)
);
