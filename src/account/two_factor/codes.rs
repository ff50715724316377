//! Ten codes, each of which stands in for the app once.

use crate::account::store;
use crate::db::Tx;
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::id::UserId;
use rand::TryRng;
use rand::rngs::SysRng;
use secrecy::SecretString;

/// How many there are.
pub const BACKUP_CODES: usize = 10;
/// Thirty-two signs, none of which is taken for another: no l, o, 0 and 1.
const SIGNS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
const LENGTH: usize = 10;

/// New codes with their hashes.
pub(super) struct NewCodes {
    pub shown: Vec<SecretString>,
    hashes: Vec<String>,
}

impl NewCodes {
    /// Takes the time of ten hashes; nothing is kept yet.
    pub async fn make(desk: &Desk) -> Result<Self> {
        let plain = (0..BACKUP_CODES).map(|_| random()).collect::<Result<Vec<_>>>()?;
        let shown = plain.iter().map(|code| format!("{}-{}", &code[..LENGTH / 2], &code[LENGTH / 2..]).into()).collect();
        let hashes = desk.passwords.hash_alike(plain.into_iter().map(SecretString::from).collect(), None).await?;
        Ok(Self { shown, hashes })
    }

    /// In the places of the old ones.
    pub async fn keep(&self, tx: &mut Tx, user: UserId) -> Result<()> {
        store::set_backup_codes(tx, user, &self.hashes).await
    }
}

fn random() -> Result<String> {
    let mut bytes = [0u8; LENGTH];
    SysRng.try_fill_bytes(&mut bytes).map_err(Error::internal)?;
    Ok(bytes.iter().map(|byte| char::from(SIGNS[usize::from(byte % 32)])).collect())
}

/// A code as it is hashed, however it was typed; nothing where it cannot be one.
pub(super) fn plain(typed: &str) -> Option<String> {
    if typed.len() > 4 * LENGTH {
        return None;
    }
    let plain: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_lowercase()).collect();
    (plain.len() == LENGTH && plain.bytes().all(|byte| SIGNS.contains(&byte))).then_some(plain)
}

/// The hash that a code would be kept with; nothing where the person has no codes. Not for inside a transaction.
pub(super) async fn hash_of(desk: &Desk, like: Option<String>, typed: &str) -> Result<Option<String>> {
    let (Some(like), Some(code)) = (like, plain(typed)) else { return Ok(None) };
    Ok(desk.passwords.hash_alike(vec![code.into()], Some(like)).await?.pop())
}

#[cfg(test)]
mod tests {
    use super::{LENGTH, plain, random};

    #[test]
    fn a_code_is_known_however_it_was_typed() {
        let code = random().unwrap();
        assert_eq!(code.len(), LENGTH);
        assert_ne!(code, random().unwrap());
        for typed in
            [code.clone(), code.to_uppercase(), format!("{}-{}", &code[..5], &code[5..]), format!(" {} {} ", &code[..5], &code[5..])]
        {
            assert_eq!(plain(&typed).as_ref(), Some(&code), "{typed}");
        }
        for typed in ["", "123456", "abcde-fghi", "abcde-fghij-k", "lllll-ooooo", &"a".repeat(1000)] {
            assert_eq!(plain(typed), None, "{typed}");
        }
    }
}
