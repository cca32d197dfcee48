-- The revision at which an operator last changed an item's terms. Programs of the previous version leave it out; 0 means that it is not
-- known.
ALTER TABLE items ADD COLUMN terms_revision bigint NOT NULL DEFAULT 0 CHECK (terms_revision >= 0);
