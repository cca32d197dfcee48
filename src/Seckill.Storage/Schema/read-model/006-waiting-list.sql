-- Whether units that come back after the sell-out go to a waiting list, and how many buyers wait. Programs of the previous version leave it
-- out; their items have none.
ALTER TABLE items ADD COLUMN waiting_list {flag} NOT NULL DEFAULT FALSE;
ALTER TABLE items ADD COLUMN waiting {integer} NOT NULL DEFAULT 0 CHECK (waiting >= 0);
