-- The reconciliation lists an item's payments by their orders' numbers: the name of an order is its item's, a dash and the number. When a
-- payment last changed tells whether it can be compared yet; programs of the previous version leave that out.
ALTER TABLE sandbox_payments ADD COLUMN changed_at_ms bigint;

CREATE INDEX sandbox_payments_by_item ON sandbox_payments (rtrim(order_id, '0123456789'), length(order_id), order_id, payment_id);
