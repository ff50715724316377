//! The ranking of a run: what came now and what earlier runs have kept, measured against one person.

use super::score::{self, Lexicon};
use super::{Candidate, Criteria, Scored, ScoredFact, learned};
use crate::desk::Desk;
use crate::error::Error;
use crate::id::PostingId;
use crate::posting::{self, FoundPosting, History, Period, Salary, Wanted, Warning};
use crate::profile::Profile;
use crate::run::{Context, End};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// Kept postings that get a close look in one run, beside those that came now.
const FROM_BEFORE: i64 = 1_000;

/// A posting that made the list.
#[derive(Serialize, Deserialize)]
pub(super) struct Ranked {
    pub id: PostingId,
    pub posting: FoundPosting,
    pub scored: Scored,
}

/// What ranking came to.
#[derive(Serialize, Deserialize)]
pub(super) struct Ranking {
    /// How many postings were measured.
    pub scored: usize,
    /// How many of them earlier runs had kept.
    pub from_before: usize,
    /// Best first.
    pub ranked: Vec<Ranked>,
}

/// Keeps what came, adds what is kept already and looks likely, and measures all of it.
pub(super) async fn rank(context: &Context, criteria: &Criteria, profile: &Profile, postings: Vec<FoundPosting>) -> Result<Ranking, End> {
    let came = postings.len();
    context.progress("scoring", 0, came, &format!("Scoring {came} postings and what was kept before"), json!({})).await?;
    let ranking: Ranking = context.step("rank kept", measure(context, criteria, profile, postings)).await?;
    let scored = ranking.scored;
    let message = format!("Scored {scored} postings, {} of them from earlier searches", ranking.from_before);
    context.progress("scoring", scored, scored, &message, json!({ "scored": scored })).await?;
    Ok(ranking)
}

async fn measure(context: &Context, criteria: &Criteria, profile: &Profile, postings: Vec<FoundPosting>) -> Result<Ranking, End> {
    let desk = &context.desk;
    let lessons = learned::lessons_of(desk, context.owner).await?;
    let candidate = candidate(desk, criteria, profile);
    let mut tx = desk.db.shared().await?;
    let ids = posting::keep_all(&mut tx, desk, &postings).await?;
    tx.commit().await.map_err(Error::from)?;
    let oldest = criteria.fresh_days.map(|days| desk.now() - Duration::days(i64::from(days)));
    let before = likely(desk, &candidate, &criteria.sources, oldest, &ids).await?;
    let from_before = before.len();
    let mut seen = HashSet::new();
    let all = ids.into_iter().zip(postings).chain(before).filter(|(id, _)| seen.insert(*id));
    let (ids, postings): (Vec<PostingId>, Vec<FoundPosting>) = all.unzip();
    let (now, limit, scored) = (desk.now(), criteria.limit as usize, ids.len());
    // Scoring is pure arithmetic over much text: off the async threads.
    let work = move || {
        let order = score::apply(&lessons, &postings, score::rank(candidate, &postings, now));
        let mut slots: Vec<Option<(PostingId, FoundPosting)>> = ids.into_iter().zip(postings).map(Some).collect();
        let best = order.into_iter().take(limit);
        let best = best.filter_map(|(at, scored)| slots[at].take().map(|(id, posting)| Ranked { id, posting, scored }));
        best.collect::<Vec<Ranked>>()
    };
    let mut ranked = tokio::task::spawn_blocking(work).await.map_err(Error::internal)?;
    let mut tx = desk.db.shared().await?;
    let best: Vec<PostingId> = ranked.iter().map(|one| one.id).collect();
    let histories = posting::histories(&mut tx, &best).await?;
    for one in &mut ranked {
        one.scored.warnings.extend(aged(desk, &one.posting, one.id, &histories));
    }
    Ok(Ranking { scored, from_before, ranked })
}

fn aged(desk: &Desk, found: &FoundPosting, id: PostingId, histories: &HashMap<PostingId, History>) -> Vec<Warning> {
    histories.get(&id).map(|history| posting::over_time(found, history, desk.now())).unwrap_or_default()
}

/// Kept postings of these sources that are likely for somebody and not at hand already, likeliest first.
pub async fn likely(
    desk: &Desk,
    candidate: &Candidate,
    sources: &[String],
    oldest: Option<DateTime<Utc>>,
    at_hand: &[PostingId],
) -> Result<Vec<(PostingId, FoundPosting)>, Error> {
    let shared: Vec<String> = sources.iter().filter(|source| !posting::is_private(source)).cloned().collect();
    if shared.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = Wanted { sources: shared, oldest, except: at_hand.to_vec(), limit: FROM_BEFORE, ..wanted(candidate) };
    let mut tx = desk.db.shared().await?;
    let found = posting::candidates(&mut tx, &wanted).await?;
    tx.commit().await?;
    Ok(found)
}

/// What to look for: the titles that count most, and the skills with all their names.
fn wanted(candidate: &Candidate) -> Wanted {
    let held = candidate.label.iter().map(|label| label.text.clone()).chain(candidate.roles.iter().map(|role| role.title.clone()));
    let mut titles: Vec<String> = candidate.titles.iter().cloned().chain(held).collect();
    let mut seen = HashSet::new();
    titles.retain(|title| seen.insert(title.to_lowercase()));
    let lexicon = Lexicon::bundled();
    let mut skills: Vec<&super::HeldSkill> = candidate.skills.iter().collect();
    skills.sort_by_key(|skill| std::cmp::Reverse((skill.listed, skill.facts.len())));
    let places: Vec<String> = if candidate.places.is_empty() {
        candidate.locations.iter().map(|place| place.text.clone()).collect()
    } else {
        candidate.places.clone()
    };
    Wanted {
        titles,
        skills: skills.into_iter().map(|skill| lexicon.names_of(&skill.name)).collect(),
        places: places.iter().filter_map(|place| first_part(place)).map(str::to_lowercase).collect(),
        ..Wanted::default()
    }
}

/// Of "Leeds, England" the town; a place may begin with a comma.
fn first_part(place: &str) -> Option<&str> {
    place.split(',').map(str::trim).find(|part| !part.is_empty())
}

fn candidate(desk: &Desk, criteria: &Criteria, profile: &Profile) -> Candidate {
    let facts: Vec<ScoredFact> = profile
        .facts
        .iter()
        .map(|fact| ScoredFact { id: fact.id.to_string(), kind: fact.kind, path: fact.path.clone(), text: fact.text.clone() })
        .collect();
    let mut candidate = Candidate::from_facts(&facts, desk.now().date_naive());
    candidate.titles.clone_from(&criteria.titles);
    candidate.places.clone_from(&criteria.places);
    candidate.modes.clone_from(&criteria.modes);
    candidate.salary_floor = criteria.salary_floor.filter(|floor| *floor > 0).map(|floor| Salary {
        #[expect(clippy::cast_precision_loss, reason = "a salary is far below 2^52")]
        min: Some(floor as f64),
        max: None,
        currency: criteria.currency.clone(),
        period: Period::Year,
    });
    candidate.persona.clone_from(&profile.persona);
    candidate
}
