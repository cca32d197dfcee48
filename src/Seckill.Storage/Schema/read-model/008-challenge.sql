-- Whether a ticket of an item is given only for a solved challenge. Programs of the previous version leave it out: there is none.
ALTER TABLE items ADD COLUMN challenge_required {flag} NOT NULL DEFAULT FALSE;
