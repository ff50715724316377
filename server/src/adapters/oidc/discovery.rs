//! Where a provider lives and with which keys it signs: asked once an hour, and kept.

use super::LIMITS;
use crate::adapters::fetch::{Fault, Fetcher, Network};
use crate::config::OidcProvider;
use job_agent::account::ProviderFault;
use jsonwebtoken::jwk::Jwk;
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use reqwest::{Method, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// How long what was heard is believed.
const FRESH: Duration = Duration::from_secs(3600);
/// After a failure nobody asks for so long, so that a dead provider is not waited for by everybody in turn.
const PAUSE: Duration = Duration::from_secs(5);

/// What a provider says of itself, as far as it matters here.
#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
    jwks_uri: Url,
    userinfo_endpoint: Option<Url>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// The same, ready to be asked.
pub struct Discovered {
    pub authorization: Url,
    pub token: Fetcher,
    pub userinfo: Option<Fetcher>,
    /// It takes the client's secret in the body alone.
    pub secret_in_body: bool,
    /// Its answers name it (RFC 9207).
    pub says_issuer: bool,
    jwks: Fetcher,
    keys: Mutex<Option<(Instant, Arc<Vec<Jwk>>)>>,
}

/// Asks and remembers.
pub struct Discovery {
    issuer: String,
    network: Network,
    contact: String,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    found: Option<Arc<Discovered>>,
    /// Until then nobody asks again.
    until: Option<Instant>,
    fault: String,
}

impl Discovery {
    pub fn new(settings: &OidcProvider, contact: &str) -> Self {
        let network = if settings.private_network { Network::OperatorsOwn } else { Network::Public };
        Self { issuer: settings.issuer.clone(), network, contact: contact.to_owned(), kept: Mutex::default() }
    }

    /// What is known, or what is heard now. One asks for all who wait.
    pub async fn get(&self) -> Result<Arc<Discovered>, ProviderFault> {
        let mut kept = self.kept.lock().await;
        if kept.until.is_none_or(|until| until <= Instant::now()) {
            match self.ask().await {
                Ok(found) => *kept = Kept { found: Some(Arc::new(found)), until: Some(Instant::now() + FRESH), fault: String::new() },
                Err(fault) => {
                    // What was true an hour ago does while the provider does not answer.
                    (kept.fault, kept.until) = (fault.to_string(), Some(Instant::now() + PAUSE));
                }
            }
        }
        kept.found.clone().ok_or_else(|| ProviderFault::Unavailable(kept.fault.clone()))
    }

    async fn ask(&self) -> Result<Discovered, ProviderFault> {
        let address = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let document: Document = json(&self.fetcher(&address)?).await?;
        if document.issuer != self.issuer {
            return Err(ProviderFault::Untrusted(format!("it calls itself {}", document.issuer)));
        }
        let methods = document.token_endpoint_auth_methods_supported.unwrap_or_default();
        let takes = |method: &str| methods.iter().any(|one| one == method);
        Ok(Discovered {
            token: self.endpoint(&document.token_endpoint)?,
            userinfo: document.userinfo_endpoint.as_ref().map(|address| self.endpoint(address)).transpose()?,
            jwks: self.endpoint(&document.jwks_uri)?,
            secret_in_body: takes("client_secret_post") && !takes("client_secret_basic"),
            says_issuer: document.authorization_response_iss_parameter_supported,
            authorization: self.allowed(&document.authorization_endpoint)?.clone(),
            keys: Mutex::default(),
        })
    }

    /// A provider with TLS does not send us, or anybody, to a place without.
    fn allowed<'a>(&self, address: &'a Url) -> Result<&'a Url, ProviderFault> {
        let local = self.issuer.starts_with("http://") && address.scheme() == "http";
        if address.scheme() == "https" || local {
            Ok(address)
        } else {
            Err(ProviderFault::Untrusted(format!("{address} does not start with https://")))
        }
    }

    fn endpoint(&self, address: &Url) -> Result<Fetcher, ProviderFault> {
        self.fetcher(self.allowed(address)?.as_str())
    }

    fn fetcher(&self, address: &str) -> Result<Fetcher, ProviderFault> {
        Fetcher::at(address, &self.contact, LIMITS, self.network).map_err(unavailable)
    }
}

impl Discovered {
    /// The keys that are known.
    pub async fn keys(&self) -> Result<Arc<Vec<Jwk>>, ProviderFault> {
        let mut kept = self.keys.lock().await;
        match &*kept {
            Some((at, keys)) if at.elapsed() < FRESH => Ok(keys.clone()),
            _ => self.ask_keys(&mut kept).await,
        }
    }

    /// The keys as they are now.
    pub async fn new_keys(&self) -> Result<Arc<Vec<Jwk>>, ProviderFault> {
        self.ask_keys(&mut *self.keys.lock().await).await
    }

    async fn ask_keys(&self, kept: &mut Option<(Instant, Arc<Vec<Jwk>>)>) -> Result<Arc<Vec<Jwk>>, ProviderFault> {
        #[derive(Deserialize)]
        struct Set {
            keys: Vec<Value>,
        }
        let set: Set = json(&self.jwks).await?;
        // Keys of kinds that nobody here knows are none.
        let keys: Vec<Jwk> = set.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).collect();
        let keys = Arc::new(keys);
        *kept = Some((Instant::now(), keys.clone()));
        Ok(keys)
    }
}

async fn json<T: DeserializeOwned>(place: &Fetcher) -> Result<T, ProviderFault> {
    let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/json"))]);
    let (status, _, body) = place.exchange(Method::GET, headers, Vec::new()).await.map_err(unavailable)?;
    if !status.is_success() {
        return Err(ProviderFault::Unavailable(format!("{} answers with status {status}", place.address())));
    }
    serde_json::from_slice(&body)
        .map_err(|cause| ProviderFault::Untrusted(format!("{} says what is not understood: {cause}", place.address())))
}

fn unavailable(fault: Fault) -> ProviderFault {
    ProviderFault::Unavailable(fault.to_string())
}
