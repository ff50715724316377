//! What people see. Read in this order: the document, the routes, the bar at the top, then one folder a slice.

/// The one error that leaves the server, and who is asking.
pub mod edge;
/// The HTML document around the application.
#[cfg(feature = "ssr")]
mod shell;
/// The routes.
mod app;
/// The bar at the top of every page.
mod nav;
/// What is shown where there is no page, or where it broke.
pub mod error_page;
/// The parts that all pages share.
pub mod ui;
/// The public front page.
pub mod home;
/// The person: who is signed in.
pub mod account;
/// The states of a page around its data.
mod loaded;
/// What is known of the person, and how it gets there.
pub mod profile;
/// What a person looks for, and the matches that were found.
pub mod search;
/// Background operations, live.
pub mod run;
/// What a person decides about the account.
pub mod settings;
/// Everybody's runs, for operators.
pub mod ops;
/// Cover letters.
pub mod letter;
/// The working documents, and the files that are made from them.
pub mod resume;
/// The person's numbers, and what to do next.
pub mod dashboard;
/// How this server and its sources are doing.
pub mod status;

pub use app::App;
#[cfg(feature = "ssr")]
pub use shell::shell;
