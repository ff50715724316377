//! Random tokens and what is kept of them.

use rand::TryRng;
use rand::rngs::SysRng;
use sha2::{Digest, Sha256};

/// 256 bits from the operating system, in hexadecimal.
pub(super) fn random() -> crate::error::Result<String> {
    let mut bytes = [0u8; 32];
    SysRng.try_fill_bytes(&mut bytes).map_err(crate::error::Error::internal)?;
    Ok(hex::encode(bytes))
}

/// What the database keeps: of no use to whoever reads it.
pub(super) fn fingerprint(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}
