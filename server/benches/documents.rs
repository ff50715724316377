//! What documents cost: the same two-page résumé as PDF, DOCX and pictures of pages, warm, and many exports at once. Prints
//! one JSON object. `script/bench documents` calls it.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that cannot go on ends")]

use job_agent::document::outline::SECTIONS;
use job_agent::document::resume::Resume;
use job_agent::document::{Design, Look, ResumeSheet, Typesetter};
use serde_json::json;
use server::adapters::typesetter::TypstSetter;
use std::time::Instant;

const TIMES: usize = 100;
const AT_ONCE: usize = 50;

/// Never the same words twice: what is remembered of one document would make the next one free.
fn sheet(design: Design, nth: usize) -> ResumeSheet {
    let mut resume: Resume = serde_json::from_str(include_str!("../../script/figures/resume.json")).unwrap();
    resume.basics.summary = format!("{} Number {nth}.", resume.basics.summary);
    for (index, role) in resume.work.iter_mut().enumerate() {
        role.highlights.push(format!("Point {nth} of role {index}."));
    }
    ResumeSheet { resume, look: Look { design, ..Look::default() }, sections: SECTIONS.map(str::to_owned).to_vec(), language: "en".into() }
}

fn share(times: &mut [f64], share: f64) -> f64 {
    times.sort_by(f64::total_cmp);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "an index of a hundred")]
    let index = ((times.len() as f64 * share).ceil() as usize).clamp(1, times.len()) - 1;
    times[index]
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Pdf(Design),
    Docx,
    Pages,
}

async fn set(kind: Kind, nth: usize) -> f64 {
    let began = Instant::now();
    match kind {
        Kind::Pdf(design) => drop(TypstSetter.resume(sheet(design, nth)).await.unwrap()),
        Kind::Docx => drop(TypstSetter.resume_docx(sheet(Design::Classic, nth)).await.unwrap()),
        Kind::Pages => drop(TypstSetter.resume_pages(sheet(Design::Classic, nth)).await.unwrap()),
    }
    began.elapsed().as_secs_f64() * 1000.0
}

/// Milliseconds at the median, one after the other.
async fn warm(kind: Kind) -> Vec<f64> {
    let mut times = Vec::with_capacity(TIMES);
    for nth in 0..TIMES {
        times.push(set(kind, nth).await);
    }
    times
}

#[tokio::main]
async fn main() {
    let first = set(Kind::Pdf(Design::Classic), 10_000).await;
    let mut designs = serde_json::Map::new();
    for (name, design) in
        [("classic", Design::Classic), ("modern", Design::Modern), ("compact", Design::Compact), ("academic", Design::Academic)]
    {
        designs.insert(name.into(), json!(warm(Kind::Pdf(design)).await));
    }
    let (docx, pages) = (warm(Kind::Docx).await, warm(Kind::Pages).await);
    // From when all were asked for to when each was there.
    let all = (0..AT_ONCE).map(|nth| tokio::spawn(set(Kind::Pdf(Design::Classic), 20_000 + nth)));
    let mut parallel: Vec<f64> = futures::future::join_all(all).await.into_iter().map(Result::unwrap).collect();
    let answer = json!({
        "first_ms": first,
        "pdf_ms": designs,
        "docx_ms": docx,
        "pages_ms": pages,
        "parallel_p50_ms": share(&mut parallel, 0.5),
        "parallel_p99_ms": share(&mut parallel, 0.99),
    });
    println!("{answer}");
}
