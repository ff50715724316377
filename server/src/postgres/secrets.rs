//! The passwords of the private instance: random, made once, readable by us alone.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// One password a role. Hexadecimal, so that they can stand in a URL as they are.
#[derive(Clone, Serialize, Deserialize)]
pub struct Secrets {
    pub superuser: String,
    pub admin: String,
    pub ui: String,
    pub worker: String,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(…)")
    }
}

impl Secrets {
    /// Those of an instance that is there.
    pub fn load(folder: &Path) -> Result<Self> {
        let path = folder.join("secrets.json");
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} is not what we wrote", path.display()))
    }

    /// Those of this folder; made when there is no instance yet. Without them an existing instance stays shut.
    pub fn load_or_create(folder: &Path, place: &Path) -> Result<Self> {
        if folder.join("secrets.json").exists() {
            return Self::load(folder);
        }
        let data = super::data_folder(place);
        anyhow::ensure!(
            !data.exists(),
            "{} holds a database but {} with its passwords is gone; put it back, or move the database away to begin anew",
            data.display(),
            folder.join("secrets.json").display()
        );
        let made = Self { superuser: random(), admin: random(), ui: random(), worker: random() };
        write_private(&folder.join("secrets.json"), &serde_json::to_string_pretty(&made)?)?;
        Ok(made)
    }
}

fn random() -> String {
    hex::encode(rand::random::<[u8; 24]>())
}

/// Writes a new file that nobody else can read.
pub fn write_private(path: &Path, text: &str) -> Result<()> {
    let mut file = std::fs::OpenOptions::new()
        .create(true)
        .truncate(true)
        .write(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("cannot write {}", path.display()))?;
    file.write_all(text.as_bytes())?;
    Ok(file.sync_all()?)
}
