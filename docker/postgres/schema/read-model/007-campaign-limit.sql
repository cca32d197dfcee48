-- Units that a buyer may have over the items of a campaign. Programs of the previous version leave it out; a rebuild of the item's rows
-- fills it in.
ALTER TABLE items ADD COLUMN campaign_limit bigint CHECK (campaign_limit >= 1);
