#!/bin/sh
# Copies the SQLite files of a host while it sells: sqlite-backup.sh <data directory> <new directory>
# A host can start on the copy. Copying the files themselves is not safe: half of a commit may be in one file, half in the other.
# Derived tables come first and the ledger last, so the ledger leads; the rest catches up at the start. Snapshots only save time.
set -eu
data=${1:?the data directory} copy=${2:?the new directory}
mkdir "$copy"
for file in orders ledger; do
  # Reads one state of the file, however long it takes; .backup would begin again whenever somebody sells.
  sqlite3 -readonly "$data/$file.db" ".timeout 10000" "VACUUM INTO '$copy/$file.db'"
done
