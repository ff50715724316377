//! Sub-commands of the program, one file each.

/// Postings ranked against a CV.
pub mod match_postings;
/// A CV as JSON Resume with provenance.
pub mod read_cv;
/// A JSON Resume as PDF or DOCX.
pub mod render;

/// Every setting and dependency, one line each.
pub mod doctor;

/// The schema at this version, in a new database or in one that was there before.
pub mod migrate;
/// People and runs of an older program.
pub mod adopt;
