//! Where S3 and Azure are, and who we are there.

use job_agent::storage::Failure;
use object_store::aws::{AmazonS3, AmazonS3Builder, Checksum};
use object_store::azure::{MicrosoftAzure, MicrosoftAzureBuilder};
use object_store::{ClientOptions, RetryConfig};
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;

/// A file is at most a few megabytes; what takes longer does not come.
const TIMEOUT: Duration = Duration::from_secs(30);
const CONNECT: Duration = Duration::from_secs(5);

/// A bucket.
#[derive(Debug, Clone)]
pub struct S3 {
    pub bucket: String,
    /// Empty, or with a slash at its end.
    pub prefix: String,
    pub region: String,
    /// Of what speaks like S3; none for Amazon's.
    pub endpoint: Option<String>,
    pub key_id: String,
    pub secret: SecretString,
}

impl S3 {
    pub(super) fn open(&self) -> Result<AmazonS3, Failure> {
        let builder = AmazonS3Builder::new()
            .with_bucket_name(&self.bucket)
            .with_region(&self.region)
            .with_access_key_id(&self.key_id)
            .with_secret_access_key(self.secret.expose_secret())
            // The other side computes it too, and takes nothing that differs.
            .with_checksum_algorithm(Checksum::SHA256)
            .with_client_options(client(self.endpoint.as_deref()))
            .with_retry(retry());
        let builder = match &self.endpoint {
            Some(endpoint) => builder.with_endpoint(endpoint).with_virtual_hosted_style_request(false),
            None => builder.with_virtual_hosted_style_request(true),
        };
        builder.build().map_err(|cause| Failure::Unavailable(cause.to_string()))
    }

    pub(super) fn said(&self) -> String {
        format!("S3, bucket {} at {}", self.bucket, self.endpoint.as_deref().unwrap_or(&self.region))
    }
}

/// A container.
#[derive(Debug, Clone)]
pub struct Azure {
    pub account: String,
    pub container: String,
    /// Empty, or with a slash at its end.
    pub prefix: String,
    /// Of an emulator, with the account behind it; none for Microsoft's.
    pub endpoint: Option<String>,
    /// Base64, as the portal shows it.
    pub secret: SecretString,
}

impl Azure {
    pub(super) fn open(&self) -> Result<MicrosoftAzure, Failure> {
        MicrosoftAzureBuilder::new()
            .with_account(&self.account)
            .with_container_name(&self.container)
            .with_access_key(self.secret.expose_secret())
            .with_endpoint(self.endpoint())
            .with_client_options(client(self.endpoint.as_deref()))
            .with_retry(retry())
            .build()
            .map_err(|cause| Failure::Unavailable(cause.to_string()))
    }

    pub(super) fn endpoint(&self) -> String {
        self.endpoint.clone().unwrap_or_else(|| format!("https://{}.blob.core.windows.net", self.account))
    }

    pub(super) fn said(&self) -> String {
        format!("Azure, container {} of {}", self.container, self.account)
    }
}

fn client(endpoint: Option<&str>) -> ClientOptions {
    let plain = endpoint.is_some_and(|endpoint| endpoint.starts_with("http://"));
    ClientOptions::new().with_timeout(TIMEOUT).with_connect_timeout(CONNECT).with_allow_http(plain)
}

fn retry() -> RetryConfig {
    RetryConfig { max_retries: 3, retry_timeout: TIMEOUT, ..RetryConfig::default() }
}
