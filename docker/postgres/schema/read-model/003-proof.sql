-- The hash of the ledger entry that an item's rows have reached: the public head of its hash chain. It counts only while chain_revision is
-- the item's offset: programs of the previous version move the offset and leave these columns as they are.
ALTER TABLE items ADD COLUMN chain_revision bigint NOT NULL DEFAULT 0 CHECK (chain_revision >= 0);
ALTER TABLE items ADD COLUMN chain_hash text COLLATE "C" CHECK (length(chain_hash) = 64);

-- Operators list an item's orders by status, newest first.
CREATE INDEX orders_by_status ON orders (item_id, status, sequence);
