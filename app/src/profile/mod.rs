//! What is known of the person, and how it gets there.

/// What onboarding reads and keeps.
pub mod api;
/// The four steps from an account to the first run.
pub mod onboarding;
/// What the profile page asks.
pub mod view_api;
/// Facts in the order of a résumé.
mod resume;
/// The facts as links to their places.
mod facts;
/// The page of the CV beside them.
mod cv;
/// Suggested titles, the profile's text and the persona.
mod persona;
mod page;

pub use page::ProfilePage;
