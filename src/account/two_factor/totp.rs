//! RFC 6238 as every app knows it: SHA-1, six digits, thirty seconds, one step to either side.

use crate::error::{Error, Result};
use chrono::{DateTime, Utc};
use rand::TryRng;
use rand::rngs::SysRng;
use totp_rs::{Algorithm, Builder, Secret, Totp};

/// What RFC 4226 recommends.
const SECRET_BYTES: usize = 20;

/// A new random secret.
pub(super) fn random_secret() -> Result<Vec<u8>> {
    let mut bytes = vec![0u8; SECRET_BYTES];
    SysRng.try_fill_bytes(&mut bytes).map_err(Error::internal)?;
    Ok(bytes)
}

fn totp(secret: &[u8]) -> Result<Totp> {
    let builder = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_skew(1).with_step_duration(30);
    builder.with_secret(secret.to_vec()).build().map_err(|cause| Error::internal(format!("{cause:?}")))
}

/// The step that a code is of, if it is of this moment or one step beside it.
pub(super) fn step_of(secret: &[u8], code: &str, now: DateTime<Utc>) -> Result<Option<i64>> {
    let seconds = u64::try_from(now.timestamp()).map_err(Error::internal)?;
    totp(secret)?.check(code, seconds).map(i64::try_from).transpose().map_err(Error::internal)
}

/// The secret as a person types it into an app.
pub(super) fn typed(secret: &[u8]) -> String {
    Secret::from(secret.to_vec()).to_base32()
}

/// The secret as an app reads it.
pub(super) fn uri(secret: &[u8], issuer: &str, account: &str) -> String {
    let (issuer, account) = (escaped(issuer), escaped(account));
    format!("otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}&digits=6&period=30", typed(secret))
}

fn escaped(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(byte);
    text.bytes().map(|byte| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::{random_secret, step_of, typed, uri};
    use chrono::{DateTime, Utc};

    const RFC: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_rfc() {
        // Appendix B of RFC 6238, of whose eight digits six are shown.
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")] {
            assert_eq!(step_of(RFC, code, at(seconds)).unwrap(), Some(seconds / 30), "{code}");
        }
    }

    #[test]
    fn one_step_to_either_side_is_taken_and_no_more() {
        let code = "005924";
        let step = 1_234_567_890 / 30;
        for (moved, taken) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let found = step_of(RFC, code, at((step + moved) * 30)).unwrap();
            assert_eq!(found, taken.then_some(step), "{moved}");
        }
    }

    #[test]
    fn what_is_no_code_is_none() {
        for text in ["", "05924", "0005924", "+05924", " 05924", "00592４", "abcdef"] {
            assert_eq!(step_of(RFC, text, at(1_234_567_890)).unwrap(), None, "{text:?}");
        }
    }

    #[test]
    fn an_app_reads_the_secret_from_the_address() {
        let read = uri(RFC, "Job Agent", "ada+jobs@example.org");
        let wanted = "otpauth://totp/Job%20Agent:ada%2Bjobs%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Job%20Agent&digits=6&period=30";
        assert_eq!(read, wanted);
        let secret = random_secret().unwrap();
        assert_eq!(typed(&secret).len(), 32);
        assert_ne!(secret, random_secret().unwrap());
    }
}
