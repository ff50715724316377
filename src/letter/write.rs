//! Writing a letter: the assistant drafts, the gate checks, and what does not trace to facts is not written.

use super::{Content, Sentence, gate, store};
use crate::assistant::{Draft, LetterBrief, LetterFact, Persona, Purse};
use crate::db::Tx;
use crate::desk::Desk;
use crate::document::LetterSheet;
use crate::error::{Error, Result};
use crate::id::{FactId, LetterId, PostingId, UserId};
use crate::posting::FoundPosting;
use crate::profile::Profile;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A letter that passed the gate and was set, but is not yet in the database.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Written {
    pub id: LetterId,
    pub content: Content,
    pub language: String,
    pub pdf_key: String,
    pub pdf_sha256: String,
    pub pdf_bytes: i64,
}

/// Drafts, checks and sets a letter. `relevant` are the facts that the match found, best first; a model is paid out of the purse.
///
/// # Errors
/// `Conflict` when the gate refuses the draft: it names what had no fact behind it.
pub async fn write(
    desk: &Desk,
    owner: UserId,
    profile: &Profile,
    posting: &FoundPosting,
    relevant: &[FactId],
    purse: &Purse,
) -> Result<Written> {
    let brief = brief(profile, posting, relevant);
    let draft = desk.assistant.write_letter(&brief, purse).await.map_err(Error::from)?;
    gate::check(&brief, &draft).map_err(|violations| {
        let first = violations.first().map(ToString::to_string).unwrap_or_default();
        Error::Conflict(format!("A letter for {} was not written, because a sentence had no fact behind it. {first}", posting.title))
    })?;
    let content = content(profile, posting, &draft);
    let pdf = desk.typesetter.letter(sheet(desk, profile, posting, &content, &brief.language)).await.map_err(Error::Unavailable)?;
    let id: LetterId = desk.new_id();
    let pdf_key = format!("letter/{owner}/{id}.pdf");
    let pdf_sha256 = hex::encode(Sha256::digest(&pdf));
    let pdf_bytes = i64::try_from(pdf.len()).map_err(Error::internal)?;
    desk.store.put(&pdf_key, Bytes::from(pdf)).await?;
    Ok(Written { id, content, language: brief.language, pdf_key, pdf_sha256, pdf_bytes })
}

/// Keeps a written letter, in the transaction that keeps its match.
pub async fn keep(tx: &mut Tx, owner: UserId, posting: PostingId, letter: &Written) -> Result<()> {
    store::insert(tx, owner, posting, letter).await
}

/// The name that a letter's PDF is saved by.
pub fn pdf_name(company: &str, title: &str) -> String {
    let plain = |text: &str| {
        let kept: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
        kept.split_whitespace().take(6).collect::<Vec<_>>().join("-")
    };
    let name = [plain(company), plain(title)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_");
    format!("Letter_{}.pdf", if name.is_empty() { "posting".into() } else { name })
}

fn brief(profile: &Profile, posting: &FoundPosting, relevant: &[FactId]) -> LetterBrief {
    let facts = &profile.facts;
    LetterBrief {
        person: profile.about.name.clone(),
        title: posting.title.clone(),
        company: posting.company.clone(),
        posting_text: posting.description_text.clone(),
        facts: facts.iter().map(|fact| LetterFact { kind: fact.kind, path: fact.path.clone(), text: fact.text.clone() }).collect(),
        relevant: relevant.iter().filter_map(|id| facts.iter().position(|fact| fact.id == *id)).collect(),
        persona: profile.persona.clone().filter(|persona: &Persona| !persona.traits.is_empty()),
        language: language(profile, posting),
    }
}

/// German for a German posting when the CV is German too: facts are quoted as they are printed, and a letter in two
/// languages convinces nobody.
fn language(profile: &Profile, posting: &FoundPosting) -> String {
    let text: Vec<&str> = profile.facts.iter().map(|fact| fact.text.as_str()).collect();
    let cv_is_german = crate::posting::language_of(&text.join(" ")) == Some("de");
    let posting_is_german = posting.language.as_deref().is_some_and(|language| language.starts_with("de"));
    if cv_is_german && posting_is_german { "de".into() } else { "en".into() }
}

fn content(profile: &Profile, posting: &FoundPosting, draft: &Draft) -> Content {
    let sentence = |drafted: &crate::assistant::DraftSentence| Sentence {
        text: drafted.text.clone(),
        facts: drafted.facts.iter().filter_map(|index| profile.facts.get(*index).map(|fact| fact.id)).collect(),
        quote: drafted.quote.clone(),
    };
    let subject = if posting.company.is_empty() { posting.title.clone() } else { format!("{}, {}", posting.title, posting.company) };
    Content { subject, paragraphs: draft.paragraphs.iter().map(|paragraph| paragraph.iter().map(sentence).collect()).collect() }
}

fn sheet(desk: &Desk, profile: &Profile, posting: &FoundPosting, content: &Content, language: &str) -> LetterSheet {
    let phone = profile.facts.iter().find(|fact| fact.path == "basics.phone").map(|fact| fact.text.clone());
    let lines = [Some(profile.email.clone()), phone, Some(profile.about.location.clone())];
    let text = |paragraph: &Vec<Sentence>| paragraph.iter().map(|sentence| sentence.text.as_str()).collect::<Vec<_>>().join(" ");
    LetterSheet {
        sender_name: profile.about.name.clone(),
        sender_lines: lines.into_iter().flatten().filter(|line| !line.is_empty()).collect(),
        company: posting.company.clone(),
        subject: content.subject.clone(),
        date: desk.now().format(if language.starts_with("de") { "%d.%m.%Y" } else { "%-d %B %Y" }).to_string(),
        paragraphs: content.paragraphs.iter().map(text).collect(),
        language: language.into(),
        look: profile.look,
    }
}
