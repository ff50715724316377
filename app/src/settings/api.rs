//! What the pages of the settings ask and do. Each form leads back to its page with a word that says what was done.

#[cfg(feature = "ssr")]
use super::proof::typed_code;
use crate::{account::api::ProviderCard, edge::ApiError};
use chrono::{DateTime, Utc};
use job_agent::{
    account::{ApiKey, Asked},
    data::Export,
    id::{ApiKeyId, MatchId, RunId, SessionId, WayInId},
    search::{Every, Lesson, Timetable},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Who somebody is here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whom {
    pub name: String,
    pub email: String,
    /// Before the address changes.
    pub asks: Asked,
}

/// Name and address; a visitor signs in first.
#[server]
pub async fn read_account() -> Result<Whom, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let asks = job_agent::account::asked_again(&desk, &member).await?;
    let person = member.person();
    Ok(Whom { name: person.name.clone(), email: person.email.clone(), asks })
}

/// What is asked again before the ways in change.
#[server]
pub async fn read_asked() -> Result<Asked, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    Ok(job_agent::account::asked_again(&desk, &member).await?)
}

/// A session as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionCard {
    pub id: SessionId,
    /// Such as "Firefox on Linux".
    pub device: String,
    /// The address that it came from.
    pub place: String,
    /// The one that asks.
    pub here: bool,
    pub since: DateTime<Utc>,
    pub used: DateTime<Utc>,
}

/// The living sessions, this one first.
#[server]
pub async fn read_sessions() -> Result<Vec<SessionCard>, ApiError> {
    use job_agent::account;
    let (desk, member) = crate::edge::member().await?;
    let found = account::sessions(&desk, &member).await?;
    let card = |one: account::Session| SessionCard {
        id: one.id,
        device: account::device(one.user_agent.as_deref()),
        place: one.ip.unwrap_or_else(|| "an unknown address".into()),
        here: one.id == member.session(),
        since: one.created_at,
        used: one.updated_at,
    };
    let mut cards: Vec<_> = found.into_iter().map(card).collect();
    cards.sort_by_key(|card| !card.here);
    Ok(cards)
}

/// Ends one session of the person's own.
#[server]
pub async fn revoke_session(id: SessionId) -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    if !job_agent::account::revoke_session(&desk, &member, id).await? {
        return Err(job_agent::error::Error::NotFound.into());
    }
    Ok(())
}

/// Ends all sessions but this one.
#[server]
pub async fn revoke_other_sessions() -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    Ok(job_agent::account::revoke_other_sessions(&desk, &member).await?)
}

/// Ends all sessions. The answer is where to go.
#[server]
pub async fn revoke_all_sessions() -> Result<String, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    job_agent::account::revoke_sessions(&desk, &member).await?;
    crate::edge::clear_session_cookie()?;
    Ok(on("/sign-in"))
}

/// Another password; this browser gets a new session, and the others end.
#[server]
pub async fn change_password(current_password: String, new_password: String) -> Result<String, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let from = crate::edge::seen_from();
    let (current, new) = (current_password.into(), new_password.into());
    let opened = job_agent::account::change_password(&desk, &member, &from, current, new, true).await?;
    if let Some(opened) = opened {
        crate::edge::set_session_cookie(&opened)?;
    }
    Ok(on("/settings/security?done=password"))
}

/// A provider's account that signs somebody in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedCard {
    pub id: WayInId,
    pub name: String,
    pub since: DateTime<Utc>,
}

/// The ways in that somebody has, and could have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaysIn {
    pub password: bool,
    pub linked: Vec<LinkedCard>,
    pub others: Vec<ProviderCard>,
    /// The address is proved, without which nothing is linked.
    pub verified: bool,
}

/// Password and providers.
#[server]
pub async fn read_ways_in() -> Result<WaysIn, ApiError> {
    use job_agent::account;
    let (desk, member) = crate::edge::member().await?;
    let known = account::providers(&desk);
    let ways = account::linked_accounts(&desk, &member).await?;
    let linked = |id: &str| ways.iter().any(|way| way.provider == id);
    let name = |id: &str| known.iter().find(|(known, _)| known == id).map_or_else(|| id.to_owned(), |(_, name)| name.clone());
    let card = |way: &account::Linked| LinkedCard { id: WayInId(way.id), name: name(&way.provider), since: way.created_at };
    Ok(WaysIn {
        password: linked("credential"),
        linked: ways.iter().filter(|way| way.provider != "credential").map(card).collect(),
        others: known.iter().filter(|(id, _)| !linked(id)).map(|(id, name)| ProviderCard { id: id.clone(), name: name.clone() }).collect(),
        verified: member.person().email_verified,
    })
}

/// One of them, and what is asked before it is taken away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WayIn {
    pub way: LinkedCard,
    /// It is the only one.
    pub alone: bool,
    pub asks: Asked,
}

/// One way in.
#[server]
pub async fn read_way_in(id: WayInId) -> Result<WayIn, ApiError> {
    use job_agent::account;
    let (desk, member) = crate::edge::member().await?;
    let ways = account::linked_accounts(&desk, &member).await?;
    let way = ways.iter().find(|way| way.id == id.0).ok_or(job_agent::error::Error::NotFound)?;
    let name = match way.provider.as_str() {
        "credential" => "Your password".to_owned(),
        provider => {
            account::providers(&desk).into_iter().find(|(known, _)| known == provider).map_or(way.provider.clone(), |(_, name)| name)
        }
    };
    let asks = account::asked_again(&desk, &member).await?;
    Ok(WayIn { way: LinkedCard { id, name, since: way.created_at }, alone: ways.len() < 2, asks })
}

/// Takes a way in away; the last one stays.
#[server]
pub async fn unlink(id: WayInId, #[server(default)] password: String, #[server(default)] code: String) -> Result<String, ApiError> {
    use job_agent::account::{self, Again};
    let (desk, member) = crate::edge::member().await?;
    if !account::linked_accounts(&desk, &member).await?.iter().any(|way| way.id == id.0) {
        return Err(job_agent::error::Error::NotFound.into());
    }
    account::unlink_account(&desk, &member, &id.to_string(), Again::Password(password.into()), typed_code(&code)).await?;
    Ok(on("/settings/security?done=unlinked"))
}

/// Another name.
#[server]
pub async fn change_name(name: String) -> Result<String, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    job_agent::account::update_person(&desk, &member, Some(&name), None).await?;
    Ok(on("/settings/account?done=name"))
}

/// Sends a link to another address.
#[server]
pub async fn change_email(email: String, #[server(default)] password: String) -> Result<String, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    job_agent::account::change_email(&desk, &member, &email, password.into(), None).await?;
    Ok(on("/settings/account?done=email"))
}

/// The keys, and the one that was made just now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keys {
    pub keys: Vec<ApiKey>,
    pub fresh: Option<String>,
}

#[cfg(feature = "ssr")]
const KEYS_PAGE: &str = "/settings/api-keys";

/// The person's keys. A new one comes along once, with the page that follows its form.
#[server]
pub async fn read_keys() -> Result<Keys, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    Ok(Keys { keys: job_agent::account::keys(&desk, &member).await?, fresh: crate::edge::take_handed_over(KEYS_PAGE)? })
}

/// Makes a key; the page that follows shows it.
#[server]
pub async fn create_key(
    name: String,
    #[server(default)] days: i32,
    #[server(default)] write: bool,
    #[server(default)] password: String,
    #[server(default)] code: String,
) -> Result<String, ApiError> {
    use job_agent::account::{Again, NewKey, Scope};
    let (desk, member) = crate::edge::member().await?;
    let scopes = if write { vec![Scope::Read, Scope::Write] } else { vec![Scope::Read] };
    let new = NewKey { name, scopes, days: (days != 0).then_some(days) };
    let again = Again::Password(password.into());
    let key = job_agent::account::create_key(&desk, &member, &new, again, typed_code(&code)).await?;
    crate::edge::hand_over(KEYS_PAGE, &key)?;
    Ok(on(KEYS_PAGE))
}

/// Ends a key of the person's own.
#[server]
pub async fn revoke_key(id: ApiKeyId) -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    if !job_agent::account::revoke_key(&desk, &member, id).await? {
        return Err(job_agent::error::Error::NotFound.into());
    }
    Ok(())
}

/// What somebody could take along already, and the key of the button that makes it anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Takeaway {
    pub exports: Vec<Export>,
    pub key: String,
}

/// What was made and is still there.
#[server]
pub async fn read_exports() -> Result<Takeaway, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let exports = job_agent::data::exports(&desk, &member).await?;
    Ok(Takeaway { exports, key: desk.new_id::<uuid::Uuid>().to_string() })
}

/// Starts the run that gathers everything, and goes to its page.
#[server]
pub async fn start_export(key: String) -> Result<RunId, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let run = job_agent::data::start_export(&desk, &member, &key).await?;
    crate::edge::redirect(&format!("/runs/{run}"));
    Ok(run)
}

/// Sends the mail whose link deletes the account.
#[server]
pub async fn request_deletion(#[server(default)] password: String) -> Result<String, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    job_agent::account::request_deletion(&desk, &member, Some(password.into()), None).await?;
    Ok(on("/settings/data?done=mailed"))
}

/// Redeems that link: the account is gone.
#[server]
pub async fn confirm_deletion(token: String) -> Result<String, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    job_agent::account::confirm_deletion(&desk, &member, &token).await?;
    crate::edge::clear_session_cookie()?;
    Ok(on("/sign-in?gone=yes"))
}

/// When the digest comes, and where to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailing {
    pub email: String,
    pub verified: bool,
    pub digest: Option<Timetable>,
}

/// What is mailed to the person by itself.
#[server]
pub async fn read_mailing() -> Result<Mailing, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let digest = job_agent::delivery::digest(&desk, &member).await?;
    Ok(Mailing { email: member.person().email.clone(), verified: member.person().email_verified, digest })
}

/// Lets the digest come.
#[server]
pub async fn set_digest(every: Every, hour: u8, timezone: String) -> Result<String, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    job_agent::delivery::set_digest(&desk, &member, every, hour, &timezone).await?;
    Ok(on("/settings/mail?done=set"))
}

/// Holds the digest, or lets it go on.
#[server]
pub async fn pause_digest(paused: bool) -> Result<String, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    job_agent::delivery::pause_digest(&desk, &member, paused).await?;
    Ok(on("/settings/mail"))
}

/// No digest any more.
#[server]
pub async fn remove_digest() -> Result<String, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    job_agent::delivery::remove_digest(&desk, &member).await?;
    Ok(on("/settings/mail?done=removed"))
}

/// What dismissals have taught, newest first.
#[server]
pub async fn read_lessons() -> Result<Vec<Lesson>, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    Ok(job_agent::search::lessons(&desk, &member).await?)
}

/// Takes one lesson back.
#[server]
pub async fn unlearn(id: MatchId) -> Result<String, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    job_agent::search::unlearn(&desk, &member, id).await?;
    Ok(on("/settings/ranking?done=unlearned"))
}

/// The same for whoever holds a mail's link, signed in or not; with a search it is that search's mails.
#[server]
pub async fn stop_digest(token: String, #[server(default)] search: Option<String>) -> Result<String, ApiError> {
    let desk = crate::edge::desk()?;
    let Some(search) = search.filter(|search| !search.is_empty()) else {
        job_agent::delivery::stop_digest(&desk, &token).await?;
        return Ok(on("/unsubscribe?done=yes"));
    };
    let search = search.parse().map_err(|_| job_agent::error::Error::NotFound)?;
    job_agent::delivery::stop_shortlist(&desk, search, &token).await?;
    Ok(on("/unsubscribe?done=search"))
}

#[cfg(feature = "ssr")]
fn on(path: &str) -> String {
    crate::edge::forward_plain_form(path);
    path.to_owned()
}
