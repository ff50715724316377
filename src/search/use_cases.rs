//! What may happen with searches and matches.

use super::{Criteria, JobSearch, Latest, MatchCard, MatchCounts, MatchStatus, MatchView, Numbers, store};
use crate::account::Member;
use crate::db::Tx;
use crate::desk::Desk;
use crate::error::{Error, FieldError, Result};
use crate::id::{JobSearchId, MatchId, RunId, UserId, checked_key};
use crate::posting::{Board, LINKS, SourceCard, board_names, board_of, company_key};
use crate::run::{self, Kind, NewRun, schedule};
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
        sources: source_cards(desk).into_iter().filter(|card| card.sample).map(|card| card.key).collect(),
        // Every form and button that starts from here says whom facts go to.
        model: desk.assistant.model().is_some(),
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
    let criteria = checked(desk, criteria)?;
    let name = named(name, &criteria)?;
    let owner = member.id();
    let mut tx = desk.db.owned(owner).await?;
    let id: JobSearchId = desk.new_id();
    let run = begin(&mut tx, desk, owner, (id, &criteria), key).await?;
    // A repeated key found an earlier run: its search is there already.
    if !store::run_has_search(&mut tx, owner, run).await? {
        store::insert_search(&mut tx, owner, id, &name, &criteria, Some(run)).await?;
    }
    tx.commit().await?;
    run::announce(desk, owner, Kind::JobSearch, run).await;
    Ok(run)
}

/// The name that was given, or the first title.
fn named(name: Option<String>, criteria: &Criteria) -> Result<String> {
    let name = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    if name.as_ref().is_some_and(|name| name.chars().count() > SEARCH_NAME_MAX) {
        return Err(Error::invalid("name", format!("A search's name takes at most {SEARCH_NAME_MAX} characters.")));
    }
    Ok(name.or_else(|| criteria.titles.first().cloned()).unwrap_or_else(|| "Everything that fits".into()))
}

/// The run of a search, with a snapshot of the settings that it goes by.
async fn begin(tx: &mut Tx, desk: &Desk, owner: UserId, (id, criteria): (JobSearchId, &Criteria), key: &str) -> Result<RunId> {
    let key = format!("job-search:{}", checked_key(key)?);
    if !store::has_facts(tx, owner).await? {
        return Err(Error::invalid("profile", "There is no profile to compare postings with yet. Upload a CV and let it be read first."));
    }
    let new = NewRun {
        kind: Kind::JobSearch,
        idempotency_key: key,
        input: json!({ "job_search": id, "criteria": criteria }),
        settings: json!({ "criteria": criteria, "assistant": desk.assistant.name() }),
    };
    run::create(tx, desk, owner, &new).await
}

/// Runs a search again as it is kept. The same key gives the same run.
pub async fn run_search(desk: &Desk, member: &Member, id: JobSearchId, key: &str) -> Result<RunId> {
    let owner = member.id();
    let mut tx = desk.db.owned(owner).await?;
    let search = store::search(&mut tx, owner, id).await?.ok_or(Error::NotFound)?;
    let criteria = checked(desk, &search.criteria)?;
    let run = begin(&mut tx, desk, owner, (id, &criteria), key).await?;
    store::set_last_run(&mut tx, owner, id, run).await?;
    tx.commit().await?;
    run::announce(desk, owner, Kind::JobSearch, run).await;
    Ok(run)
}

/// Keeps other settings for a search. Its timetable goes by them from the next time on; runs that were made keep what they went by.
/// With the key of a run it runs at once; where that is refused, nothing is changed.
///
/// # Errors
/// `Invalid` names each setting that cannot be used, and `profile` when it is to run and there is nothing to compare postings with.
pub async fn change_search(
    desk: &Desk,
    member: &Member,
    id: JobSearchId,
    criteria: &Criteria,
    name: Option<String>,
    key: Option<&str>,
) -> Result<Option<RunId>> {
    let criteria = checked(desk, criteria)?;
    let name = named(name, &criteria)?;
    let owner = member.id();
    let mut tx = desk.db.owned(owner).await?;
    keep_settings(&mut tx, owner, id, &name, &criteria).await?;
    let Some(key) = key else {
        tx.commit().await?;
        return Ok(None);
    };
    let run = begin(&mut tx, desk, owner, (id, &criteria), key).await?;
    store::set_last_run(&mut tx, owner, id, run).await?;
    tx.commit().await?;
    run::announce(desk, owner, Kind::JobSearch, run).await;
    Ok(Some(run))
}

/// The settings of a search and of its timetable are the same.
async fn keep_settings(tx: &mut Tx, owner: UserId, id: JobSearchId, name: &str, criteria: &Criteria) -> Result<()> {
    if !store::change_search(tx, owner, id, name, criteria).await? {
        return Err(Error::NotFound);
    }
    if let Some(schedule) = store::schedule_of(tx, owner, id).await? {
        schedule::set_input(tx, owner, schedule, &json!({ "job_search": id, "criteria": criteria })).await?;
    }
    Ok(())
}

/// The same settings once more under a name of their own, without a timetable and without runs.
pub async fn duplicate_search(desk: &Desk, member: &Member, id: JobSearchId) -> Result<JobSearchId> {
    const BEHIND: &str = " (copy)";
    let owner = member.id();
    let mut tx = desk.db.owned(owner).await?;
    let search = store::search(&mut tx, owner, id).await?.ok_or(Error::NotFound)?;
    let name: String = search.name.chars().take(SEARCH_NAME_MAX - BEHIND.len()).collect();
    let copy: JobSearchId = desk.new_id();
    store::insert_search(&mut tx, owner, copy, &format!("{name}{BEHIND}"), &search.criteria, None).await?;
    tx.commit().await?;
    Ok(copy)
}

/// Ends the mails of one search, by whatever way it runs. A search that is gone has none.
pub(crate) async fn mail_no_more(desk: &Desk, owner: UserId, id: JobSearchId) -> Result<()> {
    let mut tx = desk.db.owned(owner).await?;
    let Some(mut search) = store::search_for_update(&mut tx, owner, id).await? else { return Ok(()) };
    search.criteria.deliver = false;
    keep_settings(&mut tx, owner, id, &search.name, &search.criteria).await?;
    tx.commit().await?;
    Ok(())
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
    let unknown = find_boards(&mut criteria);
    if criteria.boards.len() > SOUGHT_MAX {
        let words = format!("At most {SOUGHT_MAX} companies can be looked for by name. Paste the addresses of the others' job pages.");
        refuse("boards", words);
    }
    if !unknown.is_empty() {
        refuse("boards", format!("{} No board is known for: {}.", HOW_TO_NAME_A_BOARD, unknown.join(", ")));
    }
    let known: Vec<SourceCard> = source_cards(desk);
    if criteria.sources.is_empty() && criteria.boards.is_empty() {
        refuse("sources", "Choose at least one source.".into());
    }
    for key in &criteria.sources {
        if !known.iter().any(|card| card.key == *key) {
            refuse("sources", format!("This installation has no source named {key}."));
        }
    }
    for (source, names) in &mut criteria.companies {
        *names = tidy(names);
        if source == LINKS {
            if names.len() > 50 || !names.iter().all(|link| is_link(link)) {
                refuse("boards", "Give at most 50 addresses, each with https:// in front.".into());
            }
            continue;
        }
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

const HOW_TO_NAME_A_BOARD: &str =
    "Paste the address of the company's job page at Greenhouse, Lever, Ashby, Workable, SmartRecruiters, Recruitee or Personio.";

/// More would keep a run waiting for minutes.
const SOUGHT_MAX: usize = 10;

/// Puts the companies that the person named under the sources that have them, leaves the names that a run can look for, and returns what
/// is neither.
fn find_boards(criteria: &mut Criteria) -> Vec<String> {
    let mut unknown = Vec::new();
    for text in std::mem::take(&mut criteria.boards) {
        let (source, name) = match board_of(&text) {
            Some(Board { source, name }) => (source, name),
            None if is_link(&text) => (LINKS, text),
            None if may_be_company(&text) => {
                let text = text.trim().to_owned();
                if !criteria.boards.iter().any(|known| company_key(known) == company_key(&text)) {
                    criteria.boards.push(text);
                }
                continue;
            }
            None => {
                unknown.push(text.chars().take(80).collect());
                continue;
            }
        };
        criteria.ask_board(source, name);
    }
    unknown
}

/// A name, and no address of any kind.
fn may_be_company(text: &str) -> bool {
    let name = text.chars().count() <= 80 && !text.contains(|c: char| c.is_control() || matches!(c, '/' | '\\' | '@' | ':' | '<' | '>'));
    name && !company_key(text).is_empty() && !board_names(text).is_empty()
}

impl Criteria {
    /// Asks this board too.
    pub(super) fn ask_board(&mut self, source: &str, board: String) {
        let names = self.companies.entry(source.to_owned()).or_default();
        if !names.contains(&board) {
            names.push(board);
        }
        if !self.sources.iter().any(|key| key == source) {
            self.sources.push(source.to_owned());
        }
    }
}

/// Whether it is an address that may be asked; what is behind it is checked when it is.
fn is_link(text: &str) -> bool {
    text.starts_with("https://") && text.len() <= 2_000 && !text.contains(|c: char| c.is_whitespace() || c.is_control())
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
    // Where everything is new, the word says nothing.
    if cards.iter().any(|card| card.fresh) && !store::has_matches_from_before(&mut tx, member.id()).await? {
        cards.iter_mut().for_each(|card| card.fresh = false);
    }
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
    let history = crate::posting::histories(&mut tx, &[kept.card.posting_id]).await?.remove(&kept.card.posting_id);
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
        history,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companies_named_by_people_stand_at_their_sources_once() {
        let mut criteria = Criteria {
            boards: [
                "https://jobs.lever.co/acme/7f0c", " GitLab ", "jobs.lever.co/acme", "Rowan & Sons", "https://rowan.example/jobs/7",
                "rowan & sons GmbH", "http://elm.example/", "日本",
            ]
            .map(str::to_owned)
            .into(),
            companies: [("lever".to_owned(), vec!["globex".to_owned()])].into(),
            ..Criteria::default()
        };
        assert_eq!(find_boards(&mut criteria), ["http://elm.example/", "日本"]);
        assert_eq!(criteria.sources, ["sample", "lever", "greenhouse", "links"]);
        assert_eq!(criteria.companies["lever"], ["globex", "acme"]);
        assert_eq!(criteria.companies["greenhouse"], ["gitlab"]);
        assert_eq!(criteria.boards, ["Rowan & Sons"], "a run looks for it");
        assert!(find_boards(&mut criteria).is_empty() && criteria.boards.len() == 1, "and so does the next one");
    }
}
