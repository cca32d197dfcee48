#!/bin/sh
# Makes docker/secrets/: one file for each secret of compose.yaml. What is there already stays, so repeating it is safe.
# The directory is open to you alone; the files are readable by everybody, because each container mounts single files and reads them
# as a user of its own.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets
cd secrets

make() {
  file=$1; shift
  [ -s "$file" ] || { "$@" > "$file.new"; chmod 444 "$file.new"; mv "$file.new" "$file"; }
}
password() { openssl rand -hex 32; }
webhook() { printf 'whsec_%s\n' "$(openssl rand -base64 32)"; }
connection() { printf 'Host=postgres;Database=seckill;Username=seckill_app;Password=%s\n' "$(cat app_password)"; }

make postgres_password password      # the database's superuser
make app_password password           # what the nodes log in with; setup.sql sets it
make storage_connection connection   # Seckill:Storage:ConnectionString, which has the same password in it
make signing_key password            # Seckill:Auth:SigningKey
make webhook_secret webhook          # Seckill:Payments:WebhookSecret
make grafana_password password       # Grafana's admin
