-- What tables of earlier versions lack, as a node adds it that may (a test compares). setup.sql runs this; where nothing is missing it
-- changes nothing. Nodes of the version before go on working.
SET LOCAL client_min_messages = warning;

ALTER TABLE items ADD COLUMN IF NOT EXISTS terms_revision bigint NOT NULL DEFAULT 0 CHECK (terms_revision >= 0);
ALTER TABLE sandbox_payments ADD COLUMN IF NOT EXISTS paid_at_ms bigint;
