//! One stylesheet out of many.

use crate::config::Config;
use anyhow::{Result, anyhow};
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions, StyleSheet};
use lightningcss::targets::{Browsers, Targets};
use std::path::Path;

/// Bundles the imports and translates for the browsers asked for, in the two passes that cargo-leptos makes.
pub fn build(config: &Config, release: bool, pkg: &Path) -> Result<()> {
    let file = config.root.join(&config.style_file);
    let provider = FileProvider::new();
    let mut bundler = Bundler::new(&provider, None, ParserOptions::default());
    let bundle = bundler.bundle(&file).map_err(|cause| anyhow!("{}: {cause}", file.display()))?;
    let css = bundle.to_css(PrinterOptions::default())?.code + "\n";
    let targets = Targets::from(Browsers::from_browserslist([&config.browserquery])?);
    let options = ParserOptions { filename: file.display().to_string(), ..Default::default() };
    let mut sheet = StyleSheet::parse(&css, options).map_err(|cause| anyhow!("{cause}"))?;
    sheet.minify(MinifyOptions { targets, ..Default::default() })?;
    let css = sheet.to_css(PrinterOptions { targets, minify: release, ..Default::default() })?.code;
    Ok(std::fs::write(pkg.join(&config.output_name).with_extension("css"), css)?)
}
