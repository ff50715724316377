//! One file a vendor, each behind a port of the product.
