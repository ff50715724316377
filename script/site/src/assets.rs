//! Files as they are.

use anyhow::{Context, Result};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Every file below a folder; none where there is no folder.
pub fn list(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(()) };
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() { list(&path, found)? } else { found.push(path) }
    }
    Ok(())
}

/// Copies a folder's files to another.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    let mut files = Vec::new();
    list(from, &mut files)?;
    for file in files {
        let target = to.join(file.strip_prefix(from)?);
        std::fs::create_dir_all(target.parent().context("no folder")?)?;
        std::fs::copy(&file, &target).with_context(|| format!("cannot copy {}", file.display()))?;
    }
    Ok(())
}

/// Puts a compressed twin beside each file, for browsers that take it.
pub fn compress(folder: &Path) -> Result<()> {
    let mut files = Vec::new();
    list(folder, &mut files)?;
    for file in files {
        let content = std::fs::read(&file)?;
        let mut gzip = libflate::gzip::Encoder::new(Vec::new())?;
        gzip.write_all(&content)?;
        std::fs::write(with_suffix(&file, "gz"), gzip.finish().into_result()?)?;
        let mut output = std::fs::File::create(with_suffix(&file, "br"))?;
        brotli::BrotliCompress(&mut content.as_slice(), &mut output, &Default::default())?;
    }
    Ok(())
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}
