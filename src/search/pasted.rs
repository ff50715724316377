//! Scoring an opening that a person pasted: a job search run over that text alone.

use super::{Criteria, SourceLine, default_criteria, store};
use crate::account::Member;
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::id::{PastedId, RunId, checked_key};
use crate::posting::{self, FoundPosting, Head, Outcome, PASTED};
use crate::run::{self, Context, End, Kind, NewRun};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Puts the head of a pasted text right and starts the run that scores it, against what the profile wishes for like any other. The same
/// key gives the same run.
///
/// # Errors
/// `Invalid` names the line that cannot be used, and `profile` when there is nothing to compare postings with.
pub async fn score_pasted(desk: &Desk, member: &Member, id: PastedId, head: &Head, letter: bool, key: &str) -> Result<RunId> {
    let owner = member.id();
    let criteria = Criteria {
        sources: vec![PASTED.into()],
        companies: [(PASTED.to_owned(), vec![id.to_string()])].into(),
        fresh_days: None,
        limit: 1,
        letters: u32::from(letter),
        deliver: false,
        ..default_criteria(desk, member).await?
    };
    let mut tx = desk.db.owned(owner).await?;
    posting::set_head(&mut tx, owner, id, head).await?;
    if !store::has_facts(&mut tx, owner).await? {
        return Err(Error::invalid("profile", "There is no profile to compare openings with yet. Upload a CV and let it be read first."));
    }
    let new = NewRun {
        kind: Kind::JobSearch,
        idempotency_key: format!("pasted:{}", checked_key(key)?),
        input: json!({ "job_search": Value::Null, "criteria": criteria }),
        settings: json!({ "criteria": criteria, "assistant": desk.assistant.name() }),
    };
    let run = run::create(&mut tx, desk, owner, &new).await?;
    tx.commit().await?;
    run::announce(desk, owner, Kind::JobSearch, run).await;
    Ok(run)
}

/// What a run is to score of what its person pasted; nothing where it is not about that.
pub(super) async fn collect(context: &Context, criteria: &Criteria) -> Result<Option<(SourceLine, Vec<FoundPosting>)>, End> {
    let Some(ids) = criteria.companies.get(PASTED) else { return Ok(None) };
    let ids: Vec<PastedId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
    let reading = async { Ok(posting::pasted_of(&context.desk, context.owner, &ids).await?) };
    let found: Vec<FoundPosting> = context.step("collect:pasted", reading).await?;
    if found.is_empty() {
        return Err(End::Fail("The text that you pasted is not kept any more. Paste it once more.".into()));
    }
    let line = SourceLine {
        key: PASTED.into(),
        name: posting::known(PASTED).map_or(PASTED, |known| known.name).into(),
        outcome: Outcome::Ok,
        asked: "nobody: you brought it".into(),
        got: found.len(),
        kept: 0,
        dropped: BTreeMap::new(),
        detail: None,
    };
    Ok(Some((line, found)))
}
