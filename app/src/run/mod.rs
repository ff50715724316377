//! Background operations, live.

/// What the pages of runs ask and do.
pub mod api;
/// What a run came to.
mod end;
#[cfg(feature = "hydrate")]
/// The one stream of a tab.
mod line;
/// The person's runs as this tab last heard of them.
mod live;
mod one;
mod page;
/// What a run looks like while it goes.
mod progress;
/// The honest end of a job search.
mod report;
/// What states and outcomes are called.
mod words;

pub(crate) use words::{outcome, status_badge};
pub use {
    live::LiveRuns,
    one::RunPage,
    page::{RunList, RunsPage},
};

/// A job search for tests; the higher its number, the later it was asked for.
#[cfg(test)]
fn made_up(number: u128, seq: i64, status: job_agent::run::Status) -> job_agent::run::Snapshot {
    job_agent::run::Snapshot {
        run_id: job_agent::id::RunId(uuid::Uuid::from_u128(number)),
        kind: job_agent::run::Kind::JobSearch,
        seq,
        status,
        stage: None,
        stage_index: 0,
        stage_count: 6,
        done: 0,
        total: 0,
        message: None,
        counters: serde_json::Value::Null,
        error_message: None,
        created_at: chrono::DateTime::from_timestamp_nanos(i64::try_from(number).unwrap_or(0)),
        started_at: None,
        finished_at: None,
    }
}
