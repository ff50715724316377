//! Whose an identity of a provider is. Issuer and subject decide; an address links only where both sides have proved it.

use super::admission::{Entry, admit};
use super::mails::{Changed, Mail, ask_for_mail};
use super::provider::Identity;
use super::session::{Member, SeenFrom};
use super::sign::{checked_image, checked_name};
use super::social::refused;
use super::store::{self, Known};
use super::{Email, sessions, verification};
use crate::db::Tx;
use crate::desk::Desk;
use crate::error::Result;
use crate::id::{SessionId, UserId};

/// What became of an identity.
#[derive(Debug, Default)]
pub(super) struct Came {
    /// None where an identity was linked.
    pub entry: Option<Entry>,
    pub newcomer: bool,
}

/// Signs somebody in, and up where they are new.
pub(super) async fn come_in(desk: &Desk, from: &SeenFrom, provider: &str, identity: &Identity) -> Result<Came> {
    let mut tx = desk.db.authenticating().await?;
    let known = store::find_identity(&mut tx, &identity.issuer, &identity.subject).await?;
    let whose = match known {
        Some(known) if known.gone => return Err(refused("unable_to_create_user")),
        Some(known) if !known.unlinked => theirs(&mut tx, known, identity).await?,
        known => by_address(&mut tx, desk, provider, identity, known).await?,
    };
    let entry = admit(&mut tx, desk, whose.user, from, true).await?;
    tx.commit().await?;
    sessions::tell(desk, &whose.ended);
    match whose.news {
        Some(News::Changed(what)) => ask_for_mail(desk, whose.user, &Mail::Changed { what, to: None }).await?,
        Some(News::Unproved) => verification::send_verification(desk, whose.user, None).await?,
        None => {}
    }
    Ok(Came { entry: Some(entry), newcomer: whose.newcomer })
}

/// Makes the identity a way in for somebody who is signed in. The address has to be the same and proved on both sides, so
/// that a borrowed browser cannot be given a way in for later.
pub(super) async fn link(desk: &Desk, member: &Member, provider: &str, identity: &Identity) -> Result<Came> {
    let person = member.person();
    let mut tx = desk.db.authenticating_as(person.id).await?;
    match store::find_identity(&mut tx, &identity.issuer, &identity.subject).await? {
        Some(known) if !known.unlinked && known.user == person.id => {
            store::touch_identity(&mut tx, known.id, &identity.scopes.join(",")).await?;
            tx.commit().await?;
            return Ok(Came::default());
        }
        Some(known) if !known.unlinked => return Err(refused("account_already_linked_to_different_user")),
        _ => {}
    }
    if !person.email_verified {
        return Err(refused("email_not_verified"));
    }
    let same = address(identity).is_some_and(|email| email.as_str() == person.email);
    if !(same && identity.email_verified) {
        return Err(refused("email_does_not_match"));
    }
    put(&mut tx, desk, person.id, provider, identity).await?;
    tx.commit().await?;
    ask_for_mail(desk, person.id, &Mail::Changed { what: Changed::Linked, to: None }).await?;
    Ok(Came::default())
}

/// Whom an identity turned out to be.
struct Whose {
    user: UserId,
    newcomer: bool,
    news: Option<News>,
    ended: Vec<SessionId>,
}

enum News {
    Changed(Changed),
    /// A new person whose address nobody has proved.
    Unproved,
}

/// It has been linked before.
async fn theirs(tx: &mut Tx, known: Known, identity: &Identity) -> Result<Whose> {
    store::touch_identity(tx, known.id, &identity.scopes.join(",")).await?;
    let mut whose = Whose { user: known.user, newcomer: false, news: None, ended: Vec::new() };
    let Some(email) = address(identity).filter(|_| identity.email_verified) else { return Ok(whose) };
    // The provider has proved what we had not: the rest of the account was made without a proof. A second factor stays.
    if !store::asks_second_factor(tx, known.user).await? && store::person_by_email(tx, &email).await? == Some((known.user, false)) {
        (whose.ended, whose.news) = prove(tx, known.user, &email, Some(&known)).await?;
    }
    Ok(whose)
}

/// It is new here, or was unlinked: the address says whose it is, if anything does.
async fn by_address(tx: &mut Tx, desk: &Desk, provider: &str, identity: &Identity, known: Option<Known>) -> Result<Whose> {
    let email = address(identity).ok_or_else(|| refused("email_not_found"))?;
    let Some((user, verified)) = store::person_by_email(tx, &email).await? else {
        return sign_up(tx, desk, provider, identity, &email).await;
    };
    // What somebody took away comes back from their settings alone.
    if !identity.email_verified || known.is_some_and(|known| known.user == user) {
        return Err(refused("account_not_linked"));
    }
    let mut whose = Whose { user, newcomer: false, news: Some(News::Changed(Changed::Linked)), ended: Vec::new() };
    // Nobody gets past a second factor by an address, not even one that was never proved.
    if !verified && store::asks_second_factor(tx, user).await? {
        return Err(refused("account_not_linked"));
    }
    if !verified {
        let (ended, news) = prove(tx, user, &email, None).await?;
        whose.ended = ended;
        whose.news = news.or(whose.news);
    }
    put(tx, desk, user, provider, identity).await?;
    Ok(whose)
}

async fn sign_up(tx: &mut Tx, desk: &Desk, provider: &str, identity: &Identity, email: &Email) -> Result<Whose> {
    let user: UserId = desk.new_id();
    let local = email.as_str().split('@').next().unwrap_or_default();
    let name = identity.name.as_deref().and_then(|name| checked_name(name).ok()).unwrap_or_else(|| local.to_owned());
    let image = identity.image.as_deref().and_then(|image| checked_image(image).ok());
    if !store::insert_user(tx, user, &name, email, image).await? {
        return Err(refused("unable_to_create_user"));
    }
    if identity.email_verified {
        store::mark_verified(tx, user, email.as_str()).await?;
    }
    put(tx, desk, user, provider, identity).await?;
    let news = (!identity.email_verified).then_some(News::Unproved);
    Ok(Whose { user, newcomer: true, news, ended: Vec::new() })
}

/// An address that was only claimed here is proved by whoever comes in now. Somebody else may have signed up with it, so
/// nothing that they could come back with is left: password, other identities, keys, links in mails, sessions.
async fn prove(tx: &mut Tx, user: UserId, email: &Email, keep: Option<&Known>) -> Result<(Vec<SessionId>, Option<News>)> {
    store::mark_verified(tx, user, email.as_str()).await?;
    let had_password = store::own_password(tx, user).await?.is_some();
    store::wipe_ways_in(tx, user, keep.map(|known| known.id)).await?;
    let ended = store::end_sessions(tx, user, store::Ending::All).await?;
    Ok((ended, had_password.then_some(News::Changed(Changed::PasswordRemoved))))
}

async fn put(tx: &mut Tx, desk: &Desk, user: UserId, provider: &str, identity: &Identity) -> Result<()> {
    let new = store::NewIdentity {
        id: desk.new_id(),
        user,
        issuer: &identity.issuer,
        subject: &identity.subject,
        provider,
        scopes: &identity.scopes.join(","),
    };
    if store::put_identity(tx, &new).await? { Ok(()) } else { Err(refused("unable_to_link_account")) }
}

/// The address, if mail can be sent to it. Nobody has a mailbox under `.invalid`, and the house has an address there.
fn address(identity: &Identity) -> Option<Email> {
    let email = Email::parse(identity.email.as_deref()?).ok()?;
    (!email.as_str().ends_with(".invalid")).then_some(email)
}
