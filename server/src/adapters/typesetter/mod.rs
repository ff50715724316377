//! Documents on paper: PDF and pictures of pages by typst, with the fonts inside the binary, and DOCX.

mod data;
mod docx;
mod fonts;
mod paper;
mod scripts;
mod world;

pub use scripts::uncovered;

use async_trait::async_trait;
use job_agent::document::outline::Outline;
use job_agent::document::{LetterSheet, ResumeSheet, Script, Typesetter};
use std::sync::LazyLock;
use tokio::sync::Semaphore;

/// Sets letters and résumés.
#[derive(Debug, Clone, Copy, Default)]
pub struct TypstSetter;

#[async_trait]
impl Typesetter for TypstSetter {
    async fn letter(&self, sheet: LetterSheet) -> Result<Vec<u8>, String> {
        apart(move || paper::letter(&sheet)).await
    }

    async fn resume(&self, sheet: ResumeSheet) -> Result<Vec<u8>, String> {
        apart(move || paper::pdf(&sheet)).await
    }

    async fn resume_docx(&self, sheet: ResumeSheet) -> Result<Vec<u8>, String> {
        apart(move || docx::resume(&sheet)).await
    }

    async fn resume_pages(&self, sheet: ResumeSheet) -> Result<Vec<String>, String> {
        apart(move || paper::pages(&sheet)).await
    }

    fn uncovered(&self, text: &str) -> Vec<Script> {
        uncovered(text)
    }
}

/// Documents that are set at a time: as many as there are cores, since setting one keeps a core and much memory.
static SLOTS: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(2, std::num::NonZero::get)));

/// Away from the threads that answer people: setting a document computes and waits for nothing.
async fn apart<T: Send + 'static>(set: impl FnOnce() -> Result<T, String> + Send + 'static) -> Result<T, String> {
    let unset = |cause: &dyn std::fmt::Display| format!("the document could not be set: {cause}");
    let slot = SLOTS.acquire().await.map_err(|cause| unset(&cause))?;
    let work = move || {
        // Who asked may be gone by now; the slot is taken for as long as the work goes on.
        let _slot = slot;
        set()
    };
    tokio::task::spawn_blocking(work).await.map_err(|cause| unset(&cause))?
}

fn outline(sheet: &ResumeSheet) -> Outline {
    Outline::of(&sheet.resume, &sheet.sections, &sheet.language)
}

#[cfg(test)]
mod tests;
