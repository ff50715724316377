//! Where files are kept.

use crate::adapters::storage::{Azure, S3};
use anyhow::{Result, bail, ensure};
use clap::Args;
use secrecy::{ExposeSecret, SecretString};

/// On the disk, in S3 or in Azure.
#[derive(Debug, Clone, Args)]
pub struct StorageConfig {
    /// s3://bucket/prefix or azure://account/container/prefix; without it files lie in DATA_DIR. Give every process the same.
    #[arg(long, env = "STORAGE_URL", global = true)]
    pub storage_url: Option<String>,
    /// Where it answers, if not at Amazon's or Microsoft's, such as https://minio.example.org:9000.
    #[arg(long, env = "STORAGE_ENDPOINT", global = true)]
    pub storage_endpoint: Option<String>,
    /// Of S3.
    #[arg(long, env = "STORAGE_REGION", default_value = "us-east-1", global = true)]
    pub storage_region: String,
    /// Who we are at S3.
    #[arg(long, env = "STORAGE_KEY_ID", hide_env_values = true, global = true)]
    pub storage_key_id: Option<String>,
    /// The secret key of S3, or the account's key of Azure.
    #[arg(long, env = "STORAGE_SECRET", hide_env_values = true, global = true)]
    pub storage_secret: Option<SecretString>,
}

/// What the settings say together.
#[derive(Debug, Clone)]
pub enum Place {
    Disk,
    S3(S3),
    Azure(Azure),
}

impl StorageConfig {
    /// Refuses what is not whole, by name. Compose passes what is not set as nothing.
    pub fn place(&self) -> Result<Place> {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let endpoint = given(&self.storage_endpoint).map(|endpoint| endpoint.trim_end_matches('/').to_owned());
        let secret = self.storage_secret.clone().filter(|secret| !secret.expose_secret().is_empty());
        let Some(url) = given(&self.storage_url) else {
            let alone = endpoint.is_none() && given(&self.storage_key_id).is_none() && secret.is_none();
            ensure!(alone, "STORAGE_ENDPOINT, STORAGE_KEY_ID or STORAGE_SECRET is set but STORAGE_URL is not");
            return Ok(Place::Disk);
        };
        if let Some(endpoint) = &endpoint {
            ensure!(
                ["https://", "http://"].iter().any(|scheme| endpoint.starts_with(scheme)),
                "STORAGE_ENDPOINT must start with https:// or http://; it is {endpoint}"
            );
        }
        let Some(secret) = secret else { bail!("STORAGE_SECRET must be set where STORAGE_URL is") };
        let (scheme, path) = url.split_once("://").unwrap_or_default();
        let mut parts = path.trim_end_matches('/').splitn(if scheme == "azure" { 3 } else { 2 }, '/').map(str::to_owned);
        let mut part = || parts.next().filter(|part| !part.is_empty());
        let unknown = "STORAGE_URL must be s3://bucket/prefix or azure://account/container/prefix, the prefix as you like";
        let first = part();
        match (scheme, first) {
            ("s3", Some(bucket)) => {
                let Some(key_id) = given(&self.storage_key_id) else { bail!("STORAGE_KEY_ID must be set for s3://") };
                let (prefix, region) = (prefix(part())?, self.storage_region.clone());
                let plain = !region.is_empty() && region.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
                ensure!(plain, "STORAGE_REGION must be a region's name, such as eu-central-1; it is {region}");
                Ok(Place::S3(S3 { bucket, prefix, region, endpoint, key_id, secret }))
            }
            ("azure", Some(account)) => {
                let Some(container) = part() else { bail!(unknown) };
                Ok(Place::Azure(Azure { account, container, prefix: prefix(part())?, endpoint, secret }))
            }
            _ => bail!(unknown),
        }
    }
}

/// With a slash at its end, of the letters that keys are made of.
fn prefix(given: Option<String>) -> Result<String> {
    let Some(given) = given else { return Ok(String::new()) };
    let plain = given.split('/').all(|part| {
        !part.is_empty() && !part.starts_with('.') && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    });
    ensure!(plain, "the prefix in STORAGE_URL may hold letters, digits, hyphens, dots and slashes; it is {given}");
    Ok(format!("{given}/"))
}

#[cfg(test)]
mod tests {
    use super::{Place, StorageConfig};

    fn settings(url: &str, key_id: &str, secret: &str) -> StorageConfig {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        StorageConfig {
            storage_url: given(url),
            storage_endpoint: None,
            storage_region: "us-east-1".into(),
            storage_key_id: given(key_id),
            storage_secret: given(secret).map(Into::into),
        }
    }

    #[test]
    fn places_are_read_from_one_address() {
        assert!(matches!(settings("", "", "").place().unwrap(), Place::Disk));
        let Place::S3(s3) = settings("s3://files/job/agent/", "me", "x").place().unwrap() else { panic!("no S3") };
        assert_eq!((s3.bucket.as_str(), s3.prefix.as_str()), ("files", "job/agent/"));
        let Place::Azure(azure) = settings("azure://account/files", "", "x").place().unwrap() else { panic!("no Azure") };
        assert_eq!((azure.account.as_str(), azure.container.as_str(), azure.prefix.as_str()), ("account", "files", ""));
    }

    #[test]
    fn what_is_not_whole_is_named() {
        for (url, key_id, secret, name) in [
            ("", "me", "", "STORAGE_URL"),
            ("s3://files", "", "x", "STORAGE_KEY_ID"),
            ("s3://files", "me", "", "STORAGE_SECRET"),
            ("s3://", "me", "x", "STORAGE_URL"),
            ("azure://account", "", "x", "STORAGE_URL"),
            ("ftp://files", "me", "x", "STORAGE_URL"),
            ("s3://files/../x", "me", "x", "STORAGE_URL"),
        ] {
            let said = settings(url, key_id, secret).place().unwrap_err().to_string();
            assert!(said.contains(name) && !said.contains("=x"), "{url}: {said}");
        }
    }
}
