//! The person's numbers, and what to do next.

/// What the dashboard asks.
pub mod api;
/// What needs the person now.
mod next;
mod page;

pub use page::DashboardPage;
