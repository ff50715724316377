//! Who somebody is, and how we know. The only place that makes a [`Member`], which every use-case on owned data wants.

mod types;
pub use types::*;

#[cfg(feature = "server")]
mod email;
#[cfg(feature = "server")]
mod mails;
#[cfg(feature = "server")]
mod password;
#[cfg(feature = "server")]
mod session;
#[cfg(feature = "server")]
mod store;
#[cfg(feature = "server")]
mod token;
#[cfg(feature = "server")]
mod verification;
#[cfg(feature = "server")]
pub use {email::Email, mails::AccountMail, password::Passwords, session::*, sign::*, verification::*};

#[cfg(feature = "server")]
mod sign {
    use super::session::{Opened, SeenFrom, open_session};
    use super::{Email, NAME_MAX, password, store, verification};
    use crate::desk::Desk;
    use crate::error::{Error, FieldError, Result};
    use crate::id::UserId;
    use secrecy::{ExposeSecret, SecretString};

    /// What a person fills in to sign up.
    #[derive(Debug)]
    pub struct SignUp {
        pub name: String,
        pub email: String,
        pub password: SecretString,
    }

    /// Makes an account, signs the browser in and sends the verification mail.
    ///
    /// # Errors
    /// `Invalid` names every field that has to change; an address that is taken is one of them.
    pub async fn sign_up(desk: &Desk, from: &SeenFrom, input: SignUp) -> Result<Opened> {
        let (name, email) = check(&input)?;
        throttle(desk, &format!("sign-up:{}", from.bucket()), 20, 600).await?;
        let hashed = desk.passwords.hash(input.password).await?;
        let id: UserId = desk.new_id();
        let mut tx = desk.db.authenticating().await?;
        if !store::insert_user(&mut tx, id, &name, &email).await? {
            return Err(Error::invalid("email", "There is an account with this address already. Sign in instead."));
        }
        store::insert_password(&mut tx, desk.new_id(), id, &hashed).await?;
        let opened = open_session(&mut tx, desk, id, from).await?;
        tx.commit().await?;
        verification::send_verification(desk, id).await?;
        Ok(opened)
    }

    fn check(input: &SignUp) -> Result<(String, Email)> {
        let mut faults: Vec<FieldError> = Vec::new();
        let name = input.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
            faults.push(FieldError { field: "name".into(), message: format!("Enter your name, at most {NAME_MAX} characters.") });
        }
        let email = match Email::parse(&input.email) {
            Ok(email) => Some(email),
            Err(Error::Invalid(more)) => {
                faults.extend(more);
                None
            }
            Err(other) => return Err(other),
        };
        if let Err(Error::Invalid(more)) = password::check_new(&input.password, &name, &input.email) {
            faults.extend(more);
        }
        match email {
            Some(email) if faults.is_empty() => Ok((name, email)),
            _ => Err(Error::Invalid(faults)),
        }
    }

    /// Signs a browser in. A wrong password and an unknown address get the same answer after the same time.
    pub async fn sign_in(desk: &Desk, from: &SeenFrom, email: &str, password: SecretString) -> Result<Opened> {
        let refuse = || Error::invalid("password", "The e-mail address or the password is not right.");
        let email = Email::parse(email)?;
        // Nobody has such a password, and hashing it would be work for nothing.
        if password.expose_secret().chars().count() > super::PASSWORD_MAX {
            return Err(refuse());
        }
        throttle(desk, &format!("sign-in:{}", from.bucket()), 30, 300).await?;
        throttle(desk, &format!("sign-in:{}:{}", email.as_str(), from.bucket()), 10, 300).await?;
        let mut tx = desk.db.authenticating().await?;
        let known = store::password_of(&mut tx, &email).await?;
        tx.commit().await?;
        let (user, hashed) = known.map_or((None, None), |(user, hashed)| (Some(user), Some(hashed)));
        let right = desk.passwords.verify(password, hashed).await?;
        let user = user.filter(|_| right).ok_or_else(refuse)?;
        let mut tx = desk.db.authenticating().await?;
        let opened = open_session(&mut tx, desk, user, from).await?;
        tx.commit().await?;
        Ok(opened)
    }

    /// Counts an attempt; the one over the limit is refused with the seconds to wait.
    pub(super) async fn throttle(desk: &Desk, key: &str, limit: i32, window_seconds: i32) -> Result<()> {
        let mut tx = desk.db.shared().await?;
        let wait = store::count_attempt(&mut tx, &super::token::fingerprint(key), limit, window_seconds).await?;
        tx.commit().await?;
        match wait {
            None => Ok(()),
            Some(seconds) => Err(Error::RateLimited(seconds)),
        }
    }
}
