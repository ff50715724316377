//! Names that change with the content, so that browsers may keep the files for ever.

use crate::{assets, config::Config};
use anyhow::{Context, Result};
use base64ct::{Base64UrlUnpadded, Encoding};
use md5::{Digest, Md5};
use std::path::{Path, PathBuf};

pub fn text(digest: Md5) -> String {
    Base64UrlUnpadded::encode_string(&digest.finalize())
}

/// Renames the files and answers with the text of the hash file.
pub fn rename(config: &Config, pkg: &Path) -> Result<String> {
    let mut files = Vec::new();
    assets::list(pkg, &mut files)?;
    let main = |extension: &str| pkg.join(&config.output_name).with_extension(extension);
    let mut renamed = Vec::new();
    let mut lines = [String::new(), String::new(), String::new()];
    for file in files {
        // Snippets are asked for by the names that they have.
        if file.components().any(|part| part.as_os_str() == "snippets") {
            continue;
        }
        let hash = text(Md5::new_with_prefix(std::fs::read(&file)?));
        let new = hashed(&file, &hash)?;
        std::fs::rename(&file, &new)?;
        for (line, extension) in lines.iter_mut().zip(["js", "wasm", "css"]) {
            if file == main(extension) {
                *line = format!("{extension}: {hash}\n");
            }
        }
        renamed.push((file, new));
    }
    let script = renamed.iter().find(|(old, _)| *old == main("js")).context("there is no script")?.1.clone();
    let mut content = std::fs::read_to_string(&script)?;
    for (old, new) in &renamed {
        content = content.replace(within(old, pkg)?, within(new, pkg)?);
    }
    std::fs::write(&script, content)?;
    Ok(lines.concat())
}

fn hashed(file: &Path, hash: &str) -> Result<PathBuf> {
    let stem = file.file_stem().and_then(|s| s.to_str()).context("no file stem")?;
    let extension = file.extension().and_then(|s| s.to_str()).context("no extension")?;
    Ok(file.with_file_name(format!("{stem}.{hash}.{extension}")))
}

fn within<'a>(file: &'a Path, pkg: &Path) -> Result<&'a str> {
    file.strip_prefix(pkg)?.to_str().context("a file name is not UTF-8")
}
