//! Four steps from an account to the first run: about you, CVs, vibe check, review.
//!
//! What the person typed and has not sent yet is kept by the tab (`draft`); each step's button keeps it on the server.

mod about;
mod chat;
mod cv;
mod draft;
mod drop_zone;
mod persona_form;
mod review;
mod sending;
mod spoken;
mod step;
mod upload_list;
mod vibe_check;

pub use {about::AboutPage, cv::CvPage, review::ReviewPage, vibe_check::VibeCheckPage};
