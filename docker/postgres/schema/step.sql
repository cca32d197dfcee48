-- Runs the script that the variable names, unless it has run, and records its version.
SELECT split_part(:'script', '/', 1) AS part, left(split_part(:'script', '/', 2), 3)::bigint AS version \gset
SELECT NOT EXISTS (SELECT FROM schema_version WHERE part = :'part' AND version >= :version) AS is_missing \gset
\if :is_missing
  -- Before the script, because that may raise usable_from to its own version.
  INSERT INTO schema_version (part, version) VALUES (:'part', :version) ON CONFLICT (part) DO UPDATE SET version = excluded.version;
  \ir :script
\endif
