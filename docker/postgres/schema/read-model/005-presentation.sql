-- What pages show of an item besides its terms. Programs of the previous version leave it out; a rebuild of the item's rows fills it in.
ALTER TABLE items ADD COLUMN image_url text COLLATE "C";
ALTER TABLE items ADD COLUMN description text COLLATE "C";
ALTER TABLE items ADD COLUMN list_price bigint CHECK (list_price >= 0);
