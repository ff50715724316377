//! The program that runs in the browser.

use crate::config::Config;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

/// Compiles it with the same arguments and the same variable as cargo-leptos: another one would compile everything anew.
pub fn compile(config: &Config, profile: &str) -> Result<PathBuf> {
    let status = Command::new("cargo")
        .arg("build")
        .arg(format!("--package={}", config.lib_package))
        .arg("--lib")
        .arg(format!("--target-dir={}", config.front_target.display()))
        .args(["--target=wasm32-unknown-unknown", "--no-default-features"])
        .arg(format!("--profile={profile}"))
        .env("LEPTOS_OUTPUT_NAME", &config.output_name)
        .current_dir(&config.root)
        .status()
        .context("cannot start cargo")?;
    anyhow::ensure!(status.success(), "the browser's side does not compile");
    let folder = if profile == "dev" { "debug" } else { profile };
    let name = config.lib_package.replace('-', "_");
    Ok(config.front_target.join("wasm32-unknown-unknown").join(folder).join(name).with_extension("wasm"))
}

/// Makes the glue between it and the browser; for deployment without the names of functions, which are two fifths of the file.
pub fn bindgen(config: &Config, release: bool, wasm: &Path, pkg: &Path) -> Result<()> {
    Bindgen::new()
        .web(true)?
        .omit_default_module_path(false)
        .input_path(wasm)
        .typescript(true)
        .remove_name_section(release)
        .remove_producers_section(release)
        .out_name(&config.output_name)
        .generate(pkg)?;
    // Leptos asks for the shorter name.
    std::fs::rename(pkg.join(format!("{}_bg.wasm", config.output_name)), pkg.join(format!("{}.wasm", config.output_name)))?;
    Ok(())
}
