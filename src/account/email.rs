//! An e-mail address that mail can be sent to, and to one person only.

use crate::error::{Error, Result};

/// A normalised address: lower case, no display name, no list, no quoted part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Parses what a person typed.
    ///
    /// # Errors
    /// Names the field `email` and the fix.
    pub fn parse(text: &str) -> Result<Self> {
        use unicode_normalization::UnicodeNormalization;
        let refuse = || Error::refused("INVALID_EMAIL", "email", "Enter one e-mail address, such as ada@example.org.");
        let trimmed: String = text.trim().nfkc().collect::<String>().to_lowercase();
        // A full-width ＠ must not become a second address behind the reader's back.
        if text.trim().nfkc().filter(|c| *c == '@').count() != text.trim().chars().filter(|c| *c == '@').count() {
            return Err(refuse());
        }
        let (local, domain) = trimmed.split_once('@').ok_or_else(refuse)?;
        let local_is_fine = !local.is_empty()
            && local.len() <= 64
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && local.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
        let label_is_fine = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        };
        let domain_is_fine = domain.len() <= 253 && domain.contains('.') && domain.split('.').all(label_is_fine);
        if local_is_fine && domain_is_fine { Ok(Self(trimmed)) } else { Err(refuse()) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Email;

    #[test]
    fn an_address_is_normalised() {
        assert_eq!(Email::parse("  Ada.L@Example.ORG ").unwrap().as_str(), "ada.l@example.org");
    }

    #[test]
    fn lists_quotes_markup_and_look_alikes_are_refused() {
        for text in [
            "", "ada", "a@b", "a@x.org,b@y.org", "a@x.org b@y.org", "\"e@evil.org\"@x.org", "<a@x.org>", "a＠x.org", "a@x..org",
            "a@-x.org", "a@x.org\nbcc: b@y.org",
        ] {
            assert!(Email::parse(text).is_err(), "{text:?}");
        }
    }
}
