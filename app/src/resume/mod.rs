//! The working documents, and the files that are made from them.

/// What the pages of résumés ask and do.
pub mod api;
/// What the person does on the page, one after the other, and what came of it.
mod desk;
/// The sections with their entries.
mod editor;
/// One field that keeps itself.
mod field;
/// The files that were made.
mod files;
/// Name, language and looks.
mod looks;
mod one;
mod page;
/// The pages as they will be printed.
mod preview;
/// What was kept, and how it differs.
mod versions;

pub use {one::ResumePage, page::ResumesPage};
