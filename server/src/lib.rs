//! The process around the product.

/// Every vendor, behind a port of the product.
pub mod adapters;
