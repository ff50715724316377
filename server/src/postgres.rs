//! A private Postgres for whoever has none: started from the installed server's programs, kept in a folder of its
//! own, reachable from this machine alone, stopped with us.
//!
//! The folder holds `lock` (who owns the instance), `secrets.json` (passwords, for our eyes only), `postgres.log`, and
//! `data/`. Where that folder cannot be reached by the account that the server has to run as, `data/` lies elsewhere
//! and the log says where.

mod account;
mod cluster;
mod lock;
mod programs;
mod roles;
mod secrets;

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

use cluster::Cluster;
use secrets::Secrets;

/// A running private Postgres. Dropping it asks the server to stop; [`Embedded::shutdown`] also waits until it has.
#[derive(Debug)]
pub struct Embedded {
    cluster: Cluster,
    secrets: Secrets,
    /// Held as long as we own the instance; a second process is a guest and holds none.
    _lock: Option<std::fs::File>,
}

/// Starts the private Postgres of this folder, or joins the one that another process of ours has started.
/// The three roles and the database are there afterwards; migrations are the caller's.
pub async fn start(folder: &Path) -> Result<Embedded> {
    let folder = std::path::absolute(folder)?;
    create_private(&folder)?;
    let account = account::for_server()?;
    let place = account.data_place(&folder)?;
    let Some(lock) = lock::take(&folder)? else { return join(&folder, &place).await };
    let secrets = Secrets::load_or_create(&folder, &place)?;
    let cluster = match cluster::adopt(&place, &secrets).await? {
        Some(running) => running,
        None => cluster::launch(&folder, &place, &account, &secrets).await?,
    };
    roles::make(cluster.port(), &secrets).await.context("the private Postgres runs, but its roles could not be made")?;
    Ok(Embedded { cluster, secrets, _lock: Some(lock) })
}

/// Another process owns the instance: use it, and leave it running.
async fn join(folder: &Path, place: &Path) -> Result<Embedded> {
    let started = std::time::Instant::now();
    while started.elapsed() < cluster::PATIENCE {
        if let Ok(secrets) = Secrets::load(folder)
            && let Some(running) = cluster::adopt(place, &secrets).await?
            && roles::ready(running.port(), &secrets).await
        {
            return Ok(Embedded { cluster: running.into_guest(), secrets, _lock: None });
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    anyhow::bail!(
        "another process holds {} but no Postgres answers there; stop that process and start again",
        folder.join("lock").display()
    )
}

impl Embedded {
    /// Owns the schema; for migrations alone.
    pub fn admin_url(&self) -> String {
        self.url("job_agent_admin", &self.secrets.admin)
    }

    /// What the web uses.
    pub fn ui_url(&self) -> String {
        self.url("job_agent_ui", &self.secrets.ui)
    }

    /// What the worker uses.
    pub fn worker_url(&self) -> String {
        self.url("job_agent_worker", &self.secrets.worker)
    }

    /// Stops the server and waits until it has written everything; a guest leaves it running.
    pub async fn shutdown(mut self) -> Result<()> {
        self.cluster.stop().await
    }

    fn url(&self, role: &str, password: &str) -> String {
        let mut url = format!("postgres://{role}:{password}@127.0.0.1:{}/job_agent?sslmode=disable", self.cluster.port());
        if let Some(folder) = self.cluster.socket_folder() {
            url.push_str("&host=");
            url.push_str(folder);
        }
        url
    }
}

/// A folder that only we can read, unless it is there already.
fn create_private(folder: &Path) -> Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))
}

/// The cluster's own folder inside its place.
fn data_folder(place: &Path) -> PathBuf {
    place.join("data")
}

#[cfg(test)]
mod tests;
