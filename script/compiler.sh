#!/usr/bin/env bash
# The compiler of our own crates in script/test: Clippy is the compiler with more questions, so one build answers both; `cargo clippy`
# would go through eight hundred dependencies once more, which takes ten minutes on two cores. Where QUERIES names a folder the
# database is asked what each query takes and gives, and the answers are written there; dependencies have descriptions of their own.
# Not dash: it would drop the variables of cargo that name a program with a hyphen.
if [ -n "${QUERIES:-}" ]; then export SQLX_OFFLINE=false SQLX_OFFLINE_DIR="$QUERIES" DATABASE_URL="$QUERIES_DATABASE_URL"; fi
exec clippy-driver "$@"
