//! The profiling run: CVs to facts, facts to titles and a profile text.

use super::{TextStatus, TitleIdea, reconcile, store, views};
use crate::assistant::{Failure, FoundFact, Reading, SuggestedTitle, skills};
use crate::desk::Desk;
use crate::document::{Document, Page, Unreadable};
use crate::error::Error;
use crate::id::UploadId;
use crate::run::{Context, End, Handler, Kind};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Reads the CVs into a profile.
pub struct Profiling;

#[derive(Serialize, Deserialize)]
struct Read {
    filename: String,
    pages: Vec<Page>,
    reading: Option<Reading>,
    error: Option<String>,
    status: TextStatus,
    #[serde(default)]
    notes: Vec<String>,
}

impl Read {
    fn outcome(&self) -> store::Outcome<'_> {
        store::Outcome { status: self.status, error: self.error.as_deref(), notes: &self.notes, pages: self.pages.len() }
    }
}

#[async_trait]
impl Handler for Profiling {
    fn kind(&self) -> Kind {
        Kind::Profiling
    }

    async fn work(&self, context: &Context) -> Result<Value, End> {
        let uploads: Vec<UploadId> = serde_json::from_value(context.input["uploads"].clone()).map_err(Error::internal)?;
        let mut found = Vec::new();
        let mut problems = Vec::new();
        for (index, id) in uploads.iter().enumerate() {
            context.progress("reading", index, uploads.len(), &format!("Reading CV {} of {}", index + 1, uploads.len()), json!({})).await?;
            let read: Read = context.step(&format!("read:{id}"), read_one(context, *id)).await?;
            if let Some(error) = &read.error {
                problems.push(json!({ "file": read.filename, "error": error }));
            }
            found.push((*id, read));
        }
        let facts: usize = found.iter().filter_map(|(_, read)| read.reading.as_ref()).map(|reading| reading.facts.len()).sum();
        if facts == 0 {
            record_failures(context, &found).await?;
            let words: Vec<String> =
                found.iter().filter_map(|(_, read)| read.error.as_ref().map(|e| format!("{}: {e}", read.filename))).collect();
            return Err(End::Fail(if words.is_empty() {
                "No CV was left to read. Upload one and start again.".into()
            } else {
                words.join(" ")
            }));
        }
        context.progress("facts", facts, facts, &format!("Found {facts} facts"), json!({ "facts": facts })).await?;
        let titles = context.step("titles", suggest(&context.desk, &found)).await?;
        context
            .progress(
                "titles",
                titles.len(),
                titles.len(),
                &format!("{} titles suggested", titles.len()),
                json!({ "titles": titles.len() }),
            )
            .await?;
        context.progress("saving", 0, 1, "Writing the profile", json!({})).await?;
        let output = json!({ "facts": facts, "titles": titles.iter().map(|t| &t.title).collect::<Vec<_>>(), "problems": problems });
        save(context, found, titles).await?;
        context.progress("saving", 1, 1, "The profile is ready", json!({ "problems": problems.len() })).await?;
        Ok(output)
    }
}

async fn read_one(context: &Context, id: UploadId) -> Result<Read, End> {
    let desk = &context.desk;
    let mut tx = desk.db.owned(context.owner).await?;
    let known = store::upload_with_key(&mut tx, context.owner, id).await?;
    drop(tx);
    let Some((upload, key)) = known else {
        let error = Some("It was removed before it could be read.".to_owned());
        let filename = "A removed CV".into();
        return Ok(Read { filename, pages: Vec::new(), reading: None, error, status: TextStatus::Failed, notes: Vec::new() });
    };
    let bytes = desk.store.get(&key).await.map_err(Error::from)?;
    let unread = |pages, failure: &Unreadable| Read {
        filename: upload.filename.clone(),
        pages,
        reading: None,
        error: Some(failure.to_string()),
        status: if matches!(failure, Unreadable::NoText | Unreadable::Empty(_)) { TextStatus::Empty } else { TextStatus::Failed },
        notes: Vec::new(),
    };
    let document = match desk.reader.read(bytes).await {
        Ok(document) => document,
        Err(failure @ Unreadable::ReaderDown) => return Err(Error::Unavailable(failure.to_string()).into()),
        Err(failure) => return Ok(unread(Vec::new(), &failure)),
    };
    // What names its fields is taken at its word; everything else has to be understood.
    let reading = match Reading::stated(&document) {
        Some(reading) => Ok(reading),
        None => desk.assistant.read_cv(&document.pages).await,
    };
    let Document { pages, notes, .. } = document;
    match reading {
        Ok(reading) => Ok(Read { filename: upload.filename, pages, reading: Some(reading), error: None, status: TextStatus::Read, notes }),
        Err(Failure::Unreadable(failure)) => Ok(unread(pages, &failure)),
        Err(other) => Err(Error::from(other).into()),
    }
}

async fn suggest(desk: &Desk, found: &[(UploadId, Read)]) -> Result<Vec<SuggestedTitle>, End> {
    let mut titles: Vec<SuggestedTitle> = Vec::new();
    for (index, (_, read)) in found.iter().enumerate() {
        let Some(reading) = &read.reading else { continue };
        for mut title in desk.assistant.suggest_titles(reading).await.map_err(Error::from)? {
            // Paths are unique within one CV only.
            title.because = title.because.into_iter().map(|path| format!("{index}:{path}")).collect();
            match titles.iter_mut().find(|known| known.title.eq_ignore_ascii_case(&title.title)) {
                Some(known) => known.because.extend(title.because),
                None => titles.push(title),
            }
        }
    }
    titles.truncate(8);
    Ok(titles)
}

async fn record_failures(context: &Context, found: &[(UploadId, Read)]) -> Result<(), End> {
    let mut tx = context.desk.db.owned(context.owner).await?;
    for (id, read) in found {
        store::mark_read(&mut tx, context.owner, *id, &store::Outcome { pages: 0, ..read.outcome() }).await?;
    }
    tx.commit().await.map_err(Error::from)?;
    Ok(())
}

/// One transaction: facts, pages, titles and text change together or not at all.
async fn save(context: &Context, found: Vec<(UploadId, Read)>, titles: Vec<SuggestedTitle>) -> Result<(), End> {
    let (desk, owner) = (&context.desk, context.owner);
    let mut tx = desk.db.owned(owner).await?;
    store::hold_person(&mut tx, owner).await?;
    let mut by_path = std::collections::HashMap::new();
    let mut sources = Vec::new();
    let mut text = String::new();
    for (index, (upload, read)) in found.into_iter().enumerate() {
        // A CV that was taken away while it was read leaves nothing behind.
        if !store::mark_read(&mut tx, owner, upload, &read.outcome()).await? {
            continue;
        }
        let Some(reading) = read.reading else { continue };
        store::save_pages(&mut tx, owner, upload, &read.pages).await?;
        if text.is_empty() {
            text = profile_text(&reading.facts);
        }
        // What the person confirmed, edited or took out stays as they left it.
        let kept = store::facts::kept(&mut tx, owner, upload).await?;
        let plan = reconcile::plan(kept, reading.facts, || desk.new_id());
        for (id, fact) in &plan.facts {
            by_path.insert(format!("{index}:{}", fact.path), *id);
        }
        store::facts::apply(&mut tx, owner, upload, &plan).await?;
        sources.push(upload);
    }
    let ideas: Vec<TitleIdea> = titles
        .into_iter()
        .map(|title| TitleIdea { title: title.title, facts: title.because.iter().filter_map(|path| by_path.get(path).copied()).collect() })
        .collect();
    store::save_profile(&mut tx, owner, &text, &ideas, &sources).await?;
    tx.commit().await.map_err(Error::from)?;
    // A later search reads the profile; make sure that it can.
    views::profile_of(desk, owner).await?;
    Ok(())
}

/// The CV's own words in a few lines: label, roles with employers and dates, skills. Nothing is added.
fn profile_text(facts: &[FoundFact]) -> String {
    let at = |path: &str| facts.iter().find(|fact| fact.path == path).map(|fact| fact.text.as_str());
    let mut lines = Vec::new();
    lines.extend(at("basics.label").map(str::to_owned));
    lines.extend(at("basics.summary").map(str::to_owned));
    for index in 0..20 {
        let part = |field: &str| at(&format!("work[{index}].{field}"));
        let Some(role) = part("position").or(part("name")) else { break };
        let employer = part("name").filter(|name| *name != role).map(|name| format!(", {name}")).unwrap_or_default();
        let dates = [part("startDate"), part("endDate")].into_iter().flatten().collect::<Vec<_>>().join(" – ");
        lines.push(if dates.is_empty() { format!("{role}{employer}") } else { format!("{role}{employer} ({dates})") });
    }
    let skills: Vec<&str> = skills(facts).map(|fact| fact.text.as_str()).take(30).collect();
    if !skills.is_empty() {
        lines.push(skills.join(", "));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistant::FactKind;
    use crate::document::Place;

    #[test]
    fn the_text_says_what_the_cv_says_and_no_heading() {
        let fact = |path: &str, kind, text: &str| FoundFact {
            path: path.into(),
            kind,
            text: text.into(),
            value: json!(text),
            place: Place { page: 1, start: 0, end: 1 },
            confidence: 1.0,
        };
        let facts = [
            fact("basics.label", FactKind::Label, "Backend Engineer"),
            fact("work[0].position", FactKind::Role, "Engineer"),
            fact("work[0].name", FactKind::Employer, "Nordwind"),
            fact("work[0].startDate", FactKind::Date, "March 2021"),
            fact("work[0].endDate", FactKind::Date, "Present"),
            fact("skills[0].name", FactKind::Skill, "SKILLS"),
            fact("skills[0].keywords[0]", FactKind::Skill, "Rust"),
        ];
        assert_eq!(profile_text(&facts), "Backend Engineer\nEngineer, Nordwind (March 2021 – Present)\nRust");
    }
}
