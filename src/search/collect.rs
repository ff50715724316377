//! Asking the sources of a search, several at a time.

use super::{Criteria, SourceLine, pasted};
use crate::error::Error;
use crate::posting::{self, Answer, FoundPosting, Outcome, Query, Source, SourceCard};
use crate::run::{Context, End};
use futures::FutureExt;
use futures::future::BoxFuture;
use futures::stream::{self, StreamExt};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// So many are asked at once.
const AT_ONCE: usize = 6;
/// No source holds a run up for longer, whatever it does; each gives up by itself before.
const LONGEST: Duration = Duration::from_secs(120);

/// Asks every source. One that is broken says so and holds nobody up.
pub(super) async fn collect(context: &Context, criteria: &Criteria) -> Result<(Vec<SourceLine>, Vec<FoundPosting>), End> {
    let known = |key: &String| context.desk.sources.iter().find(|source| source.card().key == *key).cloned();
    let sources: Vec<Arc<dyn Source>> = criteria.sources.iter().filter_map(known).collect();
    let names: Vec<String> = sources.iter().map(|source| source.card().name).collect();
    let count = sources.len();
    let mut done: Vec<Option<(SourceLine, Vec<FoundPosting>)>> = sources.iter().map(|_| None).collect();
    // Boxed and listed first: the compiler does not see through a lazy chain of them that they may move between threads.
    let asked: Vec<BoxFuture<'_, _>> =
        sources.into_iter().enumerate().map(|(at, source)| async move { (at, ask(context, criteria, source).await) }.boxed()).collect();
    let mut answers = stream::iter(asked).buffer_unordered(AT_ONCE);
    loop {
        let waiting: Vec<&str> = names.iter().zip(&done).filter(|(_, done)| done.is_none()).map(|(name, _)| name.as_str()).collect();
        let got: usize = done.iter().flatten().map(|(_, postings)| postings.len()).sum();
        let message = if waiting.is_empty() { format!("{got} postings came") } else { format!("Asking {}", listed(&waiting)) };
        context.progress("collecting", count - waiting.len(), count, &message, json!({ "got": got })).await?;
        let Some((at, answer)) = answers.next().await else { break };
        done[at] = Some(answer?);
    }
    let brought = pasted::collect(context, criteria).await?;
    let (lines, postings): (Vec<_>, Vec<_>) = done.into_iter().flatten().chain(brought).unzip();
    Ok((lines, postings.into_iter().flatten().collect()))
}

/// "Lever, Ashby and 3 more".
fn listed(names: &[&str]) -> String {
    match names {
        [one, two, rest @ ..] if rest.len() > 1 => format!("{one}, {two} and {} more", rest.len()),
        names => names.join(", "),
    }
}

async fn ask(context: &Context, criteria: &Criteria, source: Arc<dyn Source>) -> Result<(SourceLine, Vec<FoundPosting>), End> {
    let card = source.card();
    let companies = criteria.companies.get(&card.key).cloned().unwrap_or_default();
    let query = Query { titles: criteria.titles.clone(), places: criteria.places.clone(), companies: companies.clone(), limit: 2_000 };
    let asking = async {
        let answer = tokio::time::timeout(LONGEST, source.fetch(&query)).await;
        Ok(answer.unwrap_or_else(|_| Answer::nothing(Outcome::TimedOut, "it did not answer in time")))
    };
    let answer: Answer = context.step(&format!("collect:{}", card.key), asking).await?;
    // What people paste says nothing about a source.
    if !card.takes_links {
        note(context, &card, &answer, query.limit).await?;
    }
    let asked = if !card.needs_companies {
        "everything it has".to_owned()
    } else if companies.is_empty() {
        "nothing: no company was named".into()
    } else if card.takes_links {
        companies.join(", ")
    } else {
        format!("the boards of {}", companies.join(", "))
    };
    let line = SourceLine {
        key: card.key,
        name: card.name,
        outcome: answer.outcome,
        asked,
        got: answer.got,
        kept: 0,
        dropped: answer.skipped,
        detail: answer.detail,
    };
    Ok((line, answer.postings))
}

async fn note(context: &Context, card: &SourceCard, answer: &Answer, limit: usize) -> Result<(), End> {
    // Asking for nothing says nothing about a source's health.
    if matches!(answer.outcome, Outcome::NeedsCompany | Outcome::NeedsKey) {
        return Ok(());
    }
    let mut tx = context.desk.db.shared().await?;
    posting::let_go(&mut tx, card, answer, limit).await?;
    posting::note_health(&mut tx, &card.key, answer.outcome, answer.detail.as_deref(), answer.got).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(())
}
