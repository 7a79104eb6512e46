#!/bin/sh
# Makes the secrets of compose.databases.yaml in a folder for its owner's eyes only. Those that are there stay.
set -eu
folder=${1:-$(dirname "$0")/secrets}
mkdir -p "$folder"
chmod 700 "$folder"
cd "$folder"

keep() {
  [ -s "$1" ] || cat > "$1"
  chmod 644 "$1" # read by the users in the containers; the folder keeps others out
}
chance() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }

chance | keep postgres_password
chance | keep clickhouse_password
chance | keep fluxly_secret
printf 'postgres://fluxly:%s@postgres:5432/fluxly' "$(cat postgres_password)" | keep database_url
printf 'http://fluxly:%s@clickhouse:8123/fluxly' "$(cat clickhouse_password)" | keep clickhouse_url
