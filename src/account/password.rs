//! Passwords: Argon2id with the parameters that OWASP ASVS 5.0 names (m = 19 MiB, t = 2, p = 1), in a bounded pool off
//! the async threads, so that a flood of sign-ins can neither block requests nor exhaust memory.

use super::types::{PASSWORD_MAX, PASSWORD_MIN};
use crate::error::{Error, Result};
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use rand::TryRng;
use rand::rngs::SysRng;
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

/// The most common passwords of public breach lists that are long enough to be typed here; and what a product's users try first.
const COMMON: &str = include_str!("common_passwords.txt");

/// The hash of nothing: checked when an address is unknown, so that both answers take the same time. Random bytes written
/// down here, because making one at each start would cost every process 19 MiB and the time of a sign-in.
const DECOY: &str = "$argon2id$v=19$m=19456,t=2,p=1$UbZd48PZ1DTttiX7nSu4Dw$kJWl8ZQsDzYp/Sl9xYo2ZqbKAQrZ0gM7ptElWKD7HCE";

/// Hashes and checks passwords, a few at a time.
pub struct Passwords {
    slots: Arc<Semaphore>,
}

impl Passwords {
    /// As many at a time as there are `slots`; two a core is a good number.
    pub fn new(slots: usize) -> Self {
        Self { slots: Arc::new(Semaphore::new(slots.max(1))) }
    }

    /// A PHC string.
    pub async fn hash(&self, password: SecretString) -> Result<String> {
        let _slot = self.slots.acquire().await.map_err(Error::internal)?;
        tokio::task::spawn_blocking(move || hash(&password)).await.map_err(Error::internal)?
    }

    /// Hashes of several short secrets with one salt, so that one hash tells whether a text is any of them. With a hash of
    /// theirs the salt is the same again.
    pub(super) async fn hash_alike(&self, secrets: Vec<SecretString>, like: Option<String>) -> Result<Vec<String>> {
        let _slot = self.slots.acquire().await.map_err(Error::internal)?;
        tokio::task::spawn_blocking(move || hash_alike(&secrets, like.as_deref())).await.map_err(Error::internal)?
    }

    /// Whether a hash was made by another program, so that it has to be made anew once the password is known.
    pub fn is_old(hashed: &str) -> bool {
        !hashed.starts_with("$argon2id$")
    }

    /// Whether the password is the one that was hashed. `None` takes as long and is never right.
    pub async fn verify(&self, password: SecretString, hashed: Option<String>) -> Result<bool> {
        let _slot = self.slots.acquire().await.map_err(Error::internal)?;
        let known = hashed.is_some();
        let against = hashed.unwrap_or_else(|| DECOY.to_owned());
        let right = tokio::task::spawn_blocking(move || verify(&password, &against)).await.map_err(Error::internal)??;
        Ok(known && right)
    }
}

fn argon() -> Result<Argon2<'static>> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|cause| Error::internal(cause.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &SecretString) -> Result<String> {
    let hashed = argon()?.hash_password(password.expose_secret().as_bytes()).map_err(|cause| Error::internal(cause.to_string()))?;
    Ok(hashed.to_string())
}

fn hash_alike(secrets: &[SecretString], like: Option<&str>) -> Result<Vec<String>> {
    let failed = |cause: argon2::password_hash::Error| Error::internal(cause.to_string());
    let salt = match like {
        Some(like) => {
            let parsed = PasswordHash::new(like).map_err(|cause| Error::internal(cause.to_string()))?;
            parsed.salt.ok_or_else(|| Error::internal("a hash has no salt"))?.as_ref().to_vec()
        }
        None => {
            let mut salt = vec![0u8; 16];
            SysRng.try_fill_bytes(&mut salt).map_err(Error::internal)?;
            salt
        }
    };
    let argon = argon()?;
    let one = |secret: &SecretString| argon.hash_password_with_salt(secret.expose_secret().as_bytes(), &salt).map_err(failed);
    secrets.iter().map(|secret| one(secret).map(|hashed| hashed.to_string())).collect()
}

/// What Better Auth keeps: `salt:key`, both in hexadecimal, and the salt is used as it is written.
fn verify_scrypt(password: &SecretString, against: &str) -> Result<bool> {
    let Some((salt, key)) = against.split_once(':') else { return Err(Error::internal("a password's hash has no known form")) };
    let params = scrypt::Params::new(14, 16, 1).map_err(|cause| Error::internal(cause.to_string()))?;
    let text = password.expose_secret().nfkc().collect::<String>();
    let mut made = [0u8; 64];
    scrypt::scrypt(text.as_bytes(), salt.as_bytes(), &params, &mut made).map_err(|cause| Error::internal(cause.to_string()))?;
    Ok(hex::encode(made).as_bytes().ct_eq(key.as_bytes()).into())
}

fn verify(password: &SecretString, against: &str) -> Result<bool> {
    if Passwords::is_old(against) {
        return verify_scrypt(password, against);
    }
    let parsed = PasswordHash::new(against).map_err(|cause| Error::internal(cause.to_string()))?;
    Ok(argon()?.verify_password(password.expose_secret().as_bytes(), &parsed).is_ok())
}

/// Refuses what is too short or too long, whoever it is for.
pub(super) fn check_length(password: &SecretString) -> Result<()> {
    let length = password.expose_secret().chars().count();
    if length < PASSWORD_MIN {
        return Err(Error::refused(
            "PASSWORD_TOO_SHORT",
            "password",
            format!("Use at least {PASSWORD_MIN} characters. A few words in a row are easy to remember."),
        ));
    }
    if length > PASSWORD_MAX {
        return Err(Error::refused("PASSWORD_TOO_LONG", "password", format!("Use at most {PASSWORD_MAX} characters; this has {length}.")));
    }
    Ok(())
}

/// Refuses what is too short, too long, common, or made of the person's own words.
///
/// # Errors
/// Names the field `password` and the fix.
pub fn check_new(password: &SecretString, name: &str, email: &str) -> Result<()> {
    check_length(password)?;
    let text = password.expose_secret();
    let length = text.chars().count();
    let lower = text.to_lowercase();
    let own = name.split_whitespace().chain(email.split(['@', '.', '+'])).filter(|word| word.chars().count() >= 4);
    let is_own = own.map(str::to_lowercase).any(|word| lower.contains(&word) && length < word.chars().count() + 5);
    if is_own || lower == email.to_lowercase() {
        return Err(Error::refused(
            "PASSWORD_COMPROMISED",
            "password",
            "Do not build the password from your name or e-mail address; add a few unrelated words.",
        ));
    }
    if COMMON.lines().any(|common| common == lower) || lower.chars().next().is_some_and(|first| lower.chars().all(|c| c == first)) {
        return Err(Error::refused(
            "PASSWORD_COMPROMISED",
            "password",
            "This password is on the lists that attackers try first. Use a few unrelated words.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{DECOY, Passwords, check_new};
    use secrecy::SecretString;

    #[tokio::test]
    async fn a_hash_is_argon2id_with_the_stated_parameters_and_verifies() {
        let passwords = Passwords::new(2);
        let hashed = passwords.hash("correct horse battery".to_string().into()).await.unwrap();
        let parameters = "$argon2id$v=19$m=19456,t=2,p=1$";
        assert!(hashed.starts_with(parameters), "{hashed}");
        assert!(DECOY.starts_with(parameters) && DECOY.len() == hashed.len(), "an unknown address takes as long");
        assert!(passwords.verify("correct horse battery".to_string().into(), Some(hashed.clone())).await.unwrap());
        assert!(!passwords.verify("wrong horse battery".to_string().into(), Some(hashed)).await.unwrap());
        assert!(!passwords.verify("a password that nobody has".to_string().into(), None).await.unwrap());
    }

    #[tokio::test]
    async fn a_hash_that_better_auth_made_is_known_and_is_old() {
        // Made by the library for "correct horse staple".
        let made = concat!(
            "a288dbac4283a06db914fd955b6b0943:",
            "1865365bcc1b3c76204746e07b2d02265108f9616fd3ec128883b1ded53a8e8f",
            "44ebeb526567644aff36e861783e512fdedf338d6a0542b5d854c53f81c948ee"
        );
        let passwords = Passwords::new(1);
        assert!(passwords.verify("correct horse staple".to_string().into(), Some(made.into())).await.unwrap());
        assert!(!passwords.verify("correct horse stable".to_string().into(), Some(made.into())).await.unwrap());
        assert!(Passwords::is_old(made) && !Passwords::is_old(DECOY));
    }

    #[test]
    fn short_long_common_and_own_words_are_refused() {
        let refused = |text: &str| check_new(&SecretString::from(text.to_string()), "Ada Lovelace", "ada.lovelace@example.org").is_err();
        assert!(refused("short"));
        assert!(refused(&"x".repeat(129)));
        assert!(refused("password123"));
        assert!(refused("lovelace1"));
        assert!(refused("aaaaaaaaaa"));
        assert!(!refused("correct horse battery"));
        assert!(!refused(&"correct horse battery ".repeat(5)));
    }
}
