//! Checks every setting and dependency, one line each. Secrets are never printed.

use crate::adapters::oidc::Oidc;
use crate::adapters::queue::RedisQueue;
use crate::adapters::storage::links::FileLinks;
use crate::application::{connect, store};
use crate::config::Config;
use crate::encryption;
use anyhow::Result;
use job_agent::desk::SystemClock;
use job_agent::storage::Store;
use secrecy::{ExposeSecret, SecretString};
use std::process::ExitCode;
use std::sync::Arc;

/// Prints `ok`, `off` or `bad` a line; fails when something is bad.
pub async fn run(config: &Config) -> Result<ExitCode> {
    let mut bad = 0;
    let mut say = |state: &str, what: &str, detail: &str| {
        bad += usize::from(state == "bad");
        println!("{state:<4} {what:<22} {detail}");
    };
    say("ok", "ENVIRONMENT", if config.is_development() { "development" } else { "production" });
    say("ok", "PUBLIC_URL", &config.public_url());
    let database = &config.database;
    for (name, url) in [
        ("DATABASE_URL", &database.database_url),
        ("WORKER_DATABASE_URL", &database.worker_database_url),
        ("ADMIN_DATABASE_URL", &database.admin_database_url),
    ] {
        match url {
            None => say("off", name, "not set; without any, job-agent brings a private Postgres"),
            Some(url) => match reach(url, name == "ADMIN_DATABASE_URL").await {
                Ok(detail) => say("ok", name, &detail),
                Err(cause) => say("bad", name, &format!("{cause:#}")),
            },
        }
    }
    if let Some(url) = &database.listen_database_url {
        match reach(url, false).await {
            Ok(detail) => say("ok", "LISTEN_DATABASE_URL", &detail),
            Err(cause) => say("bad", "LISTEN_DATABASE_URL", &format!("{cause:#}")),
        }
    }
    let writable = std::fs::create_dir_all(&config.data_dir).and_then(|()| tempfile::tempfile_in(&config.data_dir));
    match writable {
        Ok(_) => say("ok", "DATA_DIR", &config.data_dir.display().to_string()),
        Err(cause) => say("bad", "DATA_DIR", &format!("{} is not writable: {cause}", config.data_dir.display())),
    }
    let links = Arc::new(FileLinks::new(&[], Arc::new(SystemClock)));
    match store(config, links, Arc::new(SystemClock)) {
        Ok(store) => match store.check().await {
            Ok(()) => say("ok", "STORAGE_URL", &format!("files are kept on {}", store.place())),
            Err(failure) => say("bad", "STORAGE_URL", &format!("{}: {failure}", store.place())),
        },
        Err(cause) => say("bad", "STORAGE_URL", &format!("{cause:#}")),
    }
    match config.encryption_keys().len() {
        0 => say("off", "ENCRYPTION_KEYS", &format!("not set; the key lies in {}", config.data_dir.join(encryption::FILE).display())),
        keys => say("ok", "ENCRYPTION_KEYS", &format!("{keys} set; the first one seals")),
    }
    let providers = config.providers.list(!config.is_development())?;
    if providers.is_empty() {
        say("off", "OIDC_PROVIDERS", "not set, nor GOOGLE_CLIENT_ID; people sign in with a password");
    }
    for provider in providers {
        let name = format!("sign-in by {}", provider.id);
        match Oidc::new(provider, &config.public_url()).reach().await {
            Ok(place) => say("ok", &name, &format!("answers; people are sent to {place}")),
            Err(fault) => say("bad", &name, &fault.to_string()),
        }
    }
    match &config.mail.smtp_url {
        None => say("off", "SMTP_URL", "not set; mail goes to the outbox folder"),
        Some(_) => say("ok", "SMTP_URL", "set"),
    }
    match config.queue_url() {
        None => say("off", "QUEUE_URL", "not set; Postgres carries the messages"),
        Some(url) => match async { RedisQueue::new(url, config.queue_authority()?)?.reach().await }.await {
            Ok(detail) => say("ok", "QUEUE_URL", &detail),
            Err(cause) => say("bad", "QUEUE_URL", &format!("{cause:#}")),
        },
    }
    match config.assistant.settings()? {
        None => say("off", "ASSISTANT_MODEL", "not set; the built-in assistant does everything"),
        Some(model) => say("ok", "ASSISTANT_MODEL", &format!("{} of {}; not asked, as each question costs", model.name(), model.whose())),
    }
    Ok(if bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn reach(url: &SecretString, is_admin: bool) -> Result<String> {
    let pool = connect(url.expose_secret(), 1).await?;
    if !is_admin && let Some(fault) = job_agent::db::excess_rights(&pool).await? {
        anyhow::bail!(fault);
    }
    let at_head = job_agent::db::is_at_head(&pool).await.unwrap_or(false);
    Ok(if at_head {
        "reached, schema at this version".into()
    } else {
        "reached, schema not at this version; run: job-agent migrate".into()
    })
}
