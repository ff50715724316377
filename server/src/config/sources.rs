//! Job sources: keys of the operator's, and a stand-in for all of them.

use crate::adapters::fetch::{Fetcher, Limits};
use crate::adapters::sources;
use anyhow::{Result, ensure};
use clap::Args;
use secrecy::{ExposeSecret, SecretString};
use std::collections::BTreeMap;

/// How sources are asked. All but three need nothing.
#[derive(Debug, Clone, Args)]
pub struct SourcesConfig {
    /// Asks this address in place of every source, each in a folder by its key; for tests, mirrors and demonstrations.
    #[arg(long, env = "SOURCES_BASE_URL", value_name = "SOURCES_BASE_URL", global = true)]
    pub sources: Option<String>,
    /// From developer.adzuna.com; with ADZUNA_APP_KEY it opens the source `adzuna`.
    #[arg(long, env = "ADZUNA_APP_ID", hide_env_values = true, global = true)]
    pub adzuna_app_id: Option<SecretString>,
    #[arg(long, env = "ADZUNA_APP_KEY", hide_env_values = true, global = true)]
    pub adzuna_app_key: Option<SecretString>,
    /// Where Adzuna is asked when a search names no place that tells its country.
    #[arg(long, env = "ADZUNA_COUNTRY", value_name = "ADZUNA_COUNTRY", default_value = "gb", global = true)]
    pub adzuna_country: String,
    /// The address that the key of USAJOBS was given to; its terms want it to be told.
    #[arg(long, env = "USAJOBS_EMAIL", hide_env_values = true, global = true)]
    pub usajobs_email: Option<SecretString>,
    /// From developer.usajobs.gov; with USAJOBS_EMAIL it opens the source `usajobs`.
    #[arg(long, env = "USAJOBS_KEY", hide_env_values = true, global = true)]
    pub usajobs_key: Option<SecretString>,
    /// From themuse.com/developers; sent along to the source `themuse`, which is asked no more often for it.
    #[arg(long, env = "THEMUSE_KEY", hide_env_values = true, global = true)]
    pub themuse_key: Option<SecretString>,
}

impl SourcesConfig {
    /// Every key that is set, by its setting's name. Compose passes what is not set as nothing.
    pub fn keys(&self) -> BTreeMap<&'static str, SecretString> {
        let all = [
            ("ADZUNA_APP_ID", &self.adzuna_app_id),
            ("ADZUNA_APP_KEY", &self.adzuna_app_key),
            ("USAJOBS_EMAIL", &self.usajobs_email),
            ("USAJOBS_KEY", &self.usajobs_key),
            ("THEMUSE_KEY", &self.themuse_key),
        ];
        let set = all.into_iter().filter_map(|(name, key)| Some((name, key.clone()?)));
        set.filter(|(_, key)| !key.expose_secret().is_empty()).collect()
    }

    pub fn instead(&self) -> Option<&str> {
        self.sources.as_deref().filter(|url| !url.is_empty())
    }

    /// No key is repeated.
    pub(super) fn check(&self) -> Result<()> {
        if let Some(url) = self.instead() {
            ensure!(
                Fetcher::new(url, "", Limits::default()).is_ok(),
                "SOURCES_BASE_URL must be a public address that starts with https://, or one of this machine with http://, without a name, \
                 a password or a query"
            );
        }
        let keys = self.keys();
        for (one, other) in [("ADZUNA_APP_ID", "ADZUNA_APP_KEY"), ("USAJOBS_EMAIL", "USAJOBS_KEY")] {
            ensure!(keys.contains_key(one) == keys.contains_key(other), "{one} and {other} belong together; set both or neither");
        }
        for (name, key) in &keys {
            let plain = key.expose_secret().chars().all(|c| c.is_ascii_graphic());
            ensure!(plain, "{name} holds a blank or a character that no key has");
        }
        let country = &self.adzuna_country;
        ensure!(
            sources::adzuna_serves(country),
            "ADZUNA_COUNTRY must be a country that Adzuna serves, such as gb, de or us; it is {country}"
        );
        Ok(())
    }
}
