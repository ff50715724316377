//! Sub-commands of the program, one file each.

/// A CV as JSON Resume with provenance.
pub mod read_cv;
