//! Who is signed in, for the bar and for pages that differ by it.

use crate::edge::ApiError;
use job_agent::assistant::Model;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The person and the numbers of the bar.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Me {
    pub name: String,
    pub email: String,
    pub email_verified: bool,
    pub new_matches: i64,
    /// Runs that are queued or going.
    pub running: i64,
    /// Sees how everybody's runs do.
    pub operator: bool,
    /// Whom their words may go to; nothing where the built-in assistant does everything.
    pub model: Option<Model>,
}

/// The person who asks, or nobody. Its message has a name of its own, because `Me` is the answer.
#[server(ReadMe)]
pub async fn me() -> Result<Option<Me>, ApiError> {
    crate::edge::current().await
}

/// The person, read once a page and shared by the bar and the page.
#[derive(Clone, Copy)]
pub struct Person(Resource<Result<Option<Me>, ApiError>>);

impl Person {
    /// Starts to read; the answer is part of the page that the server sends.
    pub fn read() -> Self {
        Self(Resource::new_blocking(|| (), |()| me()))
    }

    /// The person of this page.
    pub fn here() -> Self {
        expect_context::<Self>()
    }

    /// `None` while loading; inside it nobody, or somebody. To be called under a `Suspense` or `Transition`.
    pub fn get(self) -> Option<Option<Me>> {
        self.0.get().map(|answer| answer.ok().flatten())
    }

    /// Asks again, after somebody signed in or out, or a number of the bar changed.
    pub fn refresh(self) {
        self.0.refetch();
    }
}

/// A provider of sign-in, for a button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderCard {
    pub id: String,
    pub name: String,
}

/// Where people may sign in besides.
#[server]
pub async fn read_providers() -> Result<Vec<ProviderCard>, ApiError> {
    let known = job_agent::account::providers(&crate::edge::desk()?);
    Ok(known.into_iter().map(|(id, name)| ProviderCard { id, name }).collect())
}

/// Makes an account and signs this browser in. The answer is where to go.
#[server]
pub async fn sign_up(name: String, email: String, password: String, #[server(default)] next: String) -> Result<String, ApiError> {
    use crate::edge;
    use job_agent::account;
    let input = account::SignUp { name, email, password: password.into() };
    let opened = account::sign_up(&edge::desk()?, &edge::seen_from(), input).await?;
    edge::set_session_cookie(&opened)?;
    Ok(onward(&next, "/onboarding/about"))
}

/// Signs this browser in. The answer is where to go.
#[server]
pub async fn sign_in(
    email: String,
    password: String,
    #[server(default)] remember: bool,
    #[server(default)] next: String,
) -> Result<String, ApiError> {
    use crate::edge;
    use job_agent::account;
    match account::sign_in(&edge::desk()?, &edge::seen_from(), &email, password.into(), remember).await? {
        account::Entry::Session(opened) => {
            edge::set_session_cookie(&opened)?;
            Ok(onward(&next, "/dashboard"))
        }
        account::Entry::SecondFactor(challenge) => {
            edge::ask_second_factor(&challenge)?;
            let next = edge::own_path(&next).map(|next| format!("?next={}", edge::escaped(next))).unwrap_or_default();
            Ok(onward(&format!("/sign-in/two-factor{next}"), "/sign-in"))
        }
    }
}

/// Whether this browser's sign-in waits for the second factor.
#[server]
pub async fn read_pending() -> Result<bool, ApiError> {
    use crate::edge::{self, Aside};
    match edge::aside(Aside::Pending)? {
        Some(cookie) => Ok(job_agent::account::is_pending(&edge::desk()?, &cookie).await?),
        None => Ok(false),
    }
}

/// The second step of a sign-in. The answer is where to go.
#[server]
pub async fn finish_sign_in(code: String, #[server(default)] trust: bool, #[server(default)] next: String) -> Result<String, ApiError> {
    use crate::edge::{self, Aside};
    use job_agent::account::{self, Proof};
    let cookie = edge::aside(Aside::Pending)?.unwrap_or_default();
    let proof = Proof::typed(&code);
    let opened = account::finish_sign_in(&edge::desk()?, &edge::seen_from(), &cookie, proof, trust).await?;
    edge::set_session_cookie(&opened)?;
    edge::set_aside(Aside::Pending, None)?;
    Ok(onward(&next, "/dashboard"))
}

/// The page that somebody came from, if it is one of ours; a form without the script is sent there at once.
#[cfg(feature = "ssr")]
fn onward(next: &str, otherwise: &str) -> String {
    let path = crate::edge::own_path(next).unwrap_or(otherwise).to_owned();
    crate::edge::forward_plain_form(&path);
    path
}

/// Whether this server can have passkeys.
#[server]
pub async fn passkeys_are_possible() -> Result<bool, ApiError> {
    Ok(job_agent::account::passkeys_are_possible(&crate::edge::desk()?))
}

/// What a device is asked by somebody who has not said who they are, in JSON.
#[server]
pub async fn start_passkey_sign_in() -> Result<String, ApiError> {
    use crate::edge::{self, Aside};
    let ceremony = job_agent::account::start_passkey_sign_in(&edge::desk()?, &edge::seen_from()).await?;
    edge::set_aside(Aside::Passkey, Some(&ceremony.cookie))?;
    Ok(ceremony.options.to_string())
}

/// The device's answer. The answer of ours is where to go.
#[server]
pub async fn finish_passkey_sign_in(answer: String, #[server(default)] next: String) -> Result<String, ApiError> {
    use crate::edge::{self, Aside};
    let cookie = edge::aside(Aside::Passkey)?.unwrap_or_default();
    edge::set_aside(Aside::Passkey, None)?;
    let answer = serde_json::from_str(&answer).unwrap_or_default();
    let opened = job_agent::account::finish_passkey_sign_in(&edge::desk()?, &edge::seen_from(), &cookie, answer).await?;
    edge::set_session_cookie(&opened)?;
    Ok(onward(&next, "/dashboard"))
}

/// Redeems the link of a verification mail. The answer is the address that is verified now.
#[server]
pub async fn verify_email(token: String) -> Result<String, ApiError> {
    let opener = crate::edge::maybe_member().map(|member| member.id());
    let email = job_agent::account::prove_address(&crate::edge::desk()?, opener, &token).await?;
    crate::edge::forward_plain_form("/verify-email?done=yes");
    Ok(email)
}

/// Sends the verification mail again.
#[server]
pub async fn resend_verification() -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    Ok(job_agent::account::resend_verification(&desk, &member, None).await?)
}

/// Sends a link to whoever has the address, if somebody has. The answer is where to go, and the same for all.
#[server]
pub async fn forgot_password(email: String) -> Result<String, ApiError> {
    job_agent::account::request_reset(&crate::edge::desk()?, &crate::edge::seen_from(), &email, None).await?;
    Ok(onward("/forgot-password?sent=yes", "/sign-in"))
}

/// Redeems that link. The answer is where to go.
#[server]
pub async fn reset_password(token: String, password: String) -> Result<String, ApiError> {
    job_agent::account::reset_password(&crate::edge::desk()?, &crate::edge::seen_from(), &token, password.into()).await?;
    Ok(onward("/sign-in?reset=yes", "/sign-in"))
}
