//! How this server and the sources that it asks are doing. For everybody.

mod api;
mod history;
mod page;

pub use page::StatusPage;
