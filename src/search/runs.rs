//! The job search run: ask the sources, remove duplicates, score, write letters for the best, keep, deliver.

use super::collect::collect;
use super::rank::{Ranked, Ranking, rank};
use super::second::{self, Paid, Second};
use super::{BoardLine, Criteria, Report, ReportLetter, SourceLine, boards, sort, store};
use crate::assistant::Tally;
use crate::error::Error;
use crate::id::{FactId, JobSearchId, RunId};
use crate::letter::{self, Written};
use crate::posting::FoundPosting;
use crate::profile::{self, Profile};
use crate::run::{self, Context, End, Handler, Kind, NewRun};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Collects postings, scores them, writes letters.
pub struct JobSearchRun;

#[derive(Serialize, Deserialize)]
struct Kept {
    matches: usize,
    new_matches: usize,
    /// How many of the new ones no mail has told of.
    #[serde(default)]
    untold: usize,
}

#[async_trait]
impl Handler for JobSearchRun {
    fn kind(&self) -> Kind {
        Kind::JobSearch
    }

    async fn work(&self, context: &Context) -> Result<Value, End> {
        let mut criteria: Criteria = serde_json::from_value(context.input["criteria"].clone()).map_err(Error::internal)?;
        // A text that was pasted belongs to no search.
        let search: Option<JobSearchId> = serde_json::from_value(context.input["job_search"].clone()).map_err(Error::internal)?;
        let profile = profile::profile_of(&context.desk, context.owner).await?;
        if profile.facts.is_empty() {
            return Err(End::Fail("There is no profile to compare postings with. Upload a CV and let it be read first.".into()));
        }
        let boards = boards::look(context, &mut criteria).await?;
        let (mut lines, postings) = collect(context, &criteria).await?;
        let postings = sort_out(context, &criteria, &mut lines, postings).await?;
        let Ranking { scored, from_before, ranked } = rank(context, &criteria, &profile, postings).await?;
        let mut tally = second::tally(context, &criteria).await?;
        let Second { ranked, readings } = second::read_again(context, &profile, ranked, &mut tally).await?;
        let (letters, refused) = write(context, &criteria, &profile, &ranked, &mut tally).await?;
        context.progress("saving", 0, ranked.len(), "Keeping the matches", json!({})).await?;
        let kept: Kept = context.step("keep", keep(context, search, &ranked, &letters)).await?;
        let delivery_run = deliver(context, &criteria, (lines.as_slice(), boards.as_slice()), &kept).await?;
        let report = Report {
            sources: lines,
            boards,
            scored,
            from_before,
            matches: kept.matches,
            new_matches: kept.new_matches,
            letters: report_letters(&ranked, &letters),
            letters_refused: refused,
            delivery_run,
            model: second::report(context, &criteria, &tally, readings),
            criteria,
        };
        serde_json::to_value(report).map_err(|cause| Error::internal(cause).into())
    }
}

fn report_letters(ranked: &[Ranked], letters: &[Option<Written>]) -> Vec<ReportLetter> {
    let written = ranked.iter().zip(letters).filter_map(|(one, letter)| letter.as_ref().map(|letter| (one, letter)));
    written
        .map(|(one, letter)| ReportLetter { id: letter.id, title: one.posting.title.clone(), company: one.posting.company.clone() })
        .collect()
}

/// Leaves out what is too old and what says the same twice, and counts both on the source's line.
async fn sort_out(
    context: &Context,
    criteria: &Criteria,
    lines: &mut [SourceLine],
    postings: Vec<FoundPosting>,
) -> Result<Vec<FoundPosting>, End> {
    context.progress("sorting", 0, postings.len(), "Removing duplicates", json!({})).await?;
    let oldest = criteria.fresh_days.map(|days| context.desk.now() - chrono::Duration::days(i64::from(days)));
    let mut drop = |source: &str, reason: &str| {
        if let Some(line) = lines.iter_mut().find(|line| line.key == source) {
            *line.dropped.entry(reason.into()).or_default() += 1;
        }
    };
    let before = postings.len();
    let mut fresh = Vec::with_capacity(before);
    for found in postings {
        if oldest.is_some_and(|oldest| found.posted_at.is_some_and(|at| at < oldest)) {
            drop(&found.source, "older than you asked for");
        } else {
            fresh.push(found);
        }
    }
    let (kept, dropped) = sort::dedupe(fresh);
    for one in &dropped {
        drop(&one.source, "duplicate");
    }
    let by_source = kept.iter().fold(BTreeMap::<&str, usize>::new(), |mut counts, found| {
        *counts.entry(found.source.as_str()).or_default() += 1;
        counts
    });
    for line in lines.iter_mut() {
        line.kept = by_source.get(line.key.as_str()).copied().unwrap_or(0);
    }
    let message = format!("{} left out, {} kept", before - kept.len(), kept.len());
    context.progress("sorting", kept.len(), before, &message, json!({ "kept": kept.len() })).await?;
    Ok(kept)
}

/// Letters for the best, in step with `ranked`; those that the gate refused are told in words.
async fn write(
    context: &Context,
    criteria: &Criteria,
    profile: &Profile,
    ranked: &[Ranked],
    tally: &mut Tally,
) -> Result<(Vec<Option<Written>>, Vec<String>), End> {
    let wanted: Vec<usize> = ranked
        .iter()
        .enumerate()
        .filter(|(_, one)| !one.scored.warnings.iter().any(|warning| warning.kind.is_grave()))
        .map(|(index, _)| index)
        .take(criteria.letters as usize)
        .collect();
    let mut letters: Vec<Option<Written>> = ranked.iter().map(|_| None).collect();
    let mut refused = Vec::new();
    for (done, index) in wanted.iter().enumerate() {
        let one = &ranked[*index];
        let message = format!("Writing letter {} of {}: {}", done + 1, wanted.len(), one.posting.title);
        context.progress("writing", done, wanted.len(), &message, json!({ "letters": done })).await?;
        let relevant: Vec<FactId> = one
            .scored
            .parts
            .iter()
            .flat_map(|part| &part.reasons)
            .flat_map(|reason| &reason.facts)
            .filter_map(|id| id.parse().ok())
            .collect();
        let name = format!("letter with its bill:{}:{}", one.posting.source, one.posting.external_id);
        let purse = tally.purse(context.desk.now());
        let written: Paid<Result<Written, String>> = context
            .step_that_costs(&name, async {
                let written = match letter::write(&context.desk, context.owner, profile, &one.posting, &relevant, &purse).await {
                    Ok(written) => Ok(written),
                    Err(Error::Conflict(reason)) => Err(reason),
                    Err(other) => return Err(End::from(other)),
                };
                Ok(Paid::of(written, purse))
            })
            .await?;
        tally.add(&written.bill);
        match written.value {
            Ok(written) => letters[*index] = Some(written),
            Err(reason) => refused.push(reason),
        }
    }
    let count = letters.iter().flatten().count();
    context.progress("writing", wanted.len(), wanted.len(), &format!("{count} letters written"), json!({ "letters": count })).await?;
    Ok((letters, refused))
}

/// One transaction: postings, letters and matches appear together.
async fn keep(context: &Context, search: Option<JobSearchId>, ranked: &[Ranked], letters: &[Option<Written>]) -> Result<Kept, End> {
    let (desk, owner) = (&context.desk, context.owner);
    let mut tx = desk.db.owned(owner).await?;
    let mut new_matches = 0;
    for (one, letter) in ranked.iter().zip(letters) {
        let posting = one.id;
        if let Some(letter) = letter {
            letter::keep(&mut tx, owner, posting, letter).await?;
        }
        let id = desk.new_id();
        let letter = letter.as_ref().map(|letter| letter.id);
        if store::keep_match(&mut tx, owner, id, (context.run, search), posting, &one.scored, letter).await? {
            new_matches += 1;
        }
    }
    if let Some(search) = search {
        store::set_last_run(&mut tx, owner, search, context.run).await?;
    }
    let mut untold = store::untold_of(&mut tx, owner, context.run).await?;
    if search.is_none() {
        // Whoever brought it knows of it: no mail tells them.
        store::mark_told(&mut tx, owner, &untold).await?;
        untold.clear();
    }
    tx.commit().await.map_err(Error::from)?;
    Ok(Kept { matches: ranked.len(), new_matches, untold: untold.len() })
}

/// Asks for the mail as a run of its own, so that a mail server that is down does not fail the search.
async fn deliver(
    context: &Context,
    criteria: &Criteria,
    (lines, boards): (&[SourceLine], &[BoardLine]),
    kept: &Kept,
) -> Result<Option<RunId>, End> {
    if !criteria.deliver || kept.untold == 0 {
        context.progress("delivering", 1, 1, "Nothing new to mail", json!({ "matches": kept.matches })).await?;
        return Ok(None);
    }
    context.progress("delivering", 0, 1, "Handing the shortlist to the mail", json!({ "matches": kept.matches })).await?;
    let mut tx = context.desk.db.owned(context.owner).await?;
    let new = NewRun {
        kind: Kind::Delivery,
        idempotency_key: format!("deliver:{}", context.run),
        input: json!({ "run": context.run, "sources": lines, "boards": boards }),
        settings: json!({}),
    };
    let run = run::create(&mut tx, &context.desk, context.owner, &new).await?;
    tx.commit().await.map_err(Error::from)?;
    run::announce(&context.desk, context.owner, Kind::Delivery, run).await;
    context.progress("delivering", 1, 1, "The shortlist is on its way", json!({})).await?;
    Ok(Some(run))
}
