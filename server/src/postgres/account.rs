//! Who the database server runs as. It refuses to run as root, so root lends it an unprivileged account.

use anyhow::{Context, Result};
use nix::unistd::{Gid, Uid, User, chown};
use sha2::{Digest, Sha256};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// The account of the server's processes.
#[derive(Debug, Clone)]
pub enum Account {
    /// We are not root: the server runs as ourselves.
    Ourselves,
    /// We are root: the server runs as this one.
    Lent { uid: Uid, gid: Gid },
}

/// The account to use: ourselves, or `postgres`, or `nobody`.
pub fn for_server() -> Result<Account> {
    if !Uid::effective().is_root() {
        return Ok(Account::Ourselves);
    }
    for name in ["postgres", "nobody"] {
        if let Some(user) = User::from_name(name)? {
            return Ok(Account::Lent { uid: user.uid, gid: user.gid });
        }
    }
    anyhow::bail!(
        "Postgres cannot run as root, and there is neither a user `postgres` nor `nobody`; make one with `useradd --system postgres`"
    )
}

impl Account {
    /// Where the cluster lies: in the folder itself when the account can reach it, otherwise under `/var/lib`.
    pub fn data_place(&self, folder: &Path) -> Result<PathBuf> {
        let Self::Lent { uid, .. } = self else { return Ok(folder.to_path_buf()) };
        if reachable(folder, *uid) {
            return Ok(folder.to_path_buf());
        }
        let digest = hex::encode(Sha256::digest(folder.as_os_str().as_encoded_bytes()));
        let place = PathBuf::from(format!("/var/lib/job-agent-{}", &digest[..12]));
        if !place.is_dir() {
            std::fs::create_dir_all(&place).with_context(|| {
                format!(
                    "{} cannot be reached by the database's account, and {} cannot be made; set DATA_DIR to a folder that everybody may pass through",
                    folder.display(),
                    place.display()
                )
            })?;
            tracing::info!(
                "the database's files are in {}: its account may not pass through the folders above {}",
                place.display(),
                folder.display()
            );
        }
        Ok(place)
    }

    /// Gives a path to the account.
    pub fn hand_over(&self, path: &Path) -> Result<()> {
        if let Self::Lent { uid, gid } = self {
            chown(path, Some(*uid), Some(*gid)).with_context(|| format!("cannot hand {} to the database's account", path.display()))?;
        }
        Ok(())
    }

    /// A command that will run as the account, away from folders that it may not enter.
    pub fn command(&self, program: &Path) -> tokio::process::Command {
        let mut command = tokio::process::Command::new(program);
        command.current_dir("/").stdin(std::process::Stdio::null());
        if let Self::Lent { uid, gid } = self {
            command.uid(uid.as_raw()).gid(gid.as_raw());
        }
        command
    }
}

/// Whether every folder down to this one lets the account pass.
fn reachable(folder: &Path, uid: Uid) -> bool {
    folder
        .ancestors()
        .all(|above| std::fs::metadata(above).is_ok_and(|meta| meta.permissions().mode() & 0o001 != 0 || meta.uid() == uid.as_raw()))
}
