//! Secrets that have to be read again are kept sealed: with a key that the database does not hold, and bound to the row and
//! column that they stand in, so that a value copied to another place opens nothing.

use crate::error::{Error, Result};
use rand::TryRng;
use rand::rngs::SysRng;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Bytes of a key.
const KEY_BYTES: usize = 32;
/// How a sealed text begins; another way of sealing gets another number.
const FORM: &str = "v1";

/// Where a sealed secret stands.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub table: &'static str,
    pub column: &'static str,
    pub row: Uuid,
}

impl Place {
    fn bound(self) -> Aad<Vec<u8>> {
        Aad::from(format!("{}.{}.{}", self.table, self.column, self.row).into_bytes())
    }
}

/// The keys of this deployment: the first one seals, and all of them open.
pub struct Seals {
    keys: Vec<Key>,
}

struct Key {
    /// Follows from the key, so that no two keys can be confused.
    name: String,
    key: LessSafeKey,
}

impl Seals {
    /// From keys of 64 hexadecimal digits.
    ///
    /// # Errors
    /// Where there is none, or one is not that.
    pub fn new(keys: &[SecretString]) -> Result<Self> {
        let keys = keys.iter().map(Key::new).collect::<Result<Vec<_>>>()?;
        if keys.is_empty() {
            return Err(Error::internal("there is no key to seal secrets with"));
        }
        Ok(Self { keys })
    }

    /// A new random key.
    pub fn random_key() -> Result<SecretString> {
        let mut bytes = [0u8; KEY_BYTES];
        SysRng.try_fill_bytes(&mut bytes).map_err(Error::internal)?;
        Ok(hex::encode(bytes).into())
    }

    /// Seals a secret for one place.
    pub fn seal(&self, place: Place, secret: &[u8]) -> Result<String> {
        let [key, ..] = self.keys.as_slice() else { return Err(Error::internal("there is no key to seal secrets with")) };
        let mut nonce = [0u8; NONCE_LEN];
        SysRng.try_fill_bytes(&mut nonce).map_err(Error::internal)?;
        let mut sealed = secret.to_vec();
        let done = key.key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), place.bound(), &mut sealed);
        done.map_err(|_| Error::internal("a secret could not be sealed"))?;
        Ok(format!("{FORM}.{}.{}{}", key.name, hex::encode(nonce), hex::encode(sealed)))
    }

    /// What was sealed for this place.
    ///
    /// # Errors
    /// A fault of ours: the key is gone, or the text was sealed for another place or changed.
    pub fn open(&self, place: Place, sealed: &str) -> Result<Vec<u8>> {
        let broken = || Error::internal(format!("what stands in {}.{} of {} cannot be opened", place.table, place.column, place.row));
        let (name, text) = parts(sealed).ok_or_else(broken)?;
        let gone = || Error::internal(format!("a secret was sealed with the key {name}, which is not among ENCRYPTION_KEYS"));
        let key = self.keys.iter().find(|key| key.name == name).ok_or_else(gone)?;
        let mut bytes = hex::decode(text).map_err(|_| broken())?;
        let (nonce, rest) = bytes.split_first_chunk_mut::<NONCE_LEN>().ok_or_else(broken)?;
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let opened = key.key.open_in_place(nonce, place.bound(), rest).map_err(|_| broken())?;
        Ok(opened.to_vec())
    }

    /// Whether a text was sealed with another key than the first, and should be sealed anew.
    pub fn is_old(&self, sealed: &str) -> bool {
        parts(sealed).is_none_or(|(name, _)| self.keys.first().is_none_or(|key| key.name != name))
    }
}

fn parts(sealed: &str) -> Option<(&str, &str)> {
    sealed.strip_prefix(FORM)?.strip_prefix('.')?.split_once('.')
}

impl Key {
    fn new(text: &SecretString) -> Result<Self> {
        let unusable = || Error::internal("a key for sealing secrets has to be 64 hexadecimal digits");
        let bytes = hex::decode(text.expose_secret()).map_err(|_| unusable())?;
        let key = UnboundKey::new(&AES_256_GCM, &bytes).map_err(|_| unusable())?;
        let name = hex::encode(&Sha256::digest(&bytes)[..4]);
        Ok(Self { name, key: LessSafeKey::new(key) })
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, Seals};
    use secrecy::SecretString;
    use uuid::Uuid;

    fn keys(digits: &[&str]) -> Vec<SecretString> {
        digits.iter().map(|digit| SecretString::from(digit.repeat(64))).collect()
    }

    const HERE: Place = Place { table: "two_factor", column: "secret", row: Uuid::from_u128(1) };

    #[test]
    fn a_sealed_secret_opens_where_it_stands_and_nowhere_else() {
        let seals = Seals::new(&keys(&["a"])).unwrap();
        let sealed = seals.seal(HERE, b"secret").unwrap();
        assert_eq!(seals.open(HERE, &sealed).unwrap(), b"secret");
        assert_ne!(sealed, seals.seal(HERE, b"secret").unwrap(), "no two look alike");
        for place in [Place { table: "account", ..HERE }, Place { column: "idToken", ..HERE }, Place { row: Uuid::from_u128(2), ..HERE }] {
            assert!(seals.open(place, &sealed).is_err(), "{place:?}");
        }
        let mut changed = sealed.clone();
        let last = changed.pop().unwrap();
        changed.push(if last == '0' { '1' } else { '0' });
        for text in [changed.as_str(), "", "v1", "v1.", "v2.a.b", "v1.00000000.00", &sealed[..40]] {
            assert!(seals.open(HERE, text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_older_key_opens_and_a_newer_one_seals() {
        let old = Seals::new(&keys(&["a"])).unwrap();
        let sealed = old.seal(HERE, b"secret").unwrap();
        let both = Seals::new(&keys(&["b", "a"])).unwrap();
        assert!(both.is_old(&sealed) && !old.is_old(&sealed));
        assert_eq!(both.open(HERE, &sealed).unwrap(), b"secret");
        let anew = both.seal(HERE, b"secret").unwrap();
        assert!(!both.is_old(&anew));
        let lost = old.open(HERE, &anew).unwrap_err().to_string();
        assert!(lost.contains("ENCRYPTION_KEYS"), "{lost}");
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in ["", "abc", "z"] {
            assert!(Seals::new(&[SecretString::from(text.repeat(64))]).is_err());
        }
        assert!(Seals::new(&[]).is_err());
        assert!(Seals::new(&[Seals::random_key().unwrap()]).is_ok());
    }
}
