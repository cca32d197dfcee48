-- Creates the tables or brings them up to date: runs each missing script, as a node with the rights would. The scripts are those of the
-- nodes, written for PostgreSQL; a test compares them. setup.sql runs this in one transaction.
SET LOCAL client_min_messages = warning;
-- If somebody's long transaction holds a table, this fails instead of queueing the nodes' writes behind it. Repeat it then.
SET LOCAL lock_timeout = '3s';
-- Starting nodes take the same lock.
SELECT pg_advisory_xact_lock(32481099999964268) AS locked \gset

SELECT to_regclass('schema_version') IS NULL AS is_missing \gset
\if :is_missing
  \ir schema-version.sql
\endif

-- Tables older than schema_version are recognised by the columns that each version added. Dropped tables are created again: a part without
-- the tables of its first version has none.
WITH found AS (
    SELECT part, CASE WHEN bool_or(version = 1 AND attnum IS NOT NULL) THEN max(version) FILTER (WHERE attnum IS NOT NULL) END AS version
    FROM (VALUES
        ('ledger', 1, 'journal', 'sequence_number'),
        ('snapshots', 1, 'snapshot', 'sequence_number'),
        ('read-model', 1, 'projection_offset', 'revision'),
        ('read-model', 2, 'items', 'terms_revision'),
        ('read-model', 3, 'items', 'chain_revision'),
        ('read-model', 4, 'operations', 'operation_id'),
        ('read-model', 5, 'items', 'image_url'),
        ('read-model', 6, 'items', 'waiting_list'),
        ('read-model', 7, 'items', 'campaign_limit'),
        ('read-model', 8, 'items', 'challenge_required'),
        ('read-model', 9, 'items', 'queue'),
        ('attempts', 1, 'operation_attempts', 'operation_id'),
        ('register', 1, 'cluster_register', 'beat'),
        ('payments', 1, 'sandbox_payments', 'payment_id'),
        ('payments', 2, 'sandbox_payments', 'paid_at_ms'),
        ('payments', 3, 'sandbox_payments', 'changed_at_ms'),
        ('reconciliation', 1, 'reconciliation_round', 'position')) AS traces (part, version, table_name, column_name)
    LEFT JOIN pg_attribute ON attrelid = to_regclass(table_name) AND attname = column_name AND NOT attisdropped
    GROUP BY part),
gone AS (
    DELETE FROM schema_version USING found WHERE schema_version.part = found.part AND found.version IS NULL)
INSERT INTO schema_version (part, version)
SELECT part, version FROM found WHERE version IS NOT NULL
ON CONFLICT (part) DO NOTHING;

\set script ledger/001-journal.sql
\ir step.sql
\set script snapshots/001-snapshot.sql
\ir step.sql
\set script read-model/001-orders.sql
\ir step.sql
\set script read-model/002-terms-revision.sql
\ir step.sql
\set script read-model/003-proof.sql
\ir step.sql
\set script read-model/004-operations.sql
\ir step.sql
\set script read-model/005-presentation.sql
\ir step.sql
\set script read-model/006-waiting-list.sql
\ir step.sql
\set script read-model/007-campaign-limit.sql
\ir step.sql
\set script read-model/008-challenge.sql
\ir step.sql
\set script read-model/009-queue.sql
\ir step.sql
\set script attempts/001-attempts.sql
\ir step.sql
\set script register/001-cluster.sql
\ir step.sql
\set script payments/001-sandbox.sql
\ir step.sql
\set script payments/002-paid-at.sql
\ir step.sql
\set script payments/003-listing.sql
\ir step.sql
\set script reconciliation/001-reconciliation.sql
\ir step.sql
