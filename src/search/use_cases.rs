//! What may happen with searches and matches.

use super::{Criteria, JobSearch, Latest, MatchCard, MatchCounts, MatchStatus, MatchView, Numbers, store};
use crate::account::Member;
use crate::desk::Desk;
use crate::error::{Error, FieldError, Result};
use crate::id::{JobSearchId, MatchId, RunId, checked_key};
use crate::posting::SourceCard;
use crate::run::{self, Kind, NewRun};
use serde_json::json;
use std::collections::HashSet;

/// A search's name is at most this many characters.
const SEARCH_NAME_MAX: usize = 120;

/// The sources that this installation has.
pub fn source_cards(desk: &Desk) -> Vec<SourceCard> {
    desk.sources.iter().map(|source| source.card()).collect()
}

/// What a search from the profile looks for: the suggested titles, the person's place and mode, every source that needs no more.
pub async fn default_criteria(desk: &Desk, member: &Member) -> Result<Criteria> {
    let profile = crate::profile::profile(desk, member).await?;
    let place = Some(profile.about.location).filter(|place| !place.is_empty());
    Ok(Criteria {
        titles: profile.titles.into_iter().take(5).map(|idea| idea.title).collect(),
        places: place.into_iter().collect(),
        modes: profile.about.work_mode.into_iter().collect(),
        sources: source_cards(desk).into_iter().filter(|card| !card.needs_companies).map(|card| card.key).collect(),
        ..Criteria::default()
    })
}

/// One click from the profile.
pub async fn start_from_profile(desk: &Desk, member: &Member, key: &str) -> Result<RunId> {
    let criteria = default_criteria(desk, member).await?;
    start_search(desk, member, &criteria, None, key).await
}

/// Creates the search and its run. The same key gives the same run.
///
/// # Errors
/// `Invalid` names each setting that cannot be used, and `profile` when there is nothing to compare postings with.
pub async fn start_search(desk: &Desk, member: &Member, criteria: &Criteria, name: Option<String>, key: &str) -> Result<RunId> {
    let key = format!("job-search:{}", checked_key(key)?);
    let criteria = checked(desk, criteria)?;
    if name.as_ref().is_some_and(|name| name.chars().count() > SEARCH_NAME_MAX) {
        return Err(Error::invalid("name", format!("A search's name takes at most {SEARCH_NAME_MAX} characters.")));
    }
    let owner = member.id();
    let mut tx = desk.db.owned(owner).await?;
    if !store::has_facts(&mut tx, owner).await? {
        return Err(Error::invalid("profile", "There is no profile to compare postings with yet. Upload a CV and let it be read first."));
    }
    let id: JobSearchId = desk.new_id();
    let named = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    let name = named.or_else(|| criteria.titles.first().cloned()).unwrap_or_else(|| "Everything that fits".into());
    let new = NewRun {
        kind: Kind::JobSearch,
        idempotency_key: key,
        input: json!({ "job_search": id, "criteria": criteria }),
        settings: json!({ "criteria": criteria, "assistant": desk.assistant.name() }),
    };
    let run = run::create(&mut tx, desk, owner, &new).await?;
    // A repeated key found an earlier run: its search is there already.
    if !store::run_has_search(&mut tx, owner, run).await? {
        store::insert_search(&mut tx, owner, id, &name, &criteria, run).await?;
    }
    tx.commit().await?;
    run::announce(desk, owner, Kind::JobSearch, run).await;
    Ok(run)
}

fn checked(desk: &Desk, criteria: &Criteria) -> Result<Criteria> {
    let mut faults: Vec<FieldError> = Vec::new();
    let mut refuse = |field: &str, message: String| faults.push(FieldError::new(field, message));
    let tidy =
        |list: &[String]| -> Vec<String> { list.iter().map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect() };
    let mut criteria = criteria.clone();
    criteria.titles = tidy(&criteria.titles);
    criteria.places = tidy(&criteria.places);
    if criteria.titles.len() > 20 || criteria.titles.iter().any(|title| title.chars().count() > 120) {
        refuse("titles", "At most 20 titles of at most 120 characters each.".into());
    }
    if criteria.places.len() > 20 || criteria.places.iter().any(|place| place.chars().count() > 120) {
        refuse("places", "At most 20 places of at most 120 characters each.".into());
    }
    let known: Vec<SourceCard> = source_cards(desk);
    if criteria.sources.is_empty() {
        refuse("sources", "Choose at least one source.".into());
    }
    for key in &criteria.sources {
        if !known.iter().any(|card| card.key == *key) {
            refuse("sources", format!("This installation has no source named {key}."));
        }
    }
    for (source, names) in &mut criteria.companies {
        *names = tidy(names);
        let fine = |name: &String| name.len() <= 80 && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        if names.len() > 50 || !names.iter().all(fine) {
            refuse(
                "companies",
                format!("For {source}, give at most 50 board names, as they stand in the board's address: letters, digits, - and _."),
            );
        }
    }
    if criteria.salary_floor.is_some_and(|floor| !(0..=10_000_000).contains(&floor)) {
        refuse("salary_floor", "Give a yearly salary between 0 and 10,000,000.".into());
    }
    if criteria.currency.len() != 3 || !criteria.currency.chars().all(|c| c.is_ascii_uppercase()) {
        refuse("currency", "Give a currency by its three letters, such as EUR.".into());
    }
    if !(1..=200).contains(&criteria.limit) {
        refuse("limit", "Keep between 1 and 200 matches.".into());
    }
    if criteria.letters > 10 {
        refuse("letters", "At most 10 letters a run.".into());
    }
    if criteria.fresh_days.is_some_and(|days| !(1..=365).contains(&days)) {
        refuse("fresh_days", "Give between 1 and 365 days.".into());
    }
    if faults.is_empty() { Ok(criteria) } else { Err(Error::Invalid(faults)) }
}

/// The person's searches, newest first.
pub async fn searches(desk: &Desk, member: &Member) -> Result<Vec<JobSearch>> {
    let mut tx = desk.db.owned(member.id()).await?;
    store::searches(&mut tx, member.id()).await
}

/// One search.
pub async fn job_search(desk: &Desk, member: &Member, id: JobSearchId) -> Result<JobSearch> {
    let mut tx = desk.db.owned(member.id()).await?;
    store::search(&mut tx, member.id(), id).await?.ok_or(Error::NotFound)
}

/// Matches, best first; without a status all that were not dismissed.
pub async fn matches(desk: &Desk, member: &Member, status: Option<MatchStatus>, run: Option<RunId>) -> Result<Vec<MatchCard>> {
    let mut tx = desk.db.owned(member.id()).await?;
    let mut cards = store::matches(&mut tx, member.id(), status, run, 200).await?;
    mark_samples(desk, &mut cards);
    Ok(cards)
}

/// For the dashboard: the best of what the person has not looked at, and their latest runs.
pub async fn latest(desk: &Desk, member: &Member) -> Result<Latest> {
    store::latest(desk.db.pool(), member.id()).await
}

/// How many matches there are of each kind, for the tabs above them.
pub async fn match_counts(desk: &Desk, member: &Member, run: Option<RunId>) -> Result<MatchCounts> {
    let mut tx = desk.db.owned(member.id()).await?;
    store::match_counts(&mut tx, member.id(), run).await
}

fn mark_samples(desk: &Desk, cards: &mut [MatchCard]) {
    let samples: HashSet<String> = source_cards(desk).into_iter().filter(|card| card.sample).map(|card| card.key).collect();
    for card in cards {
        card.sample = samples.contains(&card.source);
    }
}

/// One match with its posting and the facts that its reasons name.
pub async fn match_view(desk: &Desk, member: &Member, id: MatchId) -> Result<MatchView> {
    let mut tx = desk.db.owned(member.id()).await?;
    let kept = store::find_match(&mut tx, member.id(), id).await?.ok_or(Error::NotFound)?;
    let posting = crate::posting::find(&mut tx, kept.card.posting_id).await?.ok_or(Error::NotFound)?;
    drop(tx);
    let named: HashSet<&String> = kept.parts.iter().flat_map(|part| &part.reasons).flat_map(|reason| &reason.facts).collect();
    let mut facts = crate::profile::profile(desk, member).await?.facts;
    facts.retain(|fact| named.contains(&fact.id.to_string()));
    let mut card = kept.card;
    mark_samples(desk, std::slice::from_mut(&mut card));
    Ok(MatchView {
        card,
        posting,
        parts: kept.parts,
        gaps: kept.gaps,
        warnings: kept.warnings,
        facts,
        run_id: kept.run_id,
        dismissed_why: kept.dismissed_why,
    })
}

/// Saves, dismisses (with why) or takes either back.
pub async fn set_match_status(desk: &Desk, member: &Member, id: MatchId, status: MatchStatus, why: Option<String>) -> Result<()> {
    let why = why.map(|why| why.trim().to_owned()).filter(|why| !why.is_empty() && status == MatchStatus::Dismissed);
    if why.as_ref().is_some_and(|why| why.chars().count() > 300) {
        return Err(Error::invalid("why", "Say why in at most 300 characters."));
    }
    let mut tx = desk.db.owned(member.id()).await?;
    if !store::set_status(&mut tx, member.id(), id, status, why.as_deref()).await? {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    Ok(())
}

/// The person's numbers, in one query.
pub async fn numbers(desk: &Desk, member: &Member) -> Result<Numbers> {
    store::numbers(desk.db.pool(), member.id()).await
}
