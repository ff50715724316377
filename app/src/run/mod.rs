//! Background operations, live.

/// What the pages of runs ask and do.
pub mod api;
/// What a run came to.
mod end;
/// The stream of a run in the browser.
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
    one::RunPage,
    page::{RunRow, RunsPage},
};
