//! Who somebody is, as the browser may know it.

use crate::id::{ApiKeyId, PasskeyId, UserId};
use chrono::{DateTime, Utc};
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
/// Addresses of pictures are at most this long.
pub const IMAGE_MAX: usize = 2000;
/// Nobody has more keys at once.
pub const KEYS_MAX: usize = 20;
/// Nor more passkeys.
pub const PASSKEYS_MAX: usize = 20;

/// What a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    Read,
    Write,
}

impl Scope {
    pub fn key(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Read, Self::Write].into_iter().find(|scope| scope.key() == text)
    }
}

/// A key as its person sees it: everything but the key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    pub id: ApiKeyId,
    pub name: String,
    /// How it begins.
    pub start: String,
    pub scopes: Vec<Scope>,
    pub created_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    pub last_used_at: Option<DateTime<Utc>>,
    pub expired: bool,
}

/// A passkey as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    pub id: PasskeyId,
    pub name: String,
    pub created_at: DateTime<Utc>,
    pub last_used_at: Option<DateTime<Utc>>,
}

/// What a person shows again before something of how they sign in changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub password: bool,
    pub code: bool,
}

impl Asked {
    pub const BOTH: Self = Self { password: true, code: true };
}

/// What is said of a sign-in by a provider that did not work, by its code. Nothing of what an address holds is repeated.
pub fn social_words(code: &str) -> Option<&'static str> {
    Some(match code {
        "state_mismatch" | "state_not_found" => {
            "This sign-in was begun in another browser, is older than ten minutes, or has been used. Begin again."
        }
        "access_denied" => "You did not allow it there, so nothing has changed.",
        "no_code" | "invalid_code" | "provider_error" => "The provider did not let you through. Try again.",
        "provider_unavailable" => "The provider does not answer at the moment. Try again in a minute, or sign in another way.",
        "unable_to_get_user_info" | "issuer_mismatch" => "What the provider said about you could not be checked, so nobody was signed in.",
        "oauth_provider_not_found" => "This way to sign in is not set up here.",
        "email_not_found" => "The provider does not tell your e-mail address, which an account here needs.",
        "account_not_linked" => {
            "There is an account with this address already. Sign in as you did before, and link the provider in your settings."
        }
        "account_already_linked_to_different_user" => "This account of the provider belongs to somebody else here.",
        "email_does_not_match" => "The provider does not know you by the e-mail address of your account here, or has not verified it.",
        "email_not_verified" => "Verify your e-mail address here first; then the provider can be linked.",
        "unable_to_link_account" => "The account could not be linked. Try again.",
        "unable_to_create_user" => "An account with this address could not be made just now. Try again later.",
        "too_many_attempts" => "Too many attempts. Try again in a few minutes.",
        "temporarily_unavailable" | "internal_server_error" => "This did not work, by a fault of ours. Try again in a minute.",
        _ => return None,
    })
}
