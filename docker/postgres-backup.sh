#!/bin/sh
# Backups that lose no purchase: a copy of the whole server, and every change since, which a second machine gets before a shopper hears
# yes. Needs pg_basebackup and pg_receivewal, and libpq's variables (PGHOST, PGPORT, PGUSER, PGPASSWORD) for the server.
#
#   postgres-backup.sh follow <log directory>
#     On the second machine, under a supervisor: receives every change and has it on disk. Afterwards "postgres-standby.sh require
#     seckill_archive" at the server: from then on commits wait for it.
#   postgres-backup.sh copy <copy directory>
#     Copies the server as it is, while it sells. Once a day, say.
#   postgres-backup.sh restore <copy> <log> <new data directory>
#     Makes the server as of the last commit. Start a server on the directory.
set -eu
case "${1:-}" in
  follow)
    mkdir -p "${2:?the log directory}"
    exec pg_receivewal --directory="$2" --synchronous --dbname="application_name=seckill_archive"
    ;;
  copy)
    pg_basebackup --pgdata="${2:?the copy directory}" --wal-method=stream --checkpoint=fast
    ;;
  restore)
    copy=${2:?the copy directory} log=${3:?the log directory} data=${4:?the new data directory}
    cp -a "$copy" "$data"
    # The newest part of the log is not full yet, and is named so.
    printf "restore_command = 'cp \"%s/%%f\" \"%%p\" 2>/dev/null || cp \"%s/%%f.partial\" \"%%p\"'\n" "$log" "$log" >> "$data/postgresql.auto.conf"
    # Nobody follows the restored server yet, so it must not wait for anybody.
    printf "synchronous_standby_names = ''\n" >> "$data/postgresql.auto.conf"
    touch "$data/recovery.signal"
    ;;
  *)
    echo "Usage: postgres-backup.sh follow <log directory> | copy <copy directory> | restore <copy> <log> <new data directory>" >&2
    exit 2
    ;;
esac
