//! What somebody shows as the second factor, and whether it is right. Both kinds are used up by being right.

use super::{codes, totp};
use crate::account::{journal, limits, store};
use crate::db::Tx;
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::seal::Place;

/// Attempts of one kind, in these seconds, of one account.
const ATTEMPTS: i32 = 10;
const WINDOW: i32 = 900;

/// What is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// Six digits of the app.
    Totp(String),
    BackupCode(String),
}

impl Proof {
    /// Which of the two somebody typed: six digits are the app's.
    pub fn typed(text: &str) -> Self {
        let close: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let digits = close.len() == 6 && close.bytes().all(|byte| byte.is_ascii_digit());
        if digits { Self::Totp(close) } else { Self::BackupCode(text.to_owned()) }
    }

    /// What is said of one that is not right.
    pub(super) fn refused(&self) -> Error {
        match self {
            Self::Totp(_) => {
                let words = "This code is not right, or was used already. Wait for the next one; the clock of your phone has to be right.";
                Error::refused("INVALID_CODE", "code", words)
            }
            Self::BackupCode(_) => {
                Error::refused("INVALID_BACKUP_CODE", "code", "This is neither a code of your app nor a backup code that is left.")
            }
        }
    }

    /// Each kind is counted by itself, so that whoever guesses codes does not shut the owner out of the backup codes.
    fn counted(&self, place: &str, user: UserId) -> String {
        let kind = if matches!(self, Self::Totp(_)) { "totp" } else { "backup-code" };
        format!("{kind}:{place}:{user}")
    }

    /// Counts an attempt at a place. Guesses at sign-in leave those who are signed in alone.
    pub(super) async fn count(&self, desk: &Desk, place: &str, user: UserId) -> Result<()> {
        if limits::within(desk, &self.counted(place, user), ATTEMPTS, WINDOW).await? {
            return Ok(());
        }
        let words = "Too many codes were wrong. Wait a quarter of an hour, or use a backup code, a passkey or a browser that you trust.";
        Err(Error::refused("ACCOUNT_TEMPORARILY_LOCKED", "code", words))
    }

    /// Does what takes long before the transaction.
    pub(super) async fn ready(self, desk: &Desk, user: UserId) -> Result<Ready> {
        let Self::BackupCode(code) = &self else { return Ok(Ready { proof: self, hash: None }) };
        let mut tx = desk.db.authenticating_as(user).await?;
        let (like, _) = store::backup_codes(&mut tx, user).await?;
        tx.commit().await?;
        let hash = codes::hash_of(desk, like, code).await?;
        Ok(Ready { proof: self, hash })
    }
}

/// A proof that can be checked at once.
pub(super) struct Ready {
    pub proof: Proof,
    hash: Option<String>,
}

impl Ready {
    /// Uses it up when it is right; says no otherwise.
    pub async fn use_up(&self, tx: &mut Tx, desk: &Desk, user: UserId, place: &str) -> Result<()> {
        let right = match (&self.proof, &self.hash) {
            (Proof::Totp(code), _) => uses_step(tx, desk, user, code).await?,
            (Proof::BackupCode(_), Some(hash)) => store::use_backup_code(tx, user, hash).await?,
            (Proof::BackupCode(_), None) => false,
        };
        if !right {
            journal::not_proved(user, place);
            return Err(self.proof.refused());
        }
        limits::forget(tx, &self.proof.counted(place, user)).await
    }
}

/// Where the secret stands.
pub(super) fn place(user: UserId) -> Place {
    Place { table: "two_factor", column: "secret", row: user.0 }
}

/// Uses up the step of a code, of a factor that is confirmed.
async fn uses_step(tx: &mut Tx, desk: &Desk, user: UserId, code: &str) -> Result<bool> {
    match store::second_factor(tx, user, 0).await?.filter(|found| found.confirmed_at.is_some()) {
        Some(found) => uses_step_of(tx, desk, user, &found.secret, code).await,
        None => Ok(false),
    }
}

/// The same of a secret that was read just now. One that was sealed with an older key is sealed anew.
pub(super) async fn uses_step_of(tx: &mut Tx, desk: &Desk, user: UserId, sealed: &str, code: &str) -> Result<bool> {
    let secret = desk.seals.open(place(user), sealed)?;
    let Some(step) = totp::step_of(&secret, code, desk.now())? else { return Ok(false) };
    if !store::use_step(tx, user, step).await? {
        return Ok(false);
    }
    if desk.seals.is_old(sealed) {
        store::seal_anew(tx, user, &desk.seals.seal(place(user), &secret)?).await?;
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::Proof;

    #[test]
    fn six_digits_are_the_apps_and_everything_else_is_a_backup_code() {
        assert_eq!(Proof::typed(" 123 456 "), Proof::Totp("123456".into()));
        for text in ["12345", "abcde-fghij", "12345-67892", ""] {
            assert_eq!(Proof::typed(text), Proof::BackupCode(text.into()));
        }
    }
}
