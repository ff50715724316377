//! One file a vendor, each behind a port of the product.

/// The assistant that needs no model.
pub mod builtin;
/// PDF files, read in a limited child process.
pub mod pdf;
