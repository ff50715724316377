#!/usr/bin/env bash
# Makes the database and the three roles in a new Postgres. The official image runs it on an empty volume from
# /docker-entrypoint-initdb.d; elsewhere run it with the usual PG* variables of a superuser. Harmless to repeat.
set -euo pipefail
: "${JOB_AGENT_ADMIN_PASSWORD:?set the password of job_agent_admin}"
: "${JOB_AGENT_UI_PASSWORD:?set the password of job_agent_ui}"
: "${JOB_AGENT_WORKER_PASSWORD:?set the password of job_agent_worker}"
export JOB_AGENT_ADMIN_PASSWORD JOB_AGENT_UI_PASSWORD JOB_AGENT_WORKER_PASSWORD
HERE=${JOB_AGENT_SQL:-$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)}
DATABASE=${JOB_AGENT_DATABASE:-job_agent}
export PGUSER=${PGUSER:-${POSTGRES_USER:-postgres}}

psql -v ON_ERROR_STOP=1 -q -d postgres -f "$HERE/roles.sql"
if [ -z "$(psql -At -d postgres -v name="$DATABASE" <<<"SELECT 1 FROM pg_database WHERE datname = :'name'")" ]; then
  createdb --owner=job_agent_admin "$DATABASE"
fi
psql -v ON_ERROR_STOP=1 -q -d "$DATABASE" -f "$HERE/grant-roles-existing-db.sql"
