//! A second reading of a CV beside the first: what is found again keeps its id, so that letters still know what they rest on,
//! and what the person confirmed, edited or took out stays as they left it.

use super::FactStatus;
use crate::assistant::{FactKind, FoundFact};
use crate::document::Place;
use crate::id::FactId;

/// A fact of an earlier reading.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub id: FactId,
    pub path: String,
    pub kind: FactKind,
    pub text: String,
    pub place: Option<Place>,
    pub status: FactStatus,
    /// The fact that this one stands for.
    pub supersedes: Option<FactId>,
    /// Another one stands for this.
    pub hidden: bool,
}

/// What is to be written.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// All that was found, in the CV's order; what was known already with the id that it had.
    pub facts: Vec<(FactId, FoundFact)>,
    /// What was read before, is not read any more, and nobody had said anything about.
    pub gone: Vec<FactId>,
}

pub(super) fn plan(kept: Vec<Kept>, found: Vec<FoundFact>, new_id: impl Fn() -> FactId) -> Plan {
    // What the person wrote is never found in the CV; it goes along with what it stands for.
    let mut open: Vec<Kept> = kept.into_iter().filter(|one| one.supersedes.is_none()).collect();
    let mut ids: Vec<Option<FactId>> = vec![None; found.len()];
    // The surest likeness first, for all facts, before a weaker one takes what belongs to another.
    for alike in [same_place as fn(&Kept, &FoundFact) -> bool, same_path, same_words] {
        for (id, fact) in ids.iter_mut().zip(&found) {
            if id.is_none()
                && let Some(at) = open.iter().position(|one| alike(one, fact))
            {
                *id = Some(open.remove(at).id);
            }
        }
    }
    let facts = ids.into_iter().zip(found).map(|(id, fact)| (id.unwrap_or_else(&new_id), fact)).collect();
    let gone = open.into_iter().filter(|one| one.status == FactStatus::Found && !one.hidden).map(|one| one.id).collect();
    Plan { facts, gone }
}

fn same_place(kept: &Kept, found: &FoundFact) -> bool {
    kept.text == found.text && kept.kind == found.kind && kept.place == Some(found.place)
}

fn same_path(kept: &Kept, found: &FoundFact) -> bool {
    kept.text == found.text && kept.path == found.path
}

/// A better reader may find the same words elsewhere; what was said about them still holds.
fn same_words(kept: &Kept, found: &FoundFact) -> bool {
    kept.text == found.text && kept.kind == found.kind && (kept.status != FactStatus::Found || kept.hidden)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use uuid::Uuid;

    fn found(path: &str, text: &str, start: u32) -> FoundFact {
        FoundFact {
            path: path.into(),
            kind: FactKind::Skill,
            text: text.into(),
            value: text.into(),
            place: Place { page: 1, start, end: start + 4 },
            confidence: 1.0,
        }
    }

    fn kept(id: u128, fact: &FoundFact, status: FactStatus) -> Kept {
        Kept {
            id: FactId(Uuid::from_u128(id)),
            path: fact.path.clone(),
            kind: fact.kind,
            text: fact.text.clone(),
            place: Some(fact.place),
            status,
            supersedes: None,
            hidden: false,
        }
    }

    fn run(kept: Vec<Kept>, found: Vec<FoundFact>) -> (Vec<u128>, Vec<u128>) {
        let next = Cell::new(100);
        let plan = plan(kept, found, || {
            next.set(next.get() + 1);
            FactId(Uuid::from_u128(next.get()))
        });
        (plan.facts.iter().map(|(id, _)| id.0.as_u128()).collect(), plan.gone.iter().map(|id| id.0.as_u128()).collect())
    }

    #[test]
    fn what_is_found_again_keeps_its_id_and_what_is_not_goes() {
        let (rust, go, java) = (
            found("skills[0].keywords[0]", "Rust", 0),
            found("skills[0].keywords[1]", "Go", 9),
            found("skills[0].keywords[2]", "Java", 20),
        );
        let before = vec![kept(1, &rust, FactStatus::Found), kept(2, &go, FactStatus::Found)];
        assert_eq!(run(before, vec![java, rust]), (vec![101, 1], vec![2]));
    }

    #[test]
    fn the_persons_decisions_outlive_a_reading() {
        let (rust, go) = (found("skills[0].keywords[0]", "Rust", 0), found("skills[0].keywords[1]", "Go", 9));
        let mut hidden = kept(1, &rust, FactStatus::Found);
        hidden.hidden = true;
        let mut edit = kept(2, &found("skills[0].keywords[0]", "Rust 2024", 0), FactStatus::Edited);
        edit.supersedes = Some(hidden.id);
        let removed = kept(3, &go, FactStatus::Removed);
        // The same words, read elsewhere now: the edit still stands for the first, and the second stays out.
        let moved = vec![found("skills[1].keywords[0]", "Go", 50), found("skills[1].keywords[1]", "Rust", 60)];
        assert_eq!(run(vec![hidden.clone(), edit.clone(), removed.clone()], moved), (vec![3, 1], vec![]));
        assert_eq!(
            run(vec![hidden, edit, removed], Vec::new()),
            (vec![], vec![]),
            "nor are they forgotten with a reading that finds nothing"
        );
    }

    #[test]
    fn the_same_word_twice_stays_twice() {
        let (one, two) = (found("skills[0].keywords[0]", "Rust", 0), found("projects[0].keywords[0]", "Rust", 90));
        let before = vec![kept(1, &one, FactStatus::Found), kept(2, &two, FactStatus::Removed)];
        assert_eq!(run(before, vec![two, one]), (vec![2, 1], vec![]));
    }
}
