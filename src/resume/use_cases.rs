//! What may happen with working documents.

use super::edit::{self, Edit};
use super::read_back::words;
use super::store::{self, Row};
use super::{
    Change, Draft, Edited, LANGUAGES, Part, RESUME_NAME_MAX, RESUMES_KEPT, RESUMES_MAX, Reason, Resume, ResumeCard, Working, import, shape,
};
use crate::account::Member;
use crate::desk::Desk;
use crate::document::Look;
use crate::error::{Error, Result};
use crate::id::{ResumeId, UploadId, checked_key};
use crate::profile;

/// What a new résumé is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The facts of one CV and those that the person typed; without one, of the CV that says most.
    Profile(Option<UploadId>),
    /// The sections of another one.
    Copy(ResumeId),
    Nothing,
}

/// The person's résumés, last changed first.
pub async fn resumes(desk: &Desk, member: &Member) -> Result<Vec<ResumeCard>> {
    let mut tx = desk.db.owned(member.id()).await?;
    store::list(&mut tx, member.id(), false).await
}

/// Those that were thrown away and can be brought back.
pub async fn removed_resumes(desk: &Desk, member: &Member) -> Result<Vec<ResumeCard>> {
    let mut tx = desk.db.owned(member.id()).await?;
    store::list(&mut tx, member.id(), true).await
}

/// Makes one. The same key makes it once.
///
/// # Errors
/// `Invalid` on `name` and, where there is nothing to make it from, on `source`; `Conflict` for one too many.
pub async fn create(desk: &Desk, member: &Member, name: &str, source: &Source, key: &str) -> Result<ResumeId> {
    let (key, name, owner) = (checked_key(key)?, checked_name(name)?, member.id());
    let mut tx = desk.db.owned(owner).await?;
    if let Some(made) = store::made_by(&mut tx, owner, key).await? {
        return Ok(made);
    }
    tx.commit().await?;
    let start = start(desk, member, source).await?;
    let mut tx = desk.db.owned(owner).await?;
    let (there, all) = store::count(&mut tx, owner).await?;
    if let Some(made) = store::made_by(&mut tx, owner, key).await? {
        return Ok(made);
    }
    has_room(there, "add another")?;
    if all >= i64::try_from(RESUMES_KEPT).unwrap_or(i64::MAX) {
        return Err(Error::Conflict(format!(
            "With those that you threw away you have {RESUMES_KEPT} résumés here. Bring one of them back and use it anew; after a month \
             they are forgotten."
        )));
    }
    let id: ResumeId = desk.new_id();
    let new = store::New {
        id,
        name: &name,
        source: start.upload,
        draft: &start.draft,
        look: &start.look,
        language: &start.language,
        made_by: key,
    };
    if !store::insert(&mut tx, owner, &new).await? {
        return store::made_by(&mut tx, owner, key).await?.ok_or(Error::NotFound);
    }
    store::keep_version(&mut tx, owner, (desk.new_id(), id), &start.draft, Reason::Import).await?;
    tx.commit().await?;
    Ok(id)
}

/// Whether one more is kept; `to` says what for.
fn has_room(there: i64, to: &str) -> Result<()> {
    if there < i64::try_from(RESUMES_MAX).unwrap_or(i64::MAX) {
        return Ok(());
    }
    Err(Error::Conflict(format!("You have {RESUMES_MAX} résumés here. Throw one away before you {to}.")))
}

struct Start {
    draft: Draft,
    look: Look,
    language: String,
    upload: Option<UploadId>,
}

async fn start(desk: &Desk, member: &Member, source: &Source) -> Result<Start> {
    match source {
        Source::Nothing => Ok(Start { draft: of_the_account(member), look: Look::default(), language: "en".into(), upload: None }),
        Source::Copy(id) => {
            let mut tx = desk.db.owned(member.id()).await?;
            let row = store::find(&mut tx, member.id(), *id, false).await?.ok_or(Error::NotFound)?;
            Ok(Start { draft: row.draft, look: row.look, language: row.language, upload: None })
        }
        Source::Profile(wanted) => {
            let known = profile::profile(desk, member).await?;
            if wanted.is_some_and(|id| !known.uploads.iter().any(|upload| upload.id == id)) {
                return Err(Error::NotFound);
            }
            let said = |id: UploadId| known.facts.iter().filter(|fact| fact.upload_id == Some(id)).count();
            let upload = wanted.or_else(|| known.uploads.iter().map(|upload| upload.id).max_by_key(|id| said(*id)));
            let values = profile::fact_values(desk, member).await?;
            let facts: Vec<_> = known.facts.iter().filter(|fact| fact.upload_id.is_none() || fact.upload_id == upload).collect();
            if facts.is_empty() {
                return Err(Error::invalid(
                    "source",
                    "There are no facts in your profile yet. Upload a CV and let it be read, or begin with an empty résumé.",
                ));
            }
            let text: Vec<&str> = facts.iter().map(|fact| fact.text.as_str()).collect();
            let language = crate::posting::language_of(&text.join(" ")).unwrap_or("en");
            let draft = import::from_facts(facts.into_iter().filter_map(|fact| Some((fact, values.get(&fact.id)?))));
            let known = LANGUAGES.iter().any(|(code, _)| *code == language);
            Ok(Start { draft, look: Look::default(), language: if known { language } else { "en" }.into(), upload })
        }
    }
}

/// Their name and address are known without any CV.
fn of_the_account(member: &Member) -> Draft {
    let mut draft = import::empty();
    let person = member.person();
    let edit = |field: &str, after: &str| Edit { field: format!("1.{field}"), before: String::new(), after: after.to_owned() };
    // An address of another kind is left for the person to write.
    for edit in [edit("name", &person.name), edit("email", &person.email)] {
        edit::write(&mut draft, &[edit]).ok();
    }
    draft
}

fn checked_name(name: &str) -> Result<String> {
    let name = name.trim();
    match u32::try_from(name.chars().count()).unwrap_or(u32::MAX) {
        0 => Err(Error::invalid("name", "Give it a name, so that you find it again.")),
        length if length > RESUME_NAME_MAX => {
            Err(Error::invalid("name", format!("A name takes at most {RESUME_NAME_MAX} characters; this has {length}.")))
        }
        _ => Ok(name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()),
    }
}

/// One of them, with the facts that its entries may have come from.
pub async fn resume(desk: &Desk, member: &Member, id: ResumeId) -> Result<Resume> {
    let mut tx = desk.db.owned(member.id()).await?;
    let row = store::find(&mut tx, member.id(), id, false).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    let facts = profile::profile(desk, member).await?.facts;
    let uncovered = desk.typesetter.uncovered(&words(&shape::resume(&row.draft)?)?);
    Ok(Resume { id, name: row.name.clone(), look: row.look, language: row.language.clone(), work: working(row), facts, uncovered })
}

/// What its page shows of a row.
pub(super) fn working(row: Row) -> Working {
    let changed = row.confirmed.as_ref().map(|confirmed| edit::changed_since(confirmed, &row.draft)).unwrap_or_default();
    Working {
        revision: row.revision,
        confirmed: row.is_confirmed,
        changed,
        can_undo: row.step > row.step_first,
        can_redo: row.step < row.step_last,
        draft: row.draft,
    }
}

/// Writes in fields. A field that somebody else changed meanwhile clashes: then nothing is written, and what stands there now
/// comes back, so that neither text is lost.
///
/// # Errors
/// `Invalid` by field; `Conflict` where an entry is gone.
pub async fn edit(desk: &Desk, member: &Member, id: ResumeId, edits: &[Edit]) -> Result<Edited> {
    let owner = member.id();
    let mut tx = desk.db.owned(owner).await?;
    let mut row = store::find(&mut tx, owner, id, true).await?.ok_or(Error::NotFound)?;
    let before = row.draft.clone();
    let clashes = edit::write(&mut row.draft, edits)?;
    if clashes.is_empty() && !row.draft.is_same(&before) {
        let about = if edits.len() == 1 { edits[0].field.as_str() } else { "" };
        store::save(&mut tx, owner, &mut row, about).await?;
        tx.commit().await?;
    }
    Ok(Edited { work: working(row), clashes })
}

/// What a change is about.
#[derive(Debug, Clone, Copy, Default)]
pub struct About {
    /// The revision that the person saw.
    pub seen: i64,
    pub part: Option<Part>,
    pub entry: Option<u32>,
}

/// Moves, hides, adds, removes; undoes and does again.
///
/// # Errors
/// `Conflict` where what it is about is gone, or where it might throw away what the person has not seen.
pub async fn change(desk: &Desk, member: &Member, id: ResumeId, change: Change, about: About) -> Result<Working> {
    let owner = member.id();
    let mut tx = desk.db.owned(owner).await?;
    let mut row = store::find(&mut tx, owner, id, true).await?.ok_or(Error::NotFound)?;
    if change.needs_sight() {
        seen(&row, about.seen)?;
    }
    if matches!(change, Change::Undo | Change::Redo) {
        let to = if change == Change::Undo { row.step - 1 } else { row.step + 1 };
        if (row.step_first..=row.step_last).contains(&to)
            && let Some(draft) = store::step(&mut tx, owner, id, to).await?
        {
            row.step = to;
            // Ids that were given since are not given again.
            let next = row.draft.next.max(draft.next);
            row.draft = Draft { next, ..draft };
            store::place(&mut tx, owner, &mut row).await?;
            tx.commit().await?;
        }
        return Ok(working(row));
    }
    let before = row.draft.clone();
    edit::arrange(&mut row.draft, change, about.part, about.entry)?;
    if !row.draft.is_same(&before) {
        store::save(&mut tx, owner, &mut row, "").await?;
        tx.commit().await?;
    }
    Ok(working(row))
}

/// Whether the person speaks of what is there.
pub(super) fn seen(row: &Row, revision: i64) -> Result<()> {
    if row.revision == revision {
        return Ok(());
    }
    Err(Error::Conflict(
        "This résumé changed since you loaded it, in another tab perhaps. Nothing was done; look at what is there now and try again."
            .into(),
    ))
}

/// Keeps its name, its language and its looks. Letters that are written from now on look the same.
pub async fn set_look(desk: &Desk, member: &Member, id: ResumeId, name: &str, language: &str, look: &Look) -> Result<()> {
    let name = checked_name(name)?;
    if !LANGUAGES.iter().any(|(code, _)| *code == language) {
        return Err(Error::invalid("language", "Choose one of the languages."));
    }
    let mut tx = desk.db.owned(member.id()).await?;
    if !store::save_look(&mut tx, member.id(), id, &name, language, look).await? {
        return Err(Error::NotFound);
    }
    profile::save_look(&mut tx, member.id(), look).await?;
    tx.commit().await?;
    Ok(())
}

/// Throws one away. For a month it can be brought back.
pub async fn remove(desk: &Desk, member: &Member, id: ResumeId) -> Result<()> {
    set_removed(desk, member, id, true).await
}

/// Brings one back.
///
/// # Errors
/// `Conflict` for one too many.
pub async fn bring_back(desk: &Desk, member: &Member, id: ResumeId) -> Result<()> {
    set_removed(desk, member, id, false).await
}

async fn set_removed(desk: &Desk, member: &Member, id: ResumeId, removed: bool) -> Result<()> {
    let mut tx = desk.db.owned(member.id()).await?;
    if !removed && store::find(&mut tx, member.id(), id, false).await?.is_none() {
        let (there, _) = store::count(&mut tx, member.id()).await?;
        has_room(there, "bring this one back")?;
    }
    if !store::set_removed(&mut tx, member.id(), id, removed).await? {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    Ok(())
}
