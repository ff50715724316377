//! Brings the schema to this version, of a new database or of one that was there before.

use crate::adapters::queue::PostgresQueue;
use crate::application::connect;
use crate::config::Config;
use anyhow::{Context, Result, bail};
use job_agent::db::{self, Baseline, PREDECESSOR};
use secrecy::ExposeSecret;
use std::process::ExitCode;

pub async fn run(config: &Config, check: bool, baseline: bool) -> Result<ExitCode> {
    let url = owner(config)?;
    if check {
        let pool = connect(url, 1).await?;
        let at_head = db::is_at_head(&pool).await.unwrap_or(false);
        println!("{}", if at_head { "the schema is at this version" } else { "the schema is not at this version" });
        return Ok(if at_head { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    if baseline {
        take_over(url).await?;
    }
    let made = bring_to_head(url).await?;
    println!("{made} changes made; the schema is at this version");
    Ok(ExitCode::SUCCESS)
}

/// The address of the owner of the schema.
pub fn owner(config: &Config) -> Result<&str> {
    match &config.database.admin_database_url {
        Some(url) => Ok(url.expose_secret()),
        None => bail!("ADMIN_DATABASE_URL must be set; only the owner of the schema may change it"),
    }
}

async fn take_over(url: &str) -> Result<()> {
    let admin = connect(url, 1).await?;
    match db::baseline(&admin).await? {
        Baseline::There => println!("the history of changes is there already"),
        Baseline::Marked(count) => println!("{count} changes are there and are noted in the history now"),
        Baseline::SetAside(tables) => {
            println!("the tables of an older program lie in the schema {PREDECESSOR} now, as they were: {}", tables.join(", "));
            println!("`job-agent adopt --dry-run` says what can be taken over from them");
        }
    }
    admin.close().await;
    Ok(())
}

/// Returns how many changes were made.
pub async fn bring_to_head(url: &str) -> Result<usize> {
    let admin = connect(url, 2).await?;
    let made = db::migrate(&admin).await?;
    PostgresQueue::set_up(&admin).await.context("the queue's tables could not be made")?;
    admin.close().await;
    Ok(made)
}
