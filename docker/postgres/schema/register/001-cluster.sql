-- Who is in the cluster: one row, which every node reads once a second and one of them writes.
CREATE TABLE cluster_register (
    one bigint NOT NULL PRIMARY KEY CHECK (one = 1),
    beat bigint NOT NULL CHECK (beat >= 0),
    members text COLLATE "C" NOT NULL
);

INSERT INTO cluster_register (one, beat, members) VALUES (1, 0, '');
