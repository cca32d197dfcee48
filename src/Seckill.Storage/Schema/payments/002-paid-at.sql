-- When the provider took the money, by its own clock. Programs of the previous version leave it out.
ALTER TABLE sandbox_payments ADD COLUMN paid_at_ms {integer};
