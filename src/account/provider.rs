//! Providers of sign-in: where we send people, and what we hear about them. The adapters speak OpenID Connect.

use async_trait::async_trait;
use secrecy::SecretString;

/// What ties an answer of a provider to one departure of one browser.
#[derive(Debug)]
pub struct Ties {
    /// Comes back as it was sent.
    pub state: String,
    /// Stands in the identity token.
    pub nonce: String,
    /// Proves to the provider that who left is who fetches; it saw the hash alone.
    pub verifier: SecretString,
}

/// What a client of the protocol wishes of the provider's page.
#[derive(Debug, Clone, Default)]
pub struct Hints {
    /// Which address to sign in with.
    pub login: Option<String>,
    /// More than the provider is usually asked for.
    pub scopes: Vec<String>,
}

/// What the browser brought back.
#[derive(Debug)]
pub struct Brought<'a> {
    pub code: &'a str,
    /// Who says that they sent it (RFC 9207).
    pub issuer: Option<&'a str>,
}

/// Somebody, as a provider knows them. Issuer and subject are who they are; all else may change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub issuer: String,
    pub subject: String,
    pub email: Option<String>,
    /// The provider has seen that the mailbox is theirs.
    pub email_verified: bool,
    pub name: Option<String>,
    pub image: Option<String>,
    pub scopes: Vec<String>,
}

/// Why a provider could not say who somebody is. The words are for the log.
#[derive(Debug, thiserror::Error)]
pub enum ProviderFault {
    /// Trying again may help.
    #[error("{0}")]
    Unavailable(String),
    /// It does not take the code.
    #[error("{0}")]
    Refused(String),
    /// The answer comes from another issuer than the one that was asked, or does not say.
    #[error("{0}")]
    OtherIssuer(String),
    /// What came cannot be believed.
    #[error("{0}")]
    Untrusted(String),
}

/// The port.
#[async_trait]
pub trait Provider: Send + Sync {
    /// Its name in addresses, such as `google`.
    fn id(&self) -> &str;
    /// Its name on buttons.
    fn name(&self) -> &str;
    /// The page that the browser is sent to.
    async fn entrance(&self, ties: &Ties, hints: &Hints) -> Result<String, ProviderFault>;
    /// Who it was. Everything is checked: where it comes from, for whom, for which departure, and the signature.
    async fn identity(&self, ties: &Ties, brought: &Brought<'_>) -> Result<Identity, ProviderFault>;
}
