-- The version of each part's tables, so that a starting node knows which scripts are missing. A program that knows version usable_from
-- can use newer tables. Only a script that earlier programs cannot work with raises it.
CREATE TABLE schema_version (
    part text COLLATE "C" NOT NULL PRIMARY KEY,
    version bigint NOT NULL CHECK (version >= 1),
    usable_from bigint NOT NULL DEFAULT 1 CHECK (usable_from BETWEEN 1 AND version)
);
