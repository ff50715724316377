//! Sub-commands of the program, one file each.

/// Postings ranked against a CV.
pub mod match_postings;
/// A CV as JSON Resume with provenance.
pub mod read_cv;

/// Every setting and dependency, one line each.
pub mod doctor;
