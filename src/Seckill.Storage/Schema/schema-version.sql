-- The version of each part's tables, so that a starting node knows which scripts are missing. A program that knows version usable_from
-- can use newer tables. Only a script that earlier programs cannot work with raises it.
CREATE TABLE schema_version (
    part {text} NOT NULL PRIMARY KEY,
    version {integer} NOT NULL CHECK (version >= 1),
    usable_from {integer} NOT NULL DEFAULT 1 CHECK (usable_from BETWEEN 1 AND version)
){clustered};
