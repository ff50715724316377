//! Background operations, live.

/// What the pages of runs ask and do.
pub mod api;
/// The stream of a run in the browser.
mod live;
mod page;
mod one;
/// What a run looks like while it goes.
mod progress;
/// What a run came to.
mod end;
/// The honest end of a job search.
mod report;
/// What states and outcomes are called.
mod words;

pub use {one::RunPage, page::{RunRow, RunsPage}};
pub(crate) use words::status_badge;
