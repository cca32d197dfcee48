#!/bin/sh
# A standby server that has every purchase before a shopper hears yes. Needs psql and pg_basebackup, and libpq's variables (PGHOST, PGPORT,
# PGUSER, PGPASSWORD) for the server that each step is about.
#
#   postgres-standby.sh make <directory>   at the standby, about the primary: copies the primary into a new data directory. Start a server on it.
#   postgres-standby.sh require [name]     at the primary: from now on a commit waits until the standby has it on disk.
#   postgres-standby.sh release            at the primary, while the standby is away for long: commits no longer wait for it.
#   postgres-standby.sh promote            at the standby, when the primary is down and stays down: makes it the primary.
set -eu
name=${2:-seckill_standby}
ask() { psql -X -q -A -t -v ON_ERROR_STOP=1 -d postgres -c "$1"; }

# A copied server has the primary's settings, so a setting that is left behind would make a promoted standby wait for itself.
forget() {
  ask "ALTER SYSTEM RESET synchronous_standby_names"
  ask "SELECT pg_reload_conf()" > /dev/null
}

case "${1:-}" in
  make)
    pg_basebackup --pgdata="${2:?the new data directory}" --dbname="application_name=seckill_standby" --write-recovery-conf --wal-method=stream --checkpoint=fast
    ;;
  require)
    waited=0
    until [ "$(ask "SELECT count(*) FROM pg_stat_replication WHERE application_name = '$name' AND state = 'streaming'")" = 1 ]; do
      [ "$waited" -lt 60 ] || { echo "No standby named $name follows this server, so nothing was changed." >&2; exit 1; }
      waited=$((waited + 1)); sleep 1
    done
    ask "ALTER SYSTEM SET synchronous_standby_names = '$name'"
    ask "SELECT pg_reload_conf()" > /dev/null
    echo "Every commit waits for $name."
    ;;
  release)
    forget
    echo "Commits do not wait for $name. What is sold from now on is lost if this server is."
    ;;
  promote)
    [ "$(ask "SELECT pg_is_in_recovery()")" = t ] || { echo "This server is no standby." >&2; exit 1; }
    echo "The last commit that this server has is of $(ask "SELECT coalesce(pg_last_xact_replay_timestamp()::text, 'before it was made')")."
    forget
    [ "$(ask "SELECT pg_promote(true, 60)")" = t ] || { echo "It has not become a primary within 60 s; see its log." >&2; exit 1; }
    echo "This server is the primary."
    ;;
  *)
    echo "Usage: postgres-standby.sh make <directory> | require [name] | release | promote" >&2
    exit 2
    ;;
esac
