//! Facts as the person corrects them: confirm, edit, take out, bring back, add, and decide between two CVs.

use super::{BY_HAND, FACT_MAX, Fact, FactStatus, Field, OwnSection, conflicts, store};
use crate::account::Member;
use crate::assistant::FactKind;
use crate::db::Tx;
use crate::desk::Desk;
use crate::document::resume::is_date;
use crate::error::{Error, FieldError, Result};
use crate::id::{FactId, UserId};
use serde_json::Value;
use std::collections::BTreeMap;

/// Lines of one field, and facts that a person writes in all.
const LINES_MAX: usize = 50;
const OWN_MAX: usize = 1_000;

/// The person says that it is so.
pub async fn confirm_fact(desk: &Desk, member: &Member, id: FactId) -> Result<()> {
    let mut tx = desk.db.owned(member.id()).await?;
    store::hold_person(&mut tx, member.id()).await?;
    let fact = present(&mut tx, member.id(), id).await?;
    if fact.status == FactStatus::Found {
        store::facts::set_status(&mut tx, member.id(), fact.id, FactStatus::Confirmed).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The person's words in the place of what was read. Gives the fact that holds now.
///
/// # Errors
/// `Invalid` on `text` for words that are none, too many or, where a date belongs, no date.
pub async fn edit_fact(desk: &Desk, member: &Member, id: FactId, text: &str) -> Result<FactId> {
    let owner = member.id();
    let text = checked(text)?;
    let mut tx = desk.db.owned(owner).await?;
    store::hold_person(&mut tx, owner).await?;
    let fact = present(&mut tx, owner, id).await?;
    if FactKind::of_path(&fact.path) == FactKind::Date && fact.text != text && !is_date(&text) {
        return Err(Error::invalid("text", "Write a date as 2021, 2021-03 or 2021-03-15."));
    }
    let now = rewrite(desk, &mut tx, owner, &fact, &text, &Value::String(text.clone())).await?;
    tx.commit().await?;
    Ok(now)
}

/// Takes a fact out. It is kept, so that a second reading does not bring it back and the person may.
pub async fn remove_fact(desk: &Desk, member: &Member, id: FactId) -> Result<()> {
    let mut tx = desk.db.owned(member.id()).await?;
    store::hold_person(&mut tx, member.id()).await?;
    let fact = present(&mut tx, member.id(), id).await?;
    store::facts::set_status(&mut tx, member.id(), fact.id, FactStatus::Removed).await?;
    tx.commit().await?;
    Ok(())
}

/// Brings a fact back that was taken out.
pub async fn restore_fact(desk: &Desk, member: &Member, id: FactId) -> Result<()> {
    let owner = member.id();
    let mut tx = desk.db.owned(owner).await?;
    store::hold_person(&mut tx, owner).await?;
    let fact = store::facts::find(&mut tx, owner, id).await?.ok_or(Error::NotFound)?;
    if fact.status == FactStatus::Removed {
        let edited = store::facts::is_edit(&mut tx, owner, fact.id).await?;
        store::facts::set_status(&mut tx, owner, fact.id, if edited { FactStatus::Edited } else { FactStatus::Confirmed }).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Writes an entry of a section by hand, marked as the person's own: it stands in no CV.
///
/// # Errors
/// `Invalid` names each field that is missing or wrong.
pub async fn add_entry(desk: &Desk, member: &Member, section: &str, fields: &BTreeMap<String, String>) -> Result<FactId> {
    let owner = member.id();
    let shape = BY_HAND.iter().find(|one| one.key == section).ok_or_else(|| Error::invalid("section", "Choose what to add."))?;
    let parts = taken_apart(shape, fields)?;
    let mut tx = desk.db.owned(owner).await?;
    store::hold_person(&mut tx, owner).await?;
    // What was taken out counts too: it may come back, and then as the entry that it was.
    let own = store::facts::own_paths(&mut tx, owner).await?;
    if own.len() + parts.len() > OWN_MAX {
        return Err(Error::invalid("section", format!("A profile takes at most {OWN_MAX} facts written by hand.")));
    }
    let number = own.iter().filter_map(|path| entry_of(section, path)).max().map_or(0, |last| last + 1);
    let first: FactId = desk.new_id();
    for (at, (field, text)) in parts.iter().enumerate() {
        let path = format!("{section}[{number}].{field}");
        let fact = Fact {
            id: if at == 0 { first } else { desk.new_id() },
            upload_id: None,
            kind: FactKind::of_path(&path),
            path,
            text: text.clone(),
            place: None,
            confidence: 1.0,
            status: FactStatus::Confirmed,
        };
        let position = i32::try_from(own.len() + at).map_err(Error::internal)?;
        store::facts::insert_own(&mut tx, owner, &fact, position, &Value::String(text.clone())).await?;
    }
    tx.commit().await?;
    Ok(first)
}

/// Decides a conflict for one of its facts: what others say of the same thing is corrected, or taken out where there can be
/// one answer only. Without a choice all answers stay, confirmed. What is settled already stays so.
pub async fn settle(desk: &Desk, member: &Member, of: FactId, chosen: Option<FactId>) -> Result<()> {
    let owner = member.id();
    let mut tx = desk.db.owned(owner).await?;
    store::hold_person(&mut tx, owner).await?;
    let facts = store::facts::present(&mut tx, owner).await?;
    let values = store::facts::values(&mut tx, owner).await?;
    let known = present(&mut tx, owner, of).await?.id;
    let Some(conflict) = conflicts::between(&facts).into_iter().find(|one| one.facts.contains(&known)) else { return Ok(()) };
    let right = match chosen {
        Some(id) => Some(facts.iter().find(|fact| fact.id == id && conflict.facts.contains(&id)).ok_or(Error::NotFound)?),
        None => None,
    };
    for fact in facts.iter().filter(|fact| conflict.facts.contains(&fact.id)) {
        match right {
            Some(right) if right.text != fact.text && conflict.single => {
                store::facts::set_status(&mut tx, owner, fact.id, FactStatus::Removed).await?;
            }
            Some(right) if right.text != fact.text => {
                let value = values.get(&right.id).ok_or(Error::NotFound)?;
                rewrite(desk, &mut tx, owner, fact, &right.text, value).await?;
            }
            _ if fact.status == FactStatus::Found => {
                store::facts::set_status(&mut tx, owner, fact.id, FactStatus::Confirmed).await?;
            }
            _ => {}
        }
    }
    tx.commit().await?;
    Ok(())
}

async fn present(tx: &mut Tx, owner: UserId, id: FactId) -> Result<Fact> {
    store::facts::find(tx, owner, id).await?.filter(|fact| fact.status != FactStatus::Removed).ok_or(Error::NotFound)
}

async fn rewrite(desk: &Desk, tx: &mut Tx, owner: UserId, fact: &Fact, text: &str, value: &Value) -> Result<FactId> {
    if fact.text == text {
        return Ok(fact.id);
    }
    if fact.upload_id.is_none() || fact.status == FactStatus::Edited {
        store::facts::set_text(tx, owner, fact.id, text, value).await?;
        return Ok(fact.id);
    }
    let id: FactId = desk.new_id();
    if !store::facts::supersede(tx, owner, id, fact.id, text, value).await? {
        return Err(Error::NotFound);
    }
    Ok(id)
}

fn checked(text: &str) -> Result<String> {
    let text = one(text);
    let length = text.chars().count();
    match length {
        0 => Err(Error::invalid("text", "Write what is right, or remove the fact.")),
        _ if length > FACT_MAX => Err(Error::invalid("text", format!("A fact takes at most {FACT_MAX} characters; this has {length}."))),
        _ => Ok(text),
    }
}

/// Every blank as one blank.
fn one(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The fields of the form as parts of an entry: `highlights[0]` and its text.
fn taken_apart(shape: &OwnSection, fields: &BTreeMap<String, String>) -> Result<Vec<(String, String)>> {
    let mut faults = Vec::new();
    let mut parts = Vec::new();
    for field in shape.fields {
        let text = fields.get(field.key).map(String::as_str).unwrap_or_default();
        let mut lines: Vec<String> = if field.lines { text.lines().map(one).collect() } else { vec![one(text)] };
        lines.retain(|line| !line.is_empty());
        if let Some(fault) = fault(field, &lines) {
            faults.push(FieldError::new(field.key, fault));
        }
        if field.lines {
            parts.extend(lines.into_iter().enumerate().map(|(at, line)| (format!("{}[{at}]", field.key), line)));
        } else {
            parts.extend(lines.into_iter().map(|line| (field.key.to_owned(), line)));
        }
    }
    if faults.is_empty() { Ok(parts) } else { Err(Error::Invalid(faults)) }
}

fn fault(field: &Field, lines: &[String]) -> Option<String> {
    let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    match lines {
        [] if field.required => Some(format!("Fill in \u{201c}{}\u{201d}.", field.label)),
        _ if longest > FACT_MAX => Some(format!("Each line takes at most {FACT_MAX} characters.")),
        _ if lines.len() > LINES_MAX => Some(format!("At most {LINES_MAX} lines.")),
        [date] if field.is_date() && !is_date(date) => Some("Write a date as 2021, 2021-03 or 2021-03-15, or leave it empty.".into()),
        _ => None,
    }
}

/// The number of the entry that a path belongs to.
fn entry_of(section: &str, path: &str) -> Option<u32> {
    path.strip_prefix(section)?.strip_prefix('[')?.split(']').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_taken_apart_into_facts() {
        let shape = &BY_HAND[0];
        let fields =
            |pairs: &[(&str, &str)]| pairs.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect::<BTreeMap<_, _>>();
        let parts = taken_apart(
            shape,
            &fields(&[("position", " Engineer "), ("startDate", "2021-03"), ("highlights", "One\n\n Two  lines \n"), ("other", "x")]),
        )
        .unwrap();
        let told: Vec<_> = parts.iter().map(|(key, text)| (key.as_str(), text.as_str())).collect();
        assert_eq!(told, [("position", "Engineer"), ("startDate", "2021-03"), ("highlights[0]", "One"), ("highlights[1]", "Two lines")]);
        let Err(Error::Invalid(faults)) = taken_apart(shape, &fields(&[("startDate", "March")])) else { panic!("refused") };
        assert_eq!(faults.iter().map(|fault| fault.field.as_str()).collect::<Vec<_>>(), ["position", "startDate"]);
    }

    #[test]
    fn a_field_of_one_line_is_one_line() {
        let taken = |position: String, date: &str| {
            let fields = BTreeMap::from([("position".to_owned(), position), ("startDate".to_owned(), date.to_owned())]);
            taken_apart(&BY_HAND[0], &fields)
        };
        let parts = taken("Head of\n many \r\n things".into(), "").unwrap();
        assert_eq!(parts, [("position".to_owned(), "Head of many things".to_owned())]);
        assert!(taken(format!("{}\n", "x".repeat(99)).repeat(40), "").is_err(), "together they are too long");
        assert!(taken("Engineer".into(), "soon\nor later").is_err(), "two lines are no date");
    }
}
