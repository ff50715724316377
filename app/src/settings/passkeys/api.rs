//! What the pages about passkeys ask and do.

use crate::edge::ApiError;
#[cfg(feature = "ssr")]
use crate::settings::proof::typed_code;
use job_agent::{
    account::{Asked, Passkey},
    id::PasskeyId,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The person's, and what is asked before they change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkeys {
    pub passkeys: Vec<Passkey>,
    /// This deployment can have any.
    pub possible: bool,
    pub asks: Asked,
}

/// One of them, and what is asked before it is removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct One {
    pub passkey: Passkey,
    pub asks: Asked,
}

/// The person's passkeys.
#[server]
pub async fn read_passkeys() -> Result<Passkeys, ApiError> {
    use job_agent::account;
    let (desk, member) = crate::edge::member().await?;
    let passkeys = account::passkeys(&desk, &member).await?;
    Ok(Passkeys { passkeys, possible: account::passkeys_are_possible(&desk), asks: account::asked_again(&desk, &member).await? })
}

/// One of them.
#[server]
pub async fn read_passkey(id: PasskeyId) -> Result<One, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let passkey = job_agent::account::passkey(&desk, &member, id).await?;
    Ok(One { passkey, asks: job_agent::account::asked_again(&desk, &member).await? })
}

/// What the device is asked to make a key with, in JSON.
#[server]
pub async fn start_passkey(#[server(default)] password: String, #[server(default)] code: String) -> Result<String, ApiError> {
    use crate::edge::{self, Aside};
    use job_agent::account::{self, Again};
    let (desk, member) = edge::member().await?;
    let ceremony = account::start_passkey(&desk, &member, Again::Password(password.into()), typed_code(&code)).await?;
    edge::set_aside(Aside::Passkey, Some(&ceremony.cookie))?;
    Ok(ceremony.options.to_string())
}

/// Keeps the key that the device made. The answer is the word for the page that follows.
#[server]
pub async fn finish_passkey(name: String, answer: String) -> Result<String, ApiError> {
    use crate::edge::{self, Aside};
    let (desk, member) = edge::member().await?;
    let cookie = edge::aside(Aside::Passkey)?.unwrap_or_default();
    edge::set_aside(Aside::Passkey, None)?;
    let answer = serde_json::from_str(&answer).unwrap_or_default();
    let added = job_agent::account::finish_passkey(&desk, &member, &cookie, &name, answer, None).await?;
    Ok(if added.first { "passkey-first" } else { "passkey" }.to_owned())
}

/// Gives it another name.
#[server]
pub async fn rename_passkey(id: PasskeyId, name: String) -> Result<String, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    job_agent::account::rename_passkey(&desk, &member, id, &name).await?;
    Ok(on("/settings/security?done=passkey-renamed"))
}

/// Removes it.
#[server]
pub async fn remove_passkey(
    id: PasskeyId,
    #[server(default)] password: String,
    #[server(default)] code: String,
) -> Result<String, ApiError> {
    use job_agent::account::{self, Again};
    let (desk, member) = crate::edge::member().await?;
    account::remove_passkey(&desk, &member, id, Again::Password(password.into()), typed_code(&code)).await?;
    Ok(on("/settings/security?done=passkey-removed"))
}

#[cfg(feature = "ssr")]
fn on(path: &str) -> String {
    crate::edge::forward_plain_form(path);
    path.to_owned()
}
