//! Openings whose text a person pasted: out of a mail, a PDF, a page behind a sign-in. Nobody is asked, and nobody else sees them.

use super::{FoundPosting, HEAD_MAX, Head, PASTED, PASTED_MAX, PASTED_MIN, Pasted, complete, guess, html, store};
use crate::account::Member;
use crate::db::Tx;
use crate::desk::Desk;
use crate::error::{Error, FieldError, Result};
use crate::id::{PastedId, UserId};
use sha2::{Digest, Sha256};

/// More new texts in a day nobody reads.
const A_DAY: i64 = 100;

/// Keeps a text with what its head seems to say. The same text is the same opening, with the head as the person left it.
///
/// # Errors
/// `Invalid` on `text` when it is too short or too long to be an opening.
pub async fn paste(desk: &Desk, member: &Member, text: &str) -> Result<PastedId> {
    let text = cleaned(text)?;
    let key = hex::encode(Sha256::digest(text.as_bytes()));
    let owner = member.id();
    let mut tx = desk.db.owned(owner).await?;
    if store::pasted_in_a_day(&mut tx, owner, &key).await? >= A_DAY {
        return Err(Error::invalid("text", format!("You have pasted {A_DAY} texts within a day. Go on with this one tomorrow.")));
    }
    let id = store::keep_pasted(&mut tx, owner, desk.new_id(), &text, &key, &guess::guess(&text)).await?;
    tx.commit().await?;
    Ok(id)
}

/// One of the person's.
pub async fn pasted(desk: &Desk, member: &Member, id: PastedId) -> Result<Pasted> {
    let mut tx = desk.db.owned(member.id()).await?;
    store::find_pasted(&mut tx, member.id(), id).await?.ok_or(Error::NotFound)
}

/// The latest ones, newest first, without their texts.
pub async fn pasted_before(desk: &Desk, member: &Member) -> Result<Vec<Pasted>> {
    let mut tx = desk.db.owned(member.id()).await?;
    store::pasted_before(&mut tx, member.id()).await
}

/// Puts the head right, for whoever asks for a score in the same transaction.
///
/// # Errors
/// `NotFound` when it is nobody's or somebody else's, `Invalid` names the line that cannot be used.
pub async fn set_head(tx: &mut Tx, owner: UserId, id: PastedId, head: &Head) -> Result<()> {
    if store::find_pasted(tx, owner, id).await?.is_none() {
        return Err(Error::NotFound);
    }
    store::set_head(tx, owner, id, &checked(head)?).await
}

/// Those of these that are the owner's, as postings.
pub async fn pasted_of(desk: &Desk, owner: UserId, ids: &[PastedId]) -> Result<Vec<FoundPosting>> {
    let mut tx = desk.db.owned(owner).await?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.extend(store::find_pasted(&mut tx, owner, *id).await?.map(posting));
    }
    Ok(found)
}

fn posting(pasted: Pasted) -> FoundPosting {
    let Pasted { id, head, text, .. } = pasted;
    let mut found = FoundPosting {
        source: PASTED.into(),
        external_id: id.to_string(),
        company: head.company,
        title: head.title,
        description_text: text,
        location: Some(head.place).filter(|place| !place.is_empty()),
        ..FoundPosting::default()
    };
    complete(&mut found);
    found
}

/// The text as people see it: without markup, without what is invisible, with its blank space in order.
fn cleaned(text: &str) -> Result<String> {
    let length = text.chars().count();
    if length > PASTED_MAX {
        let words = format!("This has {length} characters, and {PASTED_MAX} are the most. Leave out what is not about the opening.");
        return Err(Error::invalid("text", words));
    }
    let markup = text.contains("</");
    let cleaned = if markup { html::text_of(text) } else { html::tidy(text) };
    let length = cleaned.chars().count();
    if length < PASTED_MIN {
        let words = format!("Paste the whole text of the opening: at least {PASTED_MIN} characters. This has {length}.");
        return Err(Error::invalid("text", words));
    }
    // Escapes become letters, and never more of them than were sent.
    Ok(cleaned.chars().take(PASTED_MAX).collect())
}

fn checked(head: &Head) -> Result<Head> {
    let mut faults = Vec::new();
    let mut line = |field: &str, text: &str| {
        let line = html::tidy(text).replace('\n', " ");
        if line.chars().count() > HEAD_MAX {
            faults.push(FieldError::new(field, format!("At most {HEAD_MAX} characters.")));
        }
        line
    };
    let head = Head { title: line("title", &head.title), company: line("company", &head.company), place: line("place", &head.place) };
    if head.title.is_empty() {
        faults.push(FieldError::new("title", "Say what the opening is for, such as “Night nurse”."));
    }
    if faults.is_empty() { Ok(head) } else { Err(Error::Invalid(faults)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_as_people_see_it() {
        let plain = format!("Night\u{0} nurse\u{200b}\u{202e} at  Rowan\r\n\r\n\r\n{}", "You care for people at night. ".repeat(10));
        let text = cleaned(&plain).expect("a text");
        assert!(text.starts_with("Night nurse at Rowan\n\nYou care"), "{text}");
        let page = format!("<script>alert(1)</script><h1>Night &amp; day</h1><p>{}</p>", "You care. ".repeat(20));
        let text = cleaned(&page).expect("a page");
        assert!(text.starts_with("Night & day") && !text.contains("alert"), "{text}");
        let code = format!("You know Vec<String> and what a < b means. {}", "You write code. ".repeat(10));
        assert!(cleaned(&code).expect("a text").contains("Vec<String> and what a < b"));
    }

    #[test]
    fn what_cannot_be_an_opening_is_refused_with_the_numbers() {
        let invisible = "\u{200b}".repeat(500);
        for (text, words) in [("", "This has 0."), ("Nurse", "This has 5."), (invisible.as_str(), "This has 0.")] {
            let refused = cleaned(text).expect_err("too short").to_string();
            assert!(refused.contains(words), "{refused}");
        }
        let refused = cleaned(&"x".repeat(PASTED_MAX + 1)).expect_err("too long").to_string();
        assert!(refused.starts_with("This has 30001 characters, and 30000 are the most"), "{refused}");
    }

    #[test]
    fn a_head_is_three_lines_and_names_what_is_wrong() {
        let head = Head { title: " Night\nnurse\u{7} ".into(), company: String::new(), place: "Leeds".into() };
        assert_eq!(checked(&head).expect("fine").title, "Night nurse");
        let Err(Error::Invalid(faults)) = checked(&Head { title: "  ".into(), company: "x".repeat(201), ..head }) else {
            panic!("refused")
        };
        assert_eq!(faults.iter().map(|fault| fault.field.as_str()).collect::<Vec<_>>(), ["company", "title"]);
    }
}
