//! The keys that seal secrets: from the settings, or one that is made once and kept beside the files.

use anyhow::{Context, Result};
use job_agent::seal::Seals;
use secrecy::{ExposeSecret, SecretString};
use std::io::Write;
use std::path::Path;
use tempfile::NamedTempFile;

/// The file in the data folder.
pub const FILE: &str = "encryption.key";

/// Those of the settings, or that of the folder.
pub fn seals(settings: &[SecretString], folder: &Path) -> Result<Seals> {
    let keys = keys(settings, folder)?;
    Seals::new(&keys).map_err(|cause| anyhow::anyhow!("ENCRYPTION_KEYS or {}: {cause}", folder.join(FILE).display()))
}

/// The same as they are written, for what is made from them.
pub fn keys(settings: &[SecretString], folder: &Path) -> Result<Vec<SecretString>> {
    Ok(if settings.is_empty() { vec![load_or_create(folder)?] } else { settings.to_vec() })
}

/// Of processes that start at once, one makes it and all read the same.
fn load_or_create(folder: &Path) -> Result<SecretString> {
    let path = folder.join(FILE);
    if !path.exists() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        match write(folder).and_then(|whole| Ok(whole.persist_noclobber(&path).map_err(|failed| failed.error)?)) {
            Err(cause) if !path.exists() => return Err(cause).with_context(|| format!("cannot write {}", path.display())),
            _ => {}
        }
    }
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(text.trim().to_owned().into())
}

/// Whole before it has its name, so that nobody reads half of it; readable by us alone.
fn write(folder: &Path) -> Result<NamedTempFile> {
    let key = Seals::random_key().map_err(|cause| anyhow::anyhow!("{cause}"))?;
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(key.expose_secret().as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::{FILE, seals};
    use job_agent::seal::Place;
    use std::os::unix::fs::PermissionsExt;

    const HERE: Place = Place { table: "t", column: "c", row: uuid::Uuid::nil() };

    #[test]
    fn one_key_is_made_for_all_who_start_at_once_and_nobody_else_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let starts: Vec<_> = (0..8)
            .map(|_| {
                let path = folder.path().to_owned();
                std::thread::spawn(move || seals(&[], &path).unwrap())
            })
            .collect();
        let all: Vec<_> = starts.into_iter().map(|start| start.join().unwrap()).collect();
        let sealed = all[0].seal(HERE, b"x").unwrap();
        assert!(all.iter().all(|one| one.open(HERE, &sealed).is_ok()));
        let mode = std::fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing half is left");
    }

    #[test]
    fn a_key_that_is_none_is_said_and_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), "broken").unwrap();
        assert!(seals(&[], folder.path()).err().unwrap().to_string().contains(FILE));
        assert_eq!(std::fs::read_to_string(folder.path().join(FILE)).unwrap(), "broken");
        let folder = tempfile::tempdir().unwrap();
        assert!(seals(&["a".repeat(64).into()], folder.path()).is_ok());
        assert!(!folder.path().join(FILE).exists(), "the settings are enough");
    }
}
