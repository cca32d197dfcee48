-- Whether buyers queue for an item, and what the waiting room has published. Programs of the previous version leave it out.
ALTER TABLE items ADD COLUMN queue bigint NOT NULL DEFAULT 0;
ALTER TABLE items ADD COLUMN seed_hash text COLLATE "C";
