//! Links of our own to files on the disk: each to one object, for a few minutes, signed. Whoever holds one needs nothing else, as
//! with the signed addresses of S3 and Azure.

use hmac::{Hmac, KeyInit, Mac};
use job_agent::desk::Clock;
use job_agent::storage::Served;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};
use sha2::Sha256;
use std::sync::Arc;
use std::time::Duration;

/// The key that signs is made from the one that seals, and opens nothing else.
const PURPOSE: &[u8] = b"job-agent: links to files";

/// What a link says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Claim {
    pub key: String,
    /// To save it by.
    pub name: String,
    #[serde(rename = "type")]
    pub media_type: String,
    /// SHA-256 of the object, hexadecimal.
    pub sum: String,
    /// Seconds since 1970.
    #[serde(deserialize_with = "number")]
    pub until: i64,
}

/// A part of a query is text, and one inside another struct is not taken for a number by itself.
fn number<'de, D: Deserializer<'de>>(part: D) -> Result<i64, D::Error> {
    String::deserialize(part)?.parse().map_err(serde::de::Error::custom)
}

/// A claim with its signature, as an address has it.
#[derive(Debug, Clone, Deserialize)]
pub struct Signed {
    #[serde(flatten)]
    pub claim: Claim,
    pub signature: String,
}

/// Signs and checks. The first key signs, all are checked with.
pub struct FileLinks {
    keys: Vec<Vec<u8>>,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for FileLinks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FileLinks of {} keys", self.keys.len())
    }
}

impl FileLinks {
    pub fn new(keys: &[SecretString], clock: Arc<dyn Clock>) -> Self {
        let own = |key: &SecretString| mac(key.expose_secret().as_bytes(), PURPOSE).finalize().into_bytes().to_vec();
        Self { keys: keys.iter().map(own).collect(), clock }
    }

    /// The address on this server.
    pub fn sign(&self, served: Served<'_>, lasts: Duration) -> String {
        let lasts = i64::try_from(lasts.as_secs()).unwrap_or(i64::MAX);
        let claim = Claim {
            key: served.key.to_owned(),
            name: served.filename.to_owned(),
            media_type: served.media_type.to_owned(),
            sum: served.sha256.to_owned(),
            until: self.clock.now().timestamp().saturating_add(lasts),
        };
        let signature = self.keys.first().map(|key| hex::encode(mac(key, &claim.said()).finalize().into_bytes())).unwrap_or_default();
        let Claim { key, name, media_type, sum, until } = claim;
        let pairs =
            [("key", key), ("name", name), ("type", media_type), ("sum", sum), ("until", until.to_string()), ("signature", signature)];
        let query: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        format!("/files?{}", query.join("&"))
    }

    /// What a link says, if it is ours and its time is not over.
    pub fn check(&self, signed: Signed) -> Option<Claim> {
        let signature = hex::decode(&signed.signature).ok()?;
        let said = signed.claim.said();
        let ours = self.keys.iter().any(|key| mac(key, &said).verify_slice(&signature).is_ok());
        (ours && signed.claim.until >= self.clock.now().timestamp()).then_some(signed.claim)
    }
}

impl Claim {
    /// Each part with its length before it, so that nothing can slide from one part into the next.
    fn said(&self) -> Vec<u8> {
        let until = self.until.to_string();
        let parts = [self.key.as_str(), &self.name, &self.media_type, &self.sum, &until];
        parts.iter().flat_map(|part| format!("{}:{part}", part.len()).into_bytes()).collect()
    }
}

fn mac(key: &[u8], text: &[u8]) -> Hmac<Sha256> {
    // A key of any length is taken; the other case does not exist.
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
    mac.update(text);
    mac
}

/// As a query carries it.
pub(super) fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
