//! A provider of sign-in that speaks OpenID Connect: the code flow with PKCE, and an identity token that is believed only
//! after everything in it was checked. Where it lives and with which keys it signs is asked of its discovery document.

mod discovery;
mod id_token;
mod signature;

use crate::adapters::fetch::{Fault, Fetcher, Limits};
use crate::config::OidcProvider;
use async_trait::async_trait;
use discovery::{Discovered, Discovery};
use id_token::{Claims, Expected, Wrong};
use job_agent::account::{Brought, Hints, Identity, Provider, ProviderFault, Ties};
use oauth2::basic::{BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType};
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet, ExtraTokenFields, HttpRequest,
    HttpResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, StandardRevocableToken,
    StandardTokenResponse, TokenResponse, TokenUrl,
};
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// Somebody waits for each of these answers, and none is long.
const LIMITS: Limits = Limits { connect: Duration::from_secs(5), total: Duration::from_secs(10), body: 256 * 1024 };

/// What comes with the tokens of OpenID Connect.
#[derive(Debug, Serialize, Deserialize)]
struct IdToken {
    id_token: Option<String>,
}
impl ExtraTokenFields for IdToken {}

type Tokens = StandardTokenResponse<IdToken, BasicTokenType>;
type Client = oauth2::Client<
    BasicErrorResponse,
    Tokens,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// One provider.
pub struct Oidc {
    settings: OidcProvider,
    /// Where it sends people back to.
    redirect: String,
    discovery: Discovery,
}

impl Oidc {
    pub fn new(settings: OidcProvider, public_url: &str) -> Self {
        let redirect = format!("{public_url}/_auth/callback/{}", settings.id);
        let discovery = Discovery::new(&settings, public_url);
        Self { settings, redirect, discovery }
    }

    /// For `doctor`: where people would be sent.
    pub async fn reach(&self) -> Result<String, ProviderFault> {
        Ok(self.discovery.get().await?.authorization.to_string())
    }

    fn client(&self, found: &Discovered) -> Result<Client, ProviderFault> {
        let odd = |cause: oauth2::url::ParseError| ProviderFault::Untrusted(cause.to_string());
        let auth_type = if found.secret_in_body { AuthType::RequestBody } else { AuthType::BasicAuth };
        let client = oauth2::Client::new(ClientId::new(self.settings.client_id.clone()))
            .set_client_secret(ClientSecret::new(self.settings.client_secret.expose_secret().to_owned()))
            .set_auth_type(auth_type)
            .set_auth_uri(AuthUrl::new(found.authorization.to_string()).map_err(odd)?)
            .set_token_uri(TokenUrl::new(found.token.address()).map_err(odd)?)
            .set_redirect_uri(RedirectUrl::new(self.redirect.clone()).map_err(odd)?);
        Ok(client)
    }

    async fn tokens(&self, found: &Discovered, ties: &Ties, code: &str) -> Result<Tokens, ProviderFault> {
        let client = self.client(found)?;
        let http = |request: HttpRequest| send(found.token.clone(), request);
        let exchange = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .set_pkce_verifier(PkceCodeVerifier::new(ties.verifier.expose_secret().to_owned()));
        exchange.request_async(&http).await.map_err(|error| match error {
            RequestTokenError::ServerResponse(said) => ProviderFault::Refused(format!("the code was refused: {}", said.error())),
            RequestTokenError::Request(fault) => ProviderFault::Unavailable(format!("asking for tokens: {fault}")),
            other => ProviderFault::Untrusted(format!("asking for tokens: {other}")),
        })
    }

    /// A key that nobody knows may be a new one: the keys are asked for once more.
    async fn claims(&self, found: &Discovered, ties: &Ties, token: &str) -> Result<Claims, ProviderFault> {
        let expected = Expected { issuer: &self.settings.issuer, client: &self.settings.client_id, nonce: &ties.nonce };
        let mut checked = id_token::check(token, &found.keys().await?, &expected);
        if matches!(checked, Err(Wrong::UnknownKey)) {
            checked = id_token::check(token, &found.new_keys().await?, &expected);
        }
        checked.map_err(|wrong| ProviderFault::Untrusted(format!("the identity token: {wrong}")))
    }

    /// Many providers tell the address only there.
    async fn more(&self, found: &Discovered, claims: &mut Claims, access_token: &str) -> Result<(), ProviderFault> {
        let Some(userinfo) = found.userinfo.as_ref().filter(|_| claims.email.is_none()) else { return Ok(()) };
        let untrusted = |cause: &dyn std::fmt::Display| ProviderFault::Untrusted(format!("its words on somebody: {cause}"));
        let bearer = HeaderValue::from_str(&format!("Bearer {access_token}")).map_err(|cause| untrusted(&cause))?;
        let headers = HeaderMap::from_iter([(AUTHORIZATION, bearer), (ACCEPT, HeaderValue::from_static("application/json"))]);
        let answer = userinfo.exchange(reqwest::Method::GET, headers, Vec::new()).await;
        let (status, _, body) = answer.map_err(|fault| ProviderFault::Unavailable(format!("asking about somebody: {fault}")))?;
        if !status.is_success() {
            return Err(ProviderFault::Unavailable(format!("asking about somebody: status {status}")));
        }
        let told: id_token::Person = serde_json::from_slice(&body).map_err(|cause| untrusted(&cause))?;
        // Another subject would be somebody else's address.
        if told.sub != claims.sub {
            return Err(untrusted(&"another subject than that of the identity token"));
        }
        claims.add(told);
        Ok(())
    }
}

/// The crate's requests by the one client.
async fn send(place: Fetcher, request: HttpRequest) -> Result<HttpResponse, Fault> {
    let (parts, body) = request.into_parts();
    let (status, headers, body) = place.exchange(parts.method, parts.headers, body).await?;
    if status.is_server_error() {
        return Err(Fault::Status(status.as_u16()));
    }
    let mut answer = HttpResponse::new(body);
    (*answer.status_mut(), *answer.headers_mut()) = (status, headers);
    Ok(answer)
}

#[async_trait]
impl Provider for Oidc {
    fn id(&self) -> &str {
        &self.settings.id
    }

    fn name(&self) -> &str {
        &self.settings.name
    }

    async fn entrance(&self, ties: &Ties, hints: &Hints) -> Result<String, ProviderFault> {
        let found = self.discovery.get().await?;
        let verifier = PkceCodeVerifier::new(ties.verifier.expose_secret().to_owned());
        let scopes = self.settings.scopes.iter().chain(hints.scopes.iter().filter(|scope| !self.settings.scopes.contains(scope)));
        let client = self.client(&found)?;
        let mut request = client
            .authorize_url(|| CsrfToken::new(ties.state.clone()))
            .add_scopes(scopes.cloned().map(Scope::new))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .add_extra_param("nonce", &ties.nonce);
        if let Some(login) = &hints.login {
            request = request.add_extra_param("login_hint", login);
        }
        Ok(request.url().0.to_string())
    }

    async fn identity(&self, ties: &Ties, brought: &Brought<'_>) -> Result<Identity, ProviderFault> {
        let found: Arc<Discovered> = self.discovery.get().await?;
        // The code of one provider is never taken to another one.
        match brought.issuer {
            Some(issuer) if issuer != self.settings.issuer => {
                return Err(ProviderFault::OtherIssuer("the answer names another issuer".into()));
            }
            None if found.says_issuer => return Err(ProviderFault::OtherIssuer("the answer names no issuer".into())),
            _ => {}
        }
        let tokens = self.tokens(&found, ties, brought.code).await?;
        let token = tokens.extra_fields().id_token.as_deref();
        let token = token.ok_or_else(|| ProviderFault::Untrusted("there is no identity token".into()))?;
        let mut claims = self.claims(&found, ties, token).await?;
        self.more(&found, &mut claims, tokens.access_token().secret()).await?;
        let scopes = tokens.scopes().map(|scopes| scopes.iter().map(|scope| scope.to_string()).collect());
        Ok(Identity {
            issuer: self.settings.issuer.clone(),
            email_verified: claims.email_verified().unwrap_or(self.settings.trust_email),
            subject: claims.sub,
            email: claims.email,
            name: claims.name,
            image: claims.picture,
            scopes: scopes.unwrap_or_else(|| self.settings.scopes.clone()),
        })
    }
}
