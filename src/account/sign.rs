//! Becoming somebody, and coming back.

use super::admission::{Entry, admit};
use super::limits::{self, knock, throttle};
use super::session::{Opened, SeenFrom, open_session};
use super::{Email, IMAGE_MAX, NAME_MAX, PASSWORD_MAX, Passwords, journal, password, store, verification};
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

/// What may be said besides.
#[derive(Debug)]
pub struct Wishes {
    pub image: Option<String>,
    /// The session outlives the browser.
    pub remembered: bool,
    /// Where the link of the mail leads; a page of ours, or the address that a client named.
    pub callback: Option<String>,
}

impl Default for Wishes {
    fn default() -> Self {
        Self { image: None, remembered: true, callback: None }
    }
}

/// Makes an account, signs the browser in and sends the verification mail.
///
/// # Errors
/// `Invalid` names every field that has to change; an address that is taken is one of them.
pub async fn sign_up(desk: &Desk, from: &SeenFrom, input: SignUp) -> Result<Opened> {
    sign_up_with(desk, from, input, Wishes::default()).await
}

/// The same with wishes.
pub async fn sign_up_with(desk: &Desk, from: &SeenFrom, input: SignUp, wishes: Wishes) -> Result<Opened> {
    let (name, email) = check(&input)?;
    let image = wishes.image.as_deref().map(checked_image).transpose()?;
    knock(desk, &limits::SIGN_UP, from, None).await?;
    let hashed = desk.passwords.hash(input.password).await?;
    let id: UserId = desk.new_id();
    let mut tx = desk.db.authenticating().await?;
    if !store::insert_user(&mut tx, id, &name, &email, image).await? {
        let taken = "There is an account with this address already. Sign in instead.";
        return Err(Error::refused("USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL", "email", taken));
    }
    store::insert_password(&mut tx, desk.new_id(), id, &hashed).await?;
    let opened = open_session(&mut tx, desk, id, from, wishes.remembered).await?;
    tx.commit().await?;
    verification::send_verification(desk, id, wishes.callback).await?;
    Ok(opened)
}

fn check(input: &SignUp) -> Result<(String, Email)> {
    let mut faults: Vec<FieldError> = Vec::new();
    let mut keep = |result: Result<()>| match result {
        Err(Error::Invalid(more)) => {
            faults.extend(more);
            Ok(())
        }
        other => other,
    };
    let mut name = String::new();
    keep(checked_name(&input.name).map(|checked| name = checked))?;
    let mut email = None;
    keep(Email::parse(&input.email).map(|parsed| email = Some(parsed)))?;
    keep(password::check_new(&input.password, &name, &input.email))?;
    match email {
        Some(email) if faults.is_empty() => Ok((name, email)),
        _ => Err(Error::Invalid(faults)),
    }
}

/// A name as it stands on letters.
pub(super) fn checked_name(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
        return Err(Error::refused("INVALID_NAME", "name", format!("Enter your name, at most {NAME_MAX} characters.")));
    }
    Ok(name.to_owned())
}

/// The address of a picture; it is kept for clients and never asked for by us.
pub(super) fn checked_image(image: &str) -> Result<&str> {
    let is_address = image.starts_with("https://") || image.starts_with("http://");
    if !is_address || image.len() > IMAGE_MAX || image.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(Error::refused("INVALID_IMAGE", "image", "The picture must be an address that starts with https://."));
    }
    Ok(image)
}

/// Signs a browser in, or asks it for the second factor. A wrong password and an unknown address get the same answer after the same time.
pub async fn sign_in(desk: &Desk, from: &SeenFrom, email: &str, password: SecretString, remembered: bool) -> Result<Entry> {
    let wrong = "The e-mail address or the password is not right.";
    let email = Email::parse(email)?;
    // Nobody has such a password, and hashing it would be work for nothing.
    if password.expose_secret().chars().count() > PASSWORD_MAX {
        return Err(Error::refused("PASSWORD_TOO_LONG", "password", wrong));
    }
    knock(desk, &limits::SIGN_IN, from, Some(&email)).await?;
    let mut tx = desk.db.authenticating().await?;
    let known = store::password_of(&mut tx, &email).await?;
    tx.commit().await?;
    let (user, hashed) = known.map_or((None, None), |(user, hashed)| (Some(user), Some(hashed)));
    let old = hashed.as_deref().is_some_and(Passwords::is_old);
    let right = desk.passwords.verify(password.clone(), hashed).await?;
    let Some(user) = user.filter(|_| right) else {
        journal::turned_away(user, from, "no such address, or not its password");
        return Err(Error::refused("INVALID_EMAIL_OR_PASSWORD", "password", wrong));
    };
    let anew = if old { Some(desk.passwords.hash(password).await?) } else { None };
    let mut tx = desk.db.authenticating().await?;
    if let Some(hashed) = anew {
        store::set_password(&mut tx, desk.new_id(), user, &hashed).await?;
    }
    let entry = admit(&mut tx, desk, user, from, remembered).await?;
    tx.commit().await?;
    Ok(entry)
}

/// Asks for the password again before something that cannot be taken back easily.
pub(super) async fn ask_again(desk: &Desk, user: UserId, password: SecretString, field: &str) -> Result<()> {
    if password.expose_secret().chars().count() > PASSWORD_MAX {
        return Err(Error::refused("PASSWORD_TOO_LONG", field, "This is not your password."));
    }
    throttle(desk, &format!("password:{user}"), 10, 300).await?;
    let mut tx = desk.db.owned(user).await?;
    let hashed = store::own_password(&mut tx, user).await?;
    tx.commit().await?;
    if hashed.is_none() {
        let none = "There is no password on this account yet. Set one with “Forgot password” first.";
        return Err(Error::refused("CREDENTIAL_ACCOUNT_NOT_FOUND", field, none));
    }
    if desk.passwords.verify(password, hashed).await? {
        Ok(())
    } else {
        journal::not_proved(user, "password");
        Err(Error::refused("INVALID_PASSWORD", field, "This is not your password."))
    }
}
