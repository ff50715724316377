#!/usr/bin/env bash
# Starts the program that cargo-leptos built, with a database and files of its own that are gone afterwards.
# With DATA_DIR set they lie there and stay, and the program takes this script's place: a spec can kill it and start it again,
# and what stands behind the script's name goes to the program.
set -euo pipefail
cd "$(dirname "$0")/.."
PROGRAM=${JOB_AGENT_PROGRAM:-${CARGO_TARGET_DIR:-$PWD/target}/debug/job-agent}
export ENVIRONMENT=development
export LEPTOS_OUTPUT_NAME=job-agent LEPTOS_SITE_ROOT=${LEPTOS_SITE_ROOT:-$PWD/target/site} LEPTOS_SITE_PKG_DIR=pkg
export LEPTOS_HASH_FILES=true LEPTOS_HASH_FILE_NAME=hash.txt
unset DATABASE_URL WORKER_DATABASE_URL ADMIN_DATABASE_URL
if [ -n "${DATA_DIR:-}" ]; then exec "$PROGRAM" "$@"; fi
FOLDER=$(mktemp -d "${TMPDIR:-/tmp}/job-agent-e2e-XXXXXX")
# The account that the database runs as has to pass through.
chmod 711 "$FOLDER"
trap '' HUP
trap 'kill -TERM $SERVER 2>/dev/null || true' INT TERM
trap 'rm -rf "$FOLDER"' EXIT
export DATA_DIR=$FOLDER
"$PROGRAM" &
SERVER=$!
CODE=0
wait $SERVER || CODE=$?
# A signal ends the first wait early; the program may still be stopping its database.
wait $SERVER 2>/dev/null || true
while kill -0 $SERVER 2>/dev/null; do sleep 0.1; done
exit $CODE
