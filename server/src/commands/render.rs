//! `job-agent render --resume FILE.json --out FILE.pdf`: a JSON Resume set in a design, without a database or a server.

use super::read_cv;
use crate::adapters::typesetter::{TypstSetter, uncovered};
use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use job_agent::document::outline::SECTIONS;
use job_agent::document::resume::Resume;
use job_agent::document::survival::Survival;
use job_agent::document::{Accent, Design, Face, Look, Paper, ResumeSheet, Typesetter};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// What is set, how, and where it goes.
#[derive(Debug, Clone, Args)]
pub struct RenderArgs {
    /// A JSON Resume.
    #[arg(long)]
    resume: PathBuf,
    #[arg(long, default_value = "classic", value_parser = choice::<Design>(Design::ALL.map(Design::key)))]
    design: Design,
    #[arg(long, default_value = "a4", value_parser = choice::<Paper>(Paper::ALL.map(Paper::key)))]
    paper: Paper,
    #[arg(long, default_value = "ink", value_parser = choice::<Accent>(Accent::ALL.map(Accent::key)))]
    accent: Accent,
    #[arg(long, default_value = "serif", value_parser = choice::<Face>(Face::ALL.map(Face::key)))]
    face: Face,
    /// BCP 47: of headings, dates and the document.
    #[arg(long, default_value = "en")]
    language: String,
    /// Ends in .pdf or .docx.
    #[arg(long)]
    out: PathBuf,
    /// Read the file back and print, as JSON, what survived: by our reader and, for a PDF where it is installed, by pdftotext.
    #[arg(long)]
    check: bool,
}

/// A type of the product by the name that it has in JSON.
fn choice<T: DeserializeOwned + Clone + Send + Sync + 'static>(
    names: impl IntoIterator<Item = &'static str>,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(names).try_map(|name| serde_json::from_value::<T>(name.into()))
}

/// Sets the résumé and writes the file; says which scripts no font covers.
pub async fn run(args: RenderArgs) -> Result<()> {
    let text = tokio::fs::read_to_string(&args.resume).await.with_context(|| format!("{} cannot be read", args.resume.display()))?;
    let resume: Resume = serde_json::from_str(&text).with_context(|| format!("{} is not a JSON Resume", args.resume.display()))?;
    for script in uncovered(&text) {
        eprintln!("job-agent: no font here has {}; its letters are missing in the PDF", script.name());
    }
    let look = Look { design: args.design, paper: args.paper, accent: args.accent, face: args.face };
    let sheet = ResumeSheet { resume, look, sections: SECTIONS.map(str::to_owned).to_vec(), language: args.language };
    let file = match args.out.extension().and_then(|ending| ending.to_str()) {
        Some("pdf") => TypstSetter.resume(sheet.clone()).await,
        Some("docx") => TypstSetter.resume_docx(sheet.clone()).await,
        _ => bail!("{} must end in .pdf or .docx", args.out.display()),
    };
    let file = file.map_err(|cause| anyhow!(cause))?;
    tokio::fs::write(&args.out, file).await.with_context(|| format!("{} cannot be written", args.out.display()))?;
    if args.check {
        println!("{}", check(&sheet, &args.out).await);
    }
    Ok(())
}

async fn check(sheet: &ResumeSheet, file: &Path) -> Value {
    let ours = match read_cv::reading(file).await {
        Ok(reading) => Survival::of_reading(&sheet.resume, &sheet.sections, &reading.resume()),
        Err(cause) => {
            tracing::warn!("{cause:#}");
            Survival::nothing(&sheet.resume, &sheet.sections, &sheet.language)
        }
    };
    // Another program's reading, which knows nothing of how we set.
    let text = tokio::process::Command::new("pdftotext").arg(file).arg("-").output().await.ok().filter(|done| done.status.success());
    let text = text.map(|done| String::from_utf8_lossy(&done.stdout).into_owned());
    let other = text.map(|text| Survival::of_text(&sheet.resume, &sheet.sections, &sheet.language, &text));
    json!({ "ours": ours, "pdftotext": other })
}
