//! The one table that says what the site is.

use anyhow::{Context, Result};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::Command;

/// `[[workspace.metadata.leptos]]`, as far as it concerns the site.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Config {
    pub lib_package: String,
    pub output_name: String,
    pub site_pkg_dir: PathBuf,
    pub style_file: PathBuf,
    pub assets_dir: PathBuf,
    pub hash_file_name: String,
    pub hash_files: bool,
    pub style_bundle: bool,
    pub browserquery: String,
    /// The workspace's folder.
    #[serde(skip)]
    pub root: PathBuf,
    /// Where the browser's side is compiled: away from the server's, so that neither waits for the other.
    #[serde(skip)]
    pub front_target: PathBuf,
}

impl Config {
    pub fn load() -> Result<Self> {
        let answer = Command::new("cargo")
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .stderr(std::process::Stdio::inherit())
            .output()
            .context("cannot start cargo")?;
        anyhow::ensure!(answer.status.success(), "cargo metadata failed");
        let metadata: serde_json::Value = serde_json::from_slice(&answer.stdout)?;
        let mut config: Self = serde_json::from_value(metadata["metadata"]["leptos"][0].clone())
            .context("[[workspace.metadata.leptos]] lacks what the site needs")?;
        anyhow::ensure!(config.hash_files && config.style_bundle, "this tool knows hashed files and bundled styles alone");
        let folder = |key: &str| metadata[key].as_str().map(PathBuf::from).with_context(|| format!("cargo metadata says no {key}"));
        config.root = folder("workspace_root")?;
        config.front_target = folder("target_directory")?.join("front");
        Ok(config)
    }

    pub fn assets(&self) -> PathBuf {
        self.root.join(&self.assets_dir)
    }

    /// What the server wants to know when cargo-leptos does not start it.
    pub fn environment(&self, site: &Path) -> String {
        format!(
            "LEPTOS_OUTPUT_NAME={}\nLEPTOS_SITE_ROOT={}\nLEPTOS_SITE_PKG_DIR={}\nLEPTOS_HASH_FILES=true\nLEPTOS_HASH_FILE_NAME={}\n",
            self.output_name,
            site.display(),
            self.site_pkg_dir.display(),
            self.hash_file_name
        )
    }
}
