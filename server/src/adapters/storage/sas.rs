//! Shared access signatures of Azure Blob Storage for one blob, to be read, for a while. object_store makes such too, but without
//! the headers that say that a file is to be saved and by what name.
//! <https://learn.microsoft.com/rest/api/storageservices/create-service-sas>

use super::links::escaped;
use super::places::Azure;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use job_agent::desk::Clock;
use job_agent::storage::Failure;
use secrecy::ExposeSecret;
use sha2::Sha256;
use std::sync::Arc;
use std::time::Duration;

/// Whose rules the string to sign follows.
const VERSION: &str = "2023-11-03";
/// A link counts from so long ago, since Azure's clock may be behind ours; Microsoft advises a quarter of an hour.
const BEHIND: TimeDelta = TimeDelta::minutes(15);

/// Signs for one container.
pub(super) struct Sas {
    account: String,
    container: String,
    endpoint: String,
    key: Vec<u8>,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Sas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sas of {}/{}", self.account, self.container)
    }
}

impl Sas {
    pub fn new(settings: &Azure, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        let key = base64(settings.secret.expose_secret()).ok_or_else(|| Failure::Unavailable("the account's key is not base64".into()))?;
        let Azure { account, container, .. } = settings.clone();
        Ok(Self { account, container, endpoint: settings.endpoint(), key, clock })
    }

    /// The address of a blob for whoever holds it.
    pub fn sign(&self, blob: &str, disposition: &str, media_type: &str, lasts: Duration) -> String {
        let now = self.clock.now();
        let until = now + TimeDelta::from_std(lasts).unwrap_or_default();
        let query = self.query(blob, VERSION, now - BEHIND, until, [disposition, media_type]);
        format!("{}/{}/{blob}?{query}", self.endpoint, self.container)
    }

    fn query(&self, blob: &str, version: &str, from: DateTime<Utc>, until: DateTime<Utc>, [disposition, media_type]: [&str; 2]) -> String {
        let (from, until) = (said(from), said(until));
        let resource = format!("/blob/{}/{}/{blob}", self.account, self.container);
        let text = [
            "r", &from, &until, &resource, // what may be done, from when, until when, and with what
            "", "", "", version, "b", "", "", // who, from where, over what; the version; a blob; snapshot, encryption scope
            "", disposition, "", "", media_type, // the headers: cache, disposition, encoding, language, type
        ]
        .join("\n");
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        mac.update(text.as_bytes());
        let signature = as_base64(&mac.finalize().into_bytes());
        let pairs = [
            ("sv", version),
            ("st", &from),
            ("se", &until),
            ("sr", "b"),
            ("sp", "r"),
            ("rscd", disposition),
            ("rsct", media_type),
            ("sig", &signature),
        ];
        let pairs = pairs.iter().filter(|(_, value)| !value.is_empty());
        pairs.map(|(name, value)| format!("{name}={}", escaped(value))).collect::<Vec<_>>().join("&")
    }
}

fn said(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn as_base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let number = three.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for at in 0..4 {
            let letter = ALPHABET.get((number >> (18 - 6 * at) & 63) as usize).copied().unwrap_or(b'=');
            text.push(if at <= three.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

fn base64(text: &str) -> Option<Vec<u8>> {
    let text = text.trim().trim_end_matches('=');
    let mut bytes = Vec::new();
    for four in text.as_bytes().chunks(4) {
        let mut number = 0_u32;
        for letter in four {
            let place = ALPHABET.iter().position(|known| known == letter)?;
            number = number << 6 | u32::try_from(place).ok()?;
        }
        number <<= 6 * (4 - four.len());
        let [_, three @ ..] = number.to_be_bytes();
        bytes.extend(three.iter().take(four.len().checked_sub(1)?));
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::storage::tests::hands;
    use object_store::signer::{Signer, Url};

    /// The key that Microsoft publishes for its emulator.
    const KEY: &str = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    fn settings() -> Azure {
        Azure {
            account: "devstoreaccount1".into(),
            container: "files".into(),
            prefix: String::new(),
            endpoint: None,
            secret: KEY.to_owned().into(),
        }
    }

    #[test]
    fn base64_goes_both_ways() {
        for text in ["", "f", "fo", "foo", "foob", "fooba", "foobar"] {
            assert_eq!(base64(&as_base64(text.as_bytes())).unwrap(), text.as_bytes());
        }
        assert_eq!(as_base64(b"foobar"), "Zm9vYmFy");
        assert_eq!(as_base64(&base64(KEY).unwrap()), KEY);
        assert_eq!(base64("ä"), None);
    }

    /// Two programs that were written apart sign the same blob for the same time.
    #[tokio::test]
    async fn the_signature_is_that_of_another_signer() {
        rustls::crypto::ring::default_provider().install_default().ok();
        let store = settings().open().unwrap();
        let blob = "artifact/a.pdf";
        let theirs = store.signed_url(http::Method::GET, &blob.into(), Duration::from_secs(300)).await.unwrap();
        let value = |name: &str| theirs.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
        let at = |name: &str| value(name).parse::<DateTime<Utc>>().unwrap();
        let ours = Sas::new(&settings(), hands()).unwrap().query(blob, &value("sv"), at("st"), at("se"), ["", ""]);
        let ours = theirs.clone().join(&format!("?{ours}")).unwrap();
        let sorted = |url: &Url| {
            let mut pairs: Vec<(String, String)> = url.query_pairs().map(|(key, value)| (key.into(), value.into())).collect();
            pairs.sort();
            pairs
        };
        assert_eq!(sorted(&ours), sorted(&theirs));
    }

    #[test]
    fn a_link_says_that_the_file_is_to_be_saved() {
        let link = Sas::new(&settings(), hands()).unwrap().sign(
            "artifact/a.pdf",
            "attachment; filename=\"A.pdf\"",
            "application/pdf",
            Duration::from_secs(300),
        );
        assert!(link.starts_with("https://devstoreaccount1.blob.core.windows.net/files/artifact/a.pdf?sv="), "{link}");
        assert!(link.contains("rscd=attachment%3B%20filename%3D%22A.pdf%22") && link.contains("sp=r&"), "{link}");
        assert!(link.contains("&st=2027-01-15T07%3A45%3A00Z&se=2027-01-15T08%3A05%3A00Z&"), "{link}");
    }
}
