-- Snapshots, with the columns that Akka.Persistence.Sql reads. They only shorten recovery.
CREATE TABLE snapshot (
    persistence_id {text} NOT NULL,
    sequence_number {integer} NOT NULL,
    created {integer} NOT NULL,
    snapshot {bytes},
    manifest {text},
    serializer_id integer,
    PRIMARY KEY (persistence_id, sequence_number)
){strict};
