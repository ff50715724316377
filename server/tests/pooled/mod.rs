//! A pooler of transactions between the web and its database, where `script/test` has started one. Live notices, workers and
//! whoever looks past the roles go to Postgres itself.

#![allow(dead_code, reason = "each test program uses a part")]

use sqlx::postgres::PgConnectOptions;
use std::net::SocketAddr;

/// Where it listens.
#[expect(clippy::disallowed_methods, reason = "the tests' own setting")]
pub fn pooler() -> Option<SocketAddr> {
    std::env::var("JOB_AGENT_TEST_POOLER").ok().map(|address| address.parse().unwrap())
}

/// The same database, through the pooler.
pub fn through(options: PgConnectOptions) -> PgConnectOptions {
    match pooler() {
        None => options,
        Some(address) => options.host(&address.ip().to_string()).port(address.port()),
    }
}
