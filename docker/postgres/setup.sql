-- Prepares an empty database for nodes that may do nothing but sell, and brings tables of an earlier version up to date. It is safe to
-- repeat, even while nodes sell.
--
--   SECKILL_APP_PASSWORD=… psql -h db -U postgres -d seckill -f docker/postgres/setup.sql        (psql 15 or newer)
--
-- seckill_owner  owns the tables; nobody logs in as it.
-- seckill_app    what nodes log in as. It cannot create, alter or drop anything, and it cannot change or delete what the ledger says.
\set ON_ERROR_STOP on
\getenv app_password SECKILL_APP_PASSWORD
\getenv app_password_file SECKILL_APP_PASSWORD_FILE
\if :{?app_password_file}
  \set app_password `cat "$SECKILL_APP_PASSWORD_FILE"`
\endif
\if :{?app_password}
\else
  \echo 'Set SECKILL_APP_PASSWORD to the password that the nodes log in with, or SECKILL_APP_PASSWORD_FILE to a file that holds it.'
  \quit 3
\endif

SELECT format('CREATE ROLE %I NOLOGIN', name) FROM (VALUES ('seckill_owner'), ('seckill_app')) AS roles (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE seckill_app LOGIN PASSWORD :'app_password';

-- Everybody may connect and make temporary tables by default.
REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE :"DBNAME" TO seckill_app;

CREATE SCHEMA IF NOT EXISTS seckill AUTHORIZATION seckill_owner;
GRANT USAGE ON SCHEMA seckill TO seckill_app;
ALTER ROLE seckill_app IN DATABASE :"DBNAME" SET search_path = seckill;

BEGIN;
SET LOCAL search_path = seckill;
SET LOCAL ROLE seckill_owner;
\ir schema/update.sql
-- A starting node checks that the tables are up to date.
GRANT SELECT ON schema_version TO seckill_app;
-- The ledger grows and is read; nothing else.
GRANT SELECT, INSERT ON journal TO seckill_app;
-- Snapshots only save time: old ones are deleted when a new one is there.
GRANT SELECT, INSERT, UPDATE, DELETE ON snapshot TO seckill_app;
-- Derived from the ledger. --rebuild-read-model empties them, which is all that TRUNCATE is for; `projection rebuild` deletes the rows
-- of one item, which is all that DELETE is for.
GRANT SELECT, INSERT, UPDATE, TRUNCATE ON projection_offset, items, orders TO seckill_app;
GRANT SELECT, INSERT, TRUNCATE ON operations TO seckill_app;
-- What operators tried: old attempts are deleted.
GRANT SELECT, INSERT, DELETE ON operation_attempts TO seckill_app;
GRANT DELETE ON items, orders TO seckill_app;
-- Who is in the cluster; its one row is there from the start.
GRANT SELECT, UPDATE ON cluster_register TO seckill_app;
-- The sandbox payment provider's book.
GRANT SELECT, INSERT, UPDATE ON sandbox_payments TO seckill_app;
-- What the reconciliation has found; mended differences are deleted.
GRANT SELECT, UPDATE ON reconciliation_round TO seckill_app;
GRANT SELECT, INSERT, UPDATE ON reconciliation_items TO seckill_app;
GRANT SELECT, INSERT, DELETE ON reconciliation_differences TO seckill_app;
COMMIT;
