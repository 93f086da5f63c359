#!/usr/bin/env bash
# A throw-away PostgreSQL 15 on a free loopback port, for Debian 12 and root. Installs the server when it is missing.
#
#   . .ci/postgres.sh; postgres_start; … "$DATABASE_URL" …; postgres_stop        (from a script)
#   .ci/postgres.sh npx vitest run src/adapters/decision-log                     (runs one command, then stops)

# The package keeps initdb and pg_ctl off PATH.
postgres_bin=/usr/lib/postgresql/15/bin

postgres_install() {
  [ -x "$postgres_bin/initdb" ] && return 0
  # Only the binaries are wanted: no cluster of the package's own, no service.
  export DEBIAN_FRONTEND=noninteractive
  apt-get install -y --no-install-recommends postgresql-common >/dev/null 2>&1 ||
    { apt-get update -qq && apt-get install -y --no-install-recommends postgresql-common >/dev/null; } || return 1
  sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
  apt-get install -y --no-install-recommends postgresql-15 >/dev/null
}

# Sets and exports DATABASE_URL.
postgres_start() {
  postgres_install || { echo 'PostgreSQL 15 could not be installed' >&2; return 1; }
  local attempt port
  POSTGRES_DIR=$(mktemp -d /tmp/querymend-postgres.XXXXXX)
  chown postgres "$POSTGRES_DIR"
  runuser -u postgres -- "$postgres_bin/initdb" -D "$POSTGRES_DIR/d" -A trust -U app -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null ||
    { postgres_stop; return 1; }
  for attempt in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 30000))
    # Without a log file the server would hold the caller's output open.
    if runuser -u postgres -- "$postgres_bin/pg_ctl" -D "$POSTGRES_DIR/d" -l "$POSTGRES_DIR/log" \
      -o "-p $port -k $POSTGRES_DIR -c listen_addresses=127.0.0.1 -c fsync=off" -w start >/dev/null; then
      export DATABASE_URL="postgres://app@127.0.0.1:$port/postgres"
      return 0
    fi
  done
  cat "$POSTGRES_DIR/log" >&2
  postgres_stop
  return 1
}

# Safe to repeat.
postgres_stop() {
  [ -n "${POSTGRES_DIR:-}" ] || return 0
  if [ -e "$POSTGRES_DIR/d/postmaster.pid" ]; then
    runuser -u postgres -- "$postgres_bin/pg_ctl" -D "$POSTGRES_DIR/d" -m fast -w stop >/dev/null
  fi
  rm -rf "$POSTGRES_DIR"
  unset POSTGRES_DIR DATABASE_URL
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  set -u
  trap postgres_stop EXIT
  trap 'exit 130' INT TERM
  postgres_start || exit 1
  echo "DATABASE_URL=$DATABASE_URL" >&2
  "$@"
fi
