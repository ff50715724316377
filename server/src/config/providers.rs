//! Providers of sign-in: Google by two settings of its own, any other that speaks OpenID Connect by a list.

use anyhow::{Context, Result, anyhow, bail, ensure};
use clap::Args;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::collections::HashSet;

const GOOGLE: &str = "https://accounts.google.com";

/// Who else may say who somebody is.
#[derive(Debug, Clone, Args)]
pub struct ProvidersConfig {
    /// The client that Google's console made for this installation.
    #[arg(long, env = "GOOGLE_CLIENT_ID", global = true)]
    pub google_client_id: Option<String>,
    #[arg(long, env = "GOOGLE_CLIENT_SECRET", hide_env_values = true, global = true)]
    pub google_client_secret: Option<SecretString>,
    /// A JSON list: [{"id":"company","name":"Company","issuer":"https://…","client_id":"…","client_secret":"…"}].
    #[arg(long, env = "OIDC_PROVIDERS", hide_env_values = true, global = true)]
    pub oidc_providers: Option<SecretString>,
}

/// One provider that speaks OpenID Connect.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OidcProvider {
    /// Stands in addresses: `/_auth/callback/{id}`.
    pub id: String,
    /// Stands on buttons.
    pub name: String,
    /// As it calls itself, to the letter.
    pub issuer: String,
    pub client_id: String,
    pub client_secret: SecretString,
    #[serde(default = "usual_scopes")]
    pub scopes: Vec<String>,
    /// Its addresses count as verified although it does not say so; for a provider whose people cannot choose them.
    #[serde(default)]
    pub trust_email: bool,
    /// It lives in the operator's own network, at an address that is not public.
    #[serde(default)]
    pub private_network: bool,
}

fn usual_scopes() -> Vec<String> {
    ["openid", "email", "profile"].map(str::to_owned).to_vec()
}

impl ProvidersConfig {
    /// All of them; what contradicts itself is refused by the name of its setting.
    pub fn list(&self, production: bool) -> Result<Vec<OidcProvider>> {
        let mut found: Vec<OidcProvider> = self.google()?.into_iter().collect();
        if let Some(list) = self.oidc_providers.as_ref().map(ExposeSecret::expose_secret).filter(|list| !list.trim().is_empty()) {
            let list: Vec<OidcProvider> = serde_json::from_str(list).map_err(|cause| anyhow!("OIDC_PROVIDERS {}", fault(&cause)))?;
            found.extend(list);
        }
        let (mut ids, mut issuers) = (HashSet::new(), HashSet::new());
        for one in &found {
            let id = &one.id;
            one.check(production).with_context(|| format!("OIDC_PROVIDERS, the provider {id:?}"))?;
            ensure!(ids.insert(id), "OIDC_PROVIDERS names the id {id:?} twice (google is taken by GOOGLE_CLIENT_ID)");
            ensure!(issuers.insert(&one.issuer), "OIDC_PROVIDERS names the issuer {} twice", one.issuer);
        }
        Ok(found)
    }

    fn google(&self) -> Result<Option<OidcProvider>> {
        // Compose passes what is not set as nothing.
        let id = self.google_client_id.as_deref().map(str::trim).filter(|id| !id.is_empty());
        let secret = self.google_client_secret.as_ref().filter(|secret| !secret.expose_secret().trim().is_empty());
        match (id, secret) {
            (None, None) => Ok(None),
            (Some(client_id), Some(secret)) => Ok(Some(OidcProvider {
                id: "google".into(),
                name: "Google".into(),
                issuer: GOOGLE.into(),
                client_id: client_id.into(),
                client_secret: secret.clone(),
                scopes: usual_scopes(),
                trust_email: false,
                private_network: false,
            })),
            (Some(_), None) => bail!("GOOGLE_CLIENT_ID is set but GOOGLE_CLIENT_SECRET is not"),
            (None, Some(_)) => bail!("GOOGLE_CLIENT_SECRET is set but GOOGLE_CLIENT_ID is not"),
        }
    }
}

/// What is wrong with the list, without its values: one of them is a secret.
fn fault(cause: &serde_json::Error) -> String {
    let place = format!("line {}, column {}", cause.line(), cause.column());
    let said = cause.to_string();
    match ["missing field", "unknown field"].iter().any(|start| said.starts_with(start)) {
        true => format!("has a provider with {said}"),
        false => format!("is not a JSON list of providers ({place})"),
    }
}

impl OidcProvider {
    fn check(&self, production: bool) -> Result<()> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        ensure!(
            (1..=32).contains(&self.id.len()) && self.id.chars().all(plain) && self.id != "credential",
            "id must be 1 to 32 small letters, digits and hyphens, and not \"credential\""
        );
        let name = self.name.trim().chars().count();
        ensure!(
            (1..=40).contains(&name) && !self.name.chars().any(char::is_control),
            "name must be 1 to 40 characters; it stands on a button"
        );
        let issuer = reqwest::Url::parse(&self.issuer).context("issuer is not an address")?;
        ensure!(issuer.query().is_none() && issuer.fragment().is_none(), "issuer must be an address without a query");
        let host = issuer.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let loopback = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
        match issuer.scheme() {
            "https" => {}
            "http" if loopback && !production => {}
            "http" if loopback => bail!("issuer must start with https:// in production"),
            _ => bail!("issuer must start with https:// (http:// only for this machine, in development)"),
        }
        ensure!(!self.client_id.trim().is_empty(), "client_id is empty");
        ensure!(!self.client_secret.expose_secret().trim().is_empty(), "client_secret is empty");
        ensure!(self.scopes.iter().any(|scope| scope == "openid"), "scopes must hold \"openid\"");
        let odd = |scope: &String| scope.is_empty() || !scope.chars().all(|c| c.is_ascii_graphic() && c != '"' && c != '\\');
        ensure!(!self.scopes.iter().any(odd), "scopes must be words");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::ProvidersConfig;

    fn list(json: &str, production: bool) -> Result<Vec<String>, String> {
        let config = ProvidersConfig { google_client_id: None, google_client_secret: None, oidc_providers: Some(json.to_owned().into()) };
        let found = config.list(production).map_err(|error| format!("{error:#}"))?;
        Ok(found.into_iter().map(|one| format!("{} {}", one.id, one.scopes.join(","))).collect())
    }

    fn one(field: &str, value: &str) -> String {
        let mut fields = serde_json::json!({
            "id": "company", "name": "Company", "issuer": "https://id.example.org", "client_id": "app", "client_secret": "hush hush",
        });
        fields[field] = serde_json::from_str(value).unwrap();
        format!("[{fields}]")
    }

    #[test]
    fn a_provider_needs_little_and_what_is_broken_is_named() {
        assert_eq!(list(&one("trust_email", "true"), true).unwrap(), ["company openid,email,profile"]);
        assert_eq!(list("  ", true).unwrap(), Vec::<String>::new());
        for (field, value, word) in [
            ("id", "\"Company\"", "id must"),
            ("id", "\"credential\"", "id must"),
            ("name", "\"\"", "name must"),
            ("issuer", "\"nonsense\"", "issuer"),
            ("issuer", "\"http://id.example.org\"", "https://"),
            ("issuer", "\"https://id.example.org?a=1\"", "query"),
            ("client_id", "\" \"", "client_id"),
            ("client_secret", "\"\"", "client_secret"),
            ("scopes", "[\"email\"]", "openid"),
            ("scopes", "[\"openid\",\"a b\"]", "words"),
            ("colour", "\"red\"", "colour"),
            ("client_secret", "7", "client_secret"),
        ] {
            let said = list(&one(field, value), false).unwrap_err();
            assert!(said.contains("OIDC_PROVIDERS") && (said.contains(word) || field == "client_secret"), "{field} {value}: {said}");
            assert!(!said.contains("hush"), "{said}");
        }
        assert!(list("{}", false).unwrap_err().contains("OIDC_PROVIDERS"));
        let twice = format!("[{0},{0}]", one("name", "\"A\"").trim_matches(['[', ']']));
        assert!(list(&twice, false).unwrap_err().contains("twice"));
    }

    #[test]
    fn a_provider_on_this_machine_is_for_development_alone() {
        let local = one("issuer", "\"http://127.0.0.1:9000/oidc\"");
        assert!(list(&local, false).is_ok());
        assert!(list(&local, true).unwrap_err().contains("https:// in production"));
    }

    #[test]
    fn google_needs_both_of_its_settings() {
        let google = |id: Option<&str>, secret: Option<&str>| {
            let config = ProvidersConfig {
                google_client_id: id.map(str::to_owned),
                google_client_secret: secret.map(|text| text.to_owned().into()),
                oidc_providers: None,
            };
            config.list(true).map(|found| found.len()).map_err(|error| error.to_string())
        };
        assert_eq!(google(Some("id"), Some("secret")), Ok(1));
        assert_eq!(google(Some(""), Some("")), Ok(0));
        assert!(google(Some("id"), None).unwrap_err().contains("GOOGLE_CLIENT_SECRET"));
        assert!(google(None, Some("secret")).unwrap_err().contains("GOOGLE_CLIENT_ID"));
    }
}
