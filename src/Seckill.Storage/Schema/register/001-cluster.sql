-- Who is in the cluster: one row, which every node reads once a second and one of them writes.
CREATE TABLE cluster_register (
    one {integer} NOT NULL PRIMARY KEY CHECK (one = 1),
    beat {integer} NOT NULL CHECK (beat >= 0),
    members {text} NOT NULL
){strict};

INSERT INTO cluster_register (one, beat, members) VALUES (1, 0, '');
