# Sourced by script/test: a database server for the tests, without durability, gone when they end.
# Everybody on this machine may enter as anybody: it holds test data and lives for minutes.
PG_FOLDER= PG_DATA= PG_BIN=

as_postgres() {
  if [ "$(id -u)" != 0 ]; then "$@"
  elif id postgres >/dev/null 2>&1; then (cd / && setpriv --reuid=postgres --regid=postgres --clear-groups "$@")
  else (cd / && setpriv --reuid=nobody --regid=nogroup --clear-groups "$@")
  fi
}

start_postgres() {
  PG_BIN=$(postgres_programs) || die "no Postgres server is installed; run script/setup test"
  # Not under target/: the account that the server runs as may be unable to pass through the folders above it.
  PG_FOLDER=$(mktemp -d "${TMPDIR:-/tmp}/job-agent-test-XXXXXX")
  # In memory where there is much of it: a test makes a database by copying one.
  PG_DATA=$PG_FOLDER/data
  if [ "$(df -m --output=avail /dev/shm 2>/dev/null | tail -n1)" -ge 8000 ] 2>/dev/null; then PG_DATA=$(mktemp -d /dev/shm/job-agent-test-XXXXXX); fi
  if [ "$(id -u)" = 0 ]; then mkdir -p "$PG_DATA" && chown "$(as_postgres id -u)" "$PG_FOLDER" "$PG_DATA"; fi
  as_postgres "$PG_BIN/initdb" -A trust -U postgres -E UTF8 --locale=C.UTF-8 --no-sync -D "$PG_DATA" >/dev/null || return 1
  local attempt
  for attempt in 1 2 3 4 5; do
    PGPORT=$((20000 + RANDOM))
    if as_postgres "$PG_BIN/pg_ctl" -s -w -D "$PG_DATA" -l "$PG_FOLDER/log" -o "-p $PGPORT -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
      -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300" start </dev/null; then break; fi
    if [ "$attempt" = 5 ]; then tail "$PG_FOLDER/log" >&2; die "the tests' Postgres does not start"; fi
  done
  export PGPORT PGHOST=127.0.0.1 PGUSER=postgres
  # The very scripts of a separate deployment, so that they are tested too; tests alone may make databases.
  JOB_AGENT_ADMIN_PASSWORD=test JOB_AGENT_UI_PASSWORD=test JOB_AGENT_WORKER_PASSWORD=test bash deploy/postgres/init-db-users.sh >/dev/null || return 1
  "$PG_BIN/psql" -q -d postgres -c 'ALTER ROLE job_agent_admin CREATEDB' || return 1
  export DATABASE_URL="postgres://job_agent_admin@127.0.0.1:$PGPORT/job_agent"
  unset PGHOST PGUSER PGPORT
}

# A pooler before it, in transaction mode, with fewer connections than the tests have, so that they are shared.
start_pgbouncer() {
  local program attempt port upstream=${DATABASE_URL##*:}
  program=$(pgbouncer_program) || return 1
  # Not under target/ either, for the same reason.
  cp "$program" "$PG_FOLDER/pgbouncer" && chmod 755 "$PG_FOLDER/pgbouncer" || return 1
  printf '"job_agent_ui" ""\n"job_agent_worker" ""\n' >"$PG_FOLDER/users"
  for attempt in 1 2 3 4 5; do
    port=$((20000 + RANDOM))
    cat >"$PG_FOLDER/pgbouncer.ini" <<INI
[databases]
* = host=127.0.0.1 port=${upstream%%/*}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $port
unix_socket_dir =
auth_type = trust
auth_file = $PG_FOLDER/users
pool_mode = transaction
max_prepared_statements = 200
ignore_startup_parameters = extra_float_digits
default_pool_size = 3
max_client_conn = 1000
server_idle_timeout = 1
logfile = $PG_FOLDER/pgbouncer.log
pidfile = $PG_FOLDER/pgbouncer.pid
INI
    if as_postgres "$PG_FOLDER/pgbouncer" -q -d "$PG_FOLDER/pgbouncer.ini" </dev/null && pgbouncer_answers "$port"; then break; fi
    if [ "$attempt" = 5 ]; then tail "$PG_FOLDER/pgbouncer.log" >&2; die "the tests' PgBouncer does not start"; fi
  done
  export JOB_AGENT_TEST_POOLER=127.0.0.1:$port
}

pgbouncer_answers() {
  local attempt
  for attempt in $(seq 50); do
    if "$PG_BIN/psql" -q -h 127.0.0.1 -p "$1" -U job_agent_ui -d job_agent -c 'select 1' >/dev/null 2>&1; then return 0; fi
    sleep 0.1
  done
  return 1
}

stop_pgbouncer() {
  unset JOB_AGENT_TEST_POOLER
  if [ -f "$PG_FOLDER/pgbouncer.pid" ]; then kill "$(cat "$PG_FOLDER/pgbouncer.pid")" 2>/dev/null || true; fi
}

stop_postgres() {
  if [ -z "$PG_FOLDER" ]; then return; fi
  stop_pgbouncer
  as_postgres "$PG_BIN/pg_ctl" -s -m immediate -D "$PG_DATA" stop </dev/null 2>/dev/null || true
  rm -rf "$PG_FOLDER" "$PG_DATA"
  PG_FOLDER=
}

# Every migration on an empty database, as the program would run them; the compiler asks that database what the queries are.
migrate() { local file; for file in "$ROOT"/migrations/*.sql; do "$PG_BIN/psql" -qX1 -v ON_ERROR_STOP=1 -f "$file" "$DATABASE_URL" >/dev/null || return 1; done; }

# record_queries FOLDER COMMAND…: runs a build whose compiler asks the database what each query takes and gives, and writes that down.
record_queries() {
  local folder=$1
  shift
  rm -rf "$folder" && mkdir -p "$folder"
  # Only what is compiled is asked.
  touch "$ROOT/src/lib.rs"
  RUSTC_WORKSPACE_WRAPPER=$ROOT/script/compiler.sh QUERIES=$folder QUERIES_DATABASE_URL=$DATABASE_URL "$@"
}
