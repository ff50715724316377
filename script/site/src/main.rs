//! Builds what the browser gets: `site [--lib-profile NAME] [--release] --out FOLDER`.
//!
//! Reads the same table as cargo-leptos (`[[workspace.metadata.leptos]]`) and makes the same files: `FOLDER/site/`,
//! `FOLDER/hash.txt` for a server program beside it, and `FOLDER/site.env` with what that program wants to know.
//! Does nothing when nothing has changed.

mod assets;
mod config;
mod front;
mod hash;
mod style;

use anyhow::{Context, Result};
use md5::{Digest, Md5};
use std::path::{Path, PathBuf};
use std::time::Instant;

use config::Config;

/// What the command line asks for.
struct Wish {
    lib_profile: String,
    release: bool,
    out: PathBuf,
}

fn main() -> Result<()> {
    let wish = parse(std::env::args().skip(1))?;
    let began = Instant::now();
    let config = Config::load()?;
    let wasm = front::compile(&config, &wish.lib_profile)?;
    let stamp = stamp(&config, &wish, &wasm)?;
    let stamp_file = wish.out.join("site.stamp");
    if std::fs::read_to_string(&stamp_file).is_ok_and(|old| old == stamp) {
        println!("site: up to date in {}", wish.out.display());
        return Ok(());
    }
    let site = wish.out.join("site");
    if site.exists() {
        std::fs::remove_dir_all(&site)?;
    }
    let _ = std::fs::remove_file(&stamp_file);
    let pkg = site.join(&config.site_pkg_dir);
    std::fs::create_dir_all(&pkg)?;
    front::bindgen(&config, wish.release, &wasm, &pkg)?;
    assets::copy(&config.assets(), &site)?;
    style::build(&config, wish.release, &pkg)?;
    let hashes = hash::rename(&config, &pkg)?;
    std::fs::write(wish.out.join(&config.hash_file_name), hashes)?;
    if wish.release {
        assets::compress(&site)?;
    }
    std::fs::write(wish.out.join("site.env"), config.environment(&site))?;
    std::fs::write(&stamp_file, stamp)?;
    println!("site: built in {:.1} s into {}", began.elapsed().as_secs_f32(), site.display());
    Ok(())
}

fn parse(mut words: impl Iterator<Item = String>) -> Result<Wish> {
    let mut wish = Wish { lib_profile: "dev".into(), release: false, out: PathBuf::new() };
    while let Some(word) = words.next() {
        let mut value = || words.next().with_context(|| format!("{word} wants a value"));
        match word.as_str() {
            "--lib-profile" => wish.lib_profile = value()?,
            "--out" => wish.out = std::path::absolute(value()?)?,
            "--release" => wish.release = true,
            other => anyhow::bail!("unknown argument {other}"),
        }
    }
    anyhow::ensure!(wish.out.is_absolute(), "--out FOLDER is missing");
    Ok(wish)
}

/// A digest of all that the site is made from.
fn stamp(config: &Config, wish: &Wish, wasm: &Path) -> Result<String> {
    let mut files = vec![wasm.to_path_buf()];
    for folder in [config.root.join(&config.style_file).parent().map(Path::to_path_buf).unwrap_or_default(), config.assets()] {
        assets::list(&folder, &mut files)?;
    }
    files.sort();
    let mut digest = Md5::new_with_prefix(format!("{} {} {config:?}", env!("CARGO_PKG_VERSION"), wish.release));
    for file in files {
        digest.update(file.as_os_str().as_encoded_bytes());
        digest.update(std::fs::read(&file)?);
    }
    Ok(hash::text(digest))
}
