#!/bin/sh
# As the official image: makes user and database at the first start, then runs the server. Connections from outside need the password (SCRAM).
#   POSTGRES_PASSWORD_FILE or POSTGRES_PASSWORD   required at the first start
#   POSTGRES_USER (postgres), POSTGRES_DB (the user), POSTGRES_INITDB_ARGS
set -eu
[ "${1:-}" = postgres ] || exec "$@"
shift

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  user=${POSTGRES_USER:-postgres}
  database=${POSTGRES_DB:-$user}
  if [ -n "${POSTGRES_PASSWORD_FILE:-}" ]; then
    password=$(cat "$POSTGRES_PASSWORD_FILE")
  else
    password=${POSTGRES_PASSWORD:-}
  fi
  [ -n "$password" ] || { echo 'no password for the first start: set POSTGRES_PASSWORD_FILE to a file that holds one' >&2; exit 1; }

  # Made beside its place and moved there whole: a pod that is killed half-way leaves nothing that looks like a database.
  making=$PGDATA.making
  rm -rf "$making"
  mkdir -p "$making"
  given=$(mktemp)
  printf '%s\n' "$password" >"$given"
  # shellcheck disable=SC2086 # several options in one variable, as in the official image
  initdb --pgdata="$making" --username="$user" --pwfile="$given" --encoding=UTF8 --auth-local=trust --auth-host=trust --no-instructions ${POSTGRES_INITDB_ARGS:-}
  rm -f "$given"
  echo 'host all all all scram-sha-256' >>"$making/pg_hba.conf"
  if [ "$database" != postgres ]; then
    # As an identifier in quotes: the name is a setting, not a statement.
    printf 'CREATE DATABASE "%s"\n' "$(printf %s "$database" | sed 's/"/""/g')" | postgres --single -D "$making" postgres >/dev/null
  fi
  mkdir -p "$(dirname "$PGDATA")"
  rmdir "$PGDATA" 2>/dev/null || true
  mv "$making" "$PGDATA"
  echo 'database made'
fi
exec postgres -D "$PGDATA" -c listen_addresses='*' -c unix_socket_directories=/var/run/postgresql "$@"
