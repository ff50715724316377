//! Sessions: rows in the database, found by the hash of a cookie.

use super::{Email, Person, store, token};
use crate::db::{Db, Tx};
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::id::{SessionId, UserId};
use crate::run::Notice;
use secrecy::{ExposeSecret, SecretString};
use std::net::IpAddr;

/// Days that an unused session lives; renewed once a day.
pub const SESSION_DAYS: i32 = 7;
/// Days after which a session ends however much it is used.
pub const SESSION_DAYS_AT_MOST: i32 = 30;

/// Where a request came from, for limits and for the list of sessions.
#[derive(Debug, Clone, Default)]
pub struct SeenFrom {
    pub ip: Option<IpAddr>,
    pub user_agent: Option<String>,
}

impl SeenFrom {
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
}

/// Proof that a request comes from a signed-in person. Only this slice makes one.
#[derive(Debug, Clone)]
pub struct Member {
    id: UserId,
    session: SessionId,
    person: Person,
}

impl Member {
    pub fn id(&self) -> UserId {
        self.id
    }

    pub fn session(&self) -> SessionId {
        self.session
    }

    pub fn person(&self) -> &Person {
        &self.person
    }

    #[cfg(feature = "server")]
    #[doc(hidden)]
    pub fn for_worker(id: UserId, person: Person) -> Self {
        Self { id, session: SessionId(uuid::Uuid::nil()), person }
    }
}

pub(super) async fn open_session(tx: &mut Tx, desk: &Desk, user: UserId, from: &SeenFrom) -> Result<Opened> {
    let cookie = token::random()?;
    let agent = from.user_agent.as_deref().map(|agent| agent.chars().take(300).collect::<String>());
    let ip = from.ip.map(|ip| ip.to_canonical().to_string());
    store::insert_session(tx, desk.new_id(), user, &token::fingerprint(&cookie), ip.as_deref(), agent.as_deref()).await?;
    Ok(Opened { cookie: cookie.into(), user })
}

/// Who a cookie belongs to; `None` for one that is unknown, ended or revoked.
pub async fn member(desk: &Desk, cookie: &SecretString) -> Result<Option<Member>> {
    let value = cookie.expose_secret();
    if value.len() != 64 {
        return Ok(None);
    }
    let Some(found) = store::find_session(&desk.db, &token::fingerprint(value)).await? else { return Ok(None) };
    if found.due {
        let mut tx = desk.db.authenticating().await?;
        store::refresh_session(&mut tx, found.session).await?;
        tx.commit().await?;
    }
    Ok(Some(Member { id: found.person.id, session: found.session, person: found.person }))
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

/// Of these sessions, those that are over: streams end with theirs. One question for all.
pub async fn ended_sessions(desk: &Desk, sessions: &[SessionId]) -> Result<Vec<SessionId>> {
    let mut tx = desk.db.authenticating().await?;
    store::ended_sessions(&mut tx, sessions).await
}
