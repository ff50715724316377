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

pub(crate) use words::status_badge;
pub use {
    live::LiveRuns,
    one::RunPage,
    page::{RunList, RunsPage},
};
