//! Who somebody is, as the browser may know it.

use crate::id::UserId;
use serde::{Deserialize, Serialize};

/// The signed-in person, without secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: UserId,
    pub name: String,
    pub email: String,
    pub email_verified: bool,
    pub onboarded: bool,
    /// Sees how everybody's runs do.
    pub operator: bool,
}

/// Passwords are between these many characters.
pub const PASSWORD_MIN: usize = 8;
pub const PASSWORD_MAX: usize = 128;
/// Names are at most this many characters.
pub const NAME_MAX: usize = 120;
