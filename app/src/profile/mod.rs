//! What is known of the person, and how it gets there.

/// What onboarding reads and keeps.
pub mod api;
/// The four steps from an account to the first run.
pub mod onboarding;
/// What the profile page asks.
pub mod view_api;
/// What the person says about facts.
pub mod correct_api;
/// Facts put right, taken out and brought back.
mod correct;
/// What two CVs say differently.
mod conflicts;
/// Facts written by hand.
mod add;
/// Facts in the order of a résumé.
mod resume;
/// The facts as links to their places.
mod facts;
/// Where a stretch of a page's text stands on the paper.
mod place;
/// A page of a CV as it is printed.
pub mod sheet;
/// The CV beside the facts, and the viewer of a CV alone.
mod cv;
/// Suggested titles, the profile's text and the persona.
mod persona;
mod page;

pub use {cv::CvViewer, page::ProfilePage};
