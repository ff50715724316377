//! Before scoring: one of each opening.

use super::Dropped;
use crate::posting::{self, FoundPosting};
use std::collections::HashMap;

/// Leaves one posting of each opening: the one that says most. What was left out comes with the reason, in words.
pub fn dedupe(postings: Vec<FoundPosting>) -> (Vec<FoundPosting>, Vec<Dropped>) {
    let mut kept: Vec<FoundPosting> = Vec::with_capacity(postings.len());
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut dropped = Vec::new();
    for found in postings {
        let url = posting::canonical_url(&found.url);
        let keys = [
            (format!("id {} {}", found.source, found.external_id), "the same posting came twice"),
            (format!("url {url}"), "another posting has the same address"),
            (format!("like {}", posting::fingerprint(&found)), "another posting is for the same title at the same company and place"),
        ];
        let usable = |key: &str| key != "url " && !key.starts_with("like |") && !key.contains("||");
        let twin = keys.iter().filter(|(key, _)| usable(key)).find_map(|(key, reason)| seen.get(key).map(|at| (*at, *reason)));
        let at = match twin {
            Some((at, reason)) => {
                let mut loser = found;
                if worth(&loser) > worth(&kept[at]) {
                    std::mem::swap(&mut loser, &mut kept[at]);
                }
                dropped.push(Dropped {
                    source: loser.source,
                    external_id: loser.external_id,
                    title: loser.title,
                    company: loser.company,
                    reason: reason.into(),
                });
                at
            }
            None => {
                kept.push(found);
                kept.len() - 1
            }
        };
        for (key, _) in keys {
            seen.entry(key).or_insert(at);
        }
    }
    (kept, dropped)
}

/// How much a posting says: that one is kept.
fn worth(found: &FoundPosting) -> (bool, usize, usize) {
    let fields = usize::from(found.salary.is_some())
        + usize::from(found.mode.is_some())
        + usize::from(found.posted_at.is_some())
        + usize::from(found.location.is_some());
    (!found.company.is_empty(), fields, found.description_text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str, id: &str, company: &str, title: &str, url: &str) -> FoundPosting {
        FoundPosting {
            source: source.into(),
            external_id: id.into(),
            url: url.into(),
            company: company.into(),
            title: title.into(),
            description_text: "x".repeat(id.len()),
            location: Some("Leeds".into()),
            ..FoundPosting::default()
        }
    }

    #[test]
    fn one_of_each_opening_is_left_and_it_says_most() {
        let (kept, dropped) = dedupe(vec![
            found("a", "1", "Acme Ltd", "Nurse (m/f/d)", "https://a.example/1"),
            found("b", "long", "ACME", "Nurse", "https://b.example/9"),
            found("a", "2", "Acme", "Cook", "https://a.example/2?utm_source=x"),
            found("c", "3", "Acme", "Sous chef", "https://a.example/2"),
        ]);
        assert_eq!(kept.iter().map(|k| k.external_id.as_str()).collect::<Vec<_>>(), ["long", "2"]);
        assert_eq!(dropped.len(), 2);
        assert!(dropped[0].reason.contains("same company"));
        assert!(dropped[1].reason.contains("same address"));
    }

    #[test]
    fn postings_without_a_company_are_not_taken_for_each_other() {
        let (kept, _) = dedupe(vec![found("a", "1", "", "Nurse", ""), found("a", "2", "", "Nurse", "")]);
        assert_eq!(kept.len(), 2);
    }
}
