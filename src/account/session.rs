//! Sessions: rows in the database, found by the hash of a cookie.

use super::{Email, Person, Scope, journal, store, token};
use crate::db::{Db, Tx};
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::id::{ApiKeyId, SessionId, UserId};
use crate::run::Notice;
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use std::net::IpAddr;
use uuid::Uuid;

/// Days that an unused session lives; renewed once a day.
pub const SESSION_DAYS: i32 = 7;
/// Days after which a session ends however much it is used.
pub const SESSION_DAYS_AT_MOST: i32 = 30;

/// Where a request came from, for limits and for the list of sessions.
#[derive(Debug, Clone, Default)]
pub struct SeenFrom {
    pub ip: Option<IpAddr>,
    pub user_agent: Option<String>,
    /// What this browser was given when its person trusted it; then no second factor is asked here.
    pub trusted: Option<SecretString>,
}

impl SeenFrom {
    /// As a session keeps it.
    pub(super) fn stored_ip(&self) -> Option<String> {
        self.ip.map(|ip| ip.to_canonical().to_string())
    }

    /// What the browser calls itself, as it is kept.
    pub(super) fn stored_agent(&self) -> Option<String> {
        self.user_agent.as_deref().map(|agent| agent.chars().take(300).collect())
    }

    /// What limits count by: the address, or the /64 of an IPv6 address, because one customer owns all of it.
    pub(super) fn bucket(&self) -> String {
        match self.ip.map(|ip| ip.to_canonical()) {
            Some(IpAddr::V4(ip)) => ip.to_string(),
            Some(IpAddr::V6(ip)) => ip.segments()[..4].iter().map(|part| format!("{part:x}")).collect::<Vec<_>>().join(":"),
            None => "unknown".into(),
        }
    }
}

/// A session that was just opened. The cookie's value is seen here and never again.
#[derive(Debug)]
pub struct Opened {
    pub cookie: SecretString,
    pub user: UserId,
    /// The cookie outlives the browser.
    pub remembered: bool,
    /// What the browser shows the next time, where its person trusts it.
    pub trusted: Option<SecretString>,
}

/// A session as its person may see it. Its id is what revoking takes; the cookie's value is nowhere in it.
#[derive(Debug, Clone)]
pub struct Session {
    pub id: SessionId,
    pub user: UserId,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
    pub remembered: bool,
    pub expires_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What of a person only clients of the protocol ask for.
#[derive(Debug, Clone)]
pub struct Card {
    pub image: Option<String>,
    /// A second factor is asked at sign-in.
    pub two_factor: bool,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Proof that a request comes from a signed-in person. Only this slice makes one.
#[derive(Debug, Clone)]
pub struct Member {
    id: UserId,
    session: Session,
    person: Person,
    card: Card,
    renewed: bool,
    via: Via,
}

/// How somebody came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Via {
    Session,
    /// A program of theirs.
    Key {
        key: ApiKeyId,
        scopes: Vec<Scope>,
    },
    /// The deployment's own program, which speaks for them.
    Deployment,
}

/// What somebody came in with, as far as it can end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pass {
    Session(SessionId),
    Key(ApiKeyId),
    /// Ends with the person alone.
    Deployment(UserId),
}

impl Pass {
    pub fn id(self) -> Uuid {
        match self {
            Self::Session(id) => id.0,
            Self::Key(id) => id.0,
            Self::Deployment(id) => id.0,
        }
    }
}

impl Member {
    pub fn id(&self) -> UserId {
        self.id
    }

    pub fn session(&self) -> SessionId {
        self.session.id
    }

    pub fn pass(&self) -> Pass {
        match self.via {
            Via::Session => Pass::Session(self.session.id),
            Via::Key { key, .. } => Pass::Key(key),
            Via::Deployment => Pass::Deployment(self.id),
        }
    }

    pub fn person(&self) -> &Person {
        &self.person
    }

    /// The session in full.
    pub fn session_in_full(&self) -> &Session {
        &self.session
    }

    pub fn card(&self) -> &Card {
        &self.card
    }

    pub fn via(&self) -> &Via {
        &self.via
    }

    /// Somebody for whom a program came in. What stands in a session's place never was one, and no cookie opens it.
    pub(super) fn without_session(person: Person, card: Card, via: Via) -> Self {
        let at = card.created_at;
        let id = if let Via::Key { key, .. } = &via { SessionId(key.0) } else { SessionId(uuid::Uuid::nil()) };
        let session =
            Session { id, user: person.id, ip: None, user_agent: None, remembered: false, expires_at: at, created_at: at, updated_at: at };
        Self { id: person.id, session, person, card, renewed: false, via }
    }

    /// Refuses a program: what guards the account is changed by its person alone.
    pub(super) fn in_person(&self) -> Result<()> {
        match self.via {
            Via::Session => Ok(()),
            Via::Key { .. } | Via::Deployment => Err(Error::Denied("A program may not do this. Sign in.".into())),
        }
    }

    /// The session was made longer just now; the browser has to hear of it.
    pub fn renewed(&self) -> bool {
        self.renewed
    }
}

pub(super) async fn open_session(tx: &mut Tx, desk: &Desk, user: UserId, from: &SeenFrom, remembered: bool) -> Result<Opened> {
    let cookie = token::random()?;
    let (ip, agent) = (from.stored_ip(), from.stored_agent());
    let new = store::NewSession { user, fingerprint: token::fingerprint(&cookie), ip, agent, remembered };
    store::insert_session(tx, desk.new_id(), &new).await?;
    journal::came_in(user, from);
    Ok(Opened { cookie: cookie.into(), user, remembered, trusted: None })
}

/// Whether a cookie could be one of ours at all.
pub fn looks_like_a_cookie(cookie: &SecretString) -> bool {
    cookie.expose_secret().len() == 64
}

/// Who a cookie belongs to; `None` for one that is unknown, ended or revoked.
pub async fn member(desk: &Desk, cookie: &SecretString) -> Result<Option<Member>> {
    if !looks_like_a_cookie(cookie) {
        return Ok(None);
    }
    let Some(mut found) = store::find_session(&desk.db, &token::fingerprint(cookie.expose_secret())).await? else { return Ok(None) };
    if found.due {
        let mut tx = desk.db.authenticating().await?;
        found.session.expires_at = store::refresh_session(&mut tx, found.session.id).await?;
        tx.commit().await?;
    }
    let store::Found { session, person, card, due } = found;
    Ok(Some(Member { id: person.id, session, person, card, renewed: due, via: Via::Session }))
}

/// Ends the session of a cookie. A cookie that is no session changes nothing.
pub async fn sign_out(desk: &Desk, cookie: &SecretString) -> Result<()> {
    let mut tx = desk.db.authenticating().await?;
    let ended = store::revoke_session(&mut tx, &token::fingerprint(cookie.expose_secret())).await?;
    tx.commit().await?;
    if let Some(session) = ended {
        desk.news.tell(Notice::Session { session: session.0 });
    }
    Ok(())
}

/// Makes somebody an operator, or a member again. Over the owner of the schema: whoever may use that role decides who operates.
pub async fn set_operator(admin: &Db, email: &str, operator: bool) -> Result<()> {
    let email = Email::parse(email)?;
    let mut tx = admin.authenticating().await?;
    if !store::set_role(&mut tx, email.as_str(), if operator { "operator" } else { "member" }).await? {
        return Err(Error::NotFound);
    }
    Ok(tx.commit().await?)
}

/// Of these, those that are over, by their ids: streams end with what they were opened with. One question for all.
pub async fn ended(desk: &Desk, passes: &[Pass]) -> Result<Vec<Uuid>> {
    let mut tx = desk.db.authenticating().await?;
    store::ended(&mut tx, passes).await
}
