//! `job-agent read-cv FILE`: a CV as JSON Resume with provenance, without a database or a server.

use crate::adapters::builtin::reading;
use crate::adapters::reader::FileReader;
use anyhow::{Context, Result};
use job_agent::assistant::Reading;
use job_agent::document::Reader;
use std::io::Write;
use std::path::Path;

/// Reads the file and prints the document.
pub async fn run(file: &Path) -> Result<()> {
    let reading = reading(file).await?;
    for warning in &reading.warnings {
        tracing::info!("{warning}");
    }
    let resume = reading::json_resume(&reading.facts);
    let text = serde_json::to_string_pretty(&resume)?;
    match writeln!(std::io::stdout(), "{text}") {
        // Whoever reads has read enough ("| head").
        Err(cause) if cause.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// Reads the file in the limited child, as a run does.
pub(super) async fn reading(file: &Path) -> Result<Reading> {
    let bytes = tokio::fs::read(file).await.with_context(|| format!("{} cannot be read", file.display()))?;
    let reader = FileReader::new().context("the running program cannot be found")?;
    let document = reader.read(bytes.into()).await?;
    Ok(reading::read_document(&document)?)
}
