//! Where the installed server's programs are.

use anyhow::Result;
use std::path::{Path, PathBuf};

/// The programs of one installed version.
#[derive(Debug, Clone)]
pub struct Programs {
    pub initdb: PathBuf,
    pub postgres: PathBuf,
}

/// The newest installed version, or the one that a cluster was made with.
pub async fn find(wanted_major: Option<u32>) -> Result<Programs> {
    let mut places = versioned();
    places.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    places.extend(asked_pg_config().await);
    for place in places {
        let (initdb, postgres) = (place.join("initdb"), place.join("postgres"));
        if !(initdb.is_file() && postgres.is_file()) {
            continue;
        }
        if wanted_major.is_some() && major(&postgres).await != wanted_major {
            continue;
        }
        return Ok(Programs { initdb, postgres });
    }
    match wanted_major {
        Some(version) => anyhow::bail!(
            "the database's files were made by Postgres {version}, which is not installed; install `postgresql-{version}`, or set DATABASE_URL"
        ),
        None => anyhow::bail!(
            "no Postgres server is installed; run `sudo apt-get install --no-install-recommends postgresql`, or set DATABASE_URL"
        ),
    }
}

/// Debian keeps each version in its own folder, outside of PATH. Newest first.
fn versioned() -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir("/usr/lib/postgresql") else { return Vec::new() };
    let mut found: Vec<(u32, PathBuf)> =
        entries.flatten().filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin")))).collect();
    found.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    found.into_iter().map(|(_, place)| place).collect()
}

/// Some systems install `pg_config` alone into PATH.
async fn asked_pg_config() -> Option<PathBuf> {
    let answer = tokio::process::Command::new("pg_config").arg("--bindir").output().await.ok()?;
    Some(PathBuf::from(String::from_utf8(answer.stdout).ok()?.trim()))
}

/// The first number of `postgres (PostgreSQL) 15.18 (Debian …)`.
async fn major(postgres: &Path) -> Option<u32> {
    let answer = tokio::process::Command::new(postgres).arg("--version").output().await.ok()?;
    let text = String::from_utf8(answer.stdout).ok()?;
    text.split_whitespace().nth(2)?.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
