//! What a person's dismissals say about other postings. A lesson lowers the score by so many points and says so; the parts stay as they
//! are, so that what was learnt can be seen apart from what fits.

use super::places::places;
use super::{Level, best_first, level_of_title, rates, title};
use crate::posting::{FoundPosting, Salary, company_key};
use crate::search::{Lesson, PartKey, Reason, Scored, Why};

/// Points that one lesson takes, and that all together take at most.
const WORK: i16 = 15;
const LEVEL: i16 = 10;
const PLACE: i16 = 12;
const PAY: i16 = 12;
const COMPANY: i16 = 40;
const AT_MOST: i16 = 45;

/// Titles that are as like as this are the same work.
const ALIKE: f32 = 0.75;

/// A lesson made ready to be held against many postings.
struct Taught<'a> {
    lesson: &'a Lesson,
    level: Option<Level>,
    towns: Vec<&'static str>,
    company: String,
}

/// Whether a lesson can lower anything: it says nothing about what its opening left out.
pub fn teaches(lesson: &Lesson) -> bool {
    match lesson.why {
        Why::Work => title::likeness(&lesson.title, &lesson.title) >= ALIKE,
        Why::Level => level_of_title(&lesson.title).is_some(),
        Why::Place => lesson.location.is_some(),
        Why::Pay => lesson.salary.as_ref().and_then(top).is_some(),
        Why::Company | Why::Wrong => !company_key(&lesson.company).is_empty(),
        Why::Known => false,
    }
}

/// Lowers what is like something that was dismissed, and puts the list in order again.
pub fn apply(lessons: &[Lesson], postings: &[FoundPosting], mut ranked: Vec<(usize, Scored)>) -> Vec<(usize, Scored)> {
    if lessons.is_empty() {
        return ranked;
    }
    let taught: Vec<Taught> = lessons
        .iter()
        .map(|lesson| Taught {
            lesson,
            level: level_of_title(&lesson.title),
            towns: lesson.location.as_deref().map(|place| places(place).towns).unwrap_or_default(),
            company: company_key(&lesson.company),
        })
        .collect();
    for (at, scored) in &mut ranked {
        if let Some(posting) = postings.get(*at) {
            lower(scored, posting, &taught);
        }
    }
    best_first(&mut ranked);
    ranked
}

/// Of each kind the first lesson counts: ten of a kind say no more than one.
fn lower(scored: &mut Scored, posting: &FoundPosting, taught: &[Taught]) {
    let company = company_key(&posting.company);
    let mut points = 0;
    for why in Why::TEACHING {
        let mut said = taught.iter().filter(|one| one.lesson.why == why);
        let Some((lesson, lost)) = said.find_map(|one| points_of(one, posting, &company)) else { continue };
        let lost = lost.min(AT_MOST - points);
        if lost <= 0 {
            break;
        }
        points += lost;
        let about = if lesson.company.is_empty() { lesson.title.clone() } else { format!("{} at {}", lesson.title, lesson.company) };
        let text = format!("It is {lost} points lower, because you dismissed {about}: {}.", why.words().to_lowercase());
        if let Some(part) = scored.parts.iter_mut().find(|part| part.key == part_of(why)) {
            part.reasons.push(Reason { text, quote: None, facts: Vec::new() });
        }
    }
    scored.score = u8::try_from((i16::from(scored.score) - points).max(0)).unwrap_or(0);
}

fn part_of(why: Why) -> PartKey {
    match why {
        Why::Work | Why::Known => PartKey::Skills,
        Why::Level => PartKey::Seniority,
        Why::Place => PartKey::Place,
        Why::Pay => PartKey::Pay,
        Why::Company | Why::Wrong => PartKey::Culture,
    }
}

fn points_of<'a>(one: &Taught<'a>, posting: &FoundPosting, company: &str) -> Option<(&'a Lesson, i16)> {
    let lesson = one.lesson;
    let (applies, points) = match lesson.why {
        Why::Work => (title::likeness(&lesson.title, &posting.title) >= ALIKE, WORK),
        Why::Level => (one.level.is_some() && one.level == level_of_title(&posting.title), LEVEL),
        Why::Place => (same_place(one, posting), PLACE),
        Why::Pay => (pays_no_more(lesson.salary.as_ref(), posting.salary.as_ref()), PAY),
        Why::Company | Why::Wrong => (!company.is_empty() && one.company == company, COMPANY),
        Why::Known => (false, 0),
    };
    applies.then_some((lesson, points))
}

/// The same town and the same way of working: "not there" says nothing against working for them from home.
fn same_place(one: &Taught, posting: &FoundPosting) -> bool {
    let Some(location) = posting.location.as_deref() else { return false };
    let same_text = one.lesson.location.as_deref().is_some_and(|place| place.eq_ignore_ascii_case(location));
    one.lesson.mode == posting.mode && (same_text || places(location).towns.iter().any(|town| one.towns.contains(town)))
}

fn top(salary: &Salary) -> Option<f64> {
    salary.a_year().1.or(salary.a_year().0)
}

fn pays_no_more(dismissed: Option<&Salary>, offered: Option<&Salary>) -> bool {
    let (Some(dismissed), Some(offered)) = (dismissed, offered) else { return false };
    let rate = rates::between(&offered.currency, &dismissed.currency);
    matches!((top(dismissed), top(offered), rate), (Some(limit), Some(top), Some(rate)) if top * rate <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::MatchId;
    use crate::posting::Period;
    use crate::search::{Candidate, score};
    use chrono::{DateTime, TimeDelta, Utc};

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_500)
    }

    fn posting(title: &str, company: &str, location: &str, pay: f64) -> FoundPosting {
        FoundPosting {
            source: "sample".into(),
            external_id: title.into(),
            url: String::new(),
            company: company.into(),
            title: title.into(),
            description_text: "You care for people.".into(),
            location: Some(location.into()),
            mode: None,
            employment: None,
            salary: Some(Salary { min: None, max: Some(pay), currency: "EUR".into(), period: Period::Year }),
            posted_at: None,
            valid_through: None,
            language: None,
            board: None,
        }
    }

    fn lesson(why: Why, of: &FoundPosting) -> Lesson {
        Lesson {
            id: MatchId(uuid::Uuid::nil()),
            why,
            title: of.title.clone(),
            company: of.company.clone(),
            location: of.location.clone(),
            mode: of.mode,
            salary: of.salary.clone(),
            learned_at: now(),
        }
    }

    /// By title: how many points the lesson took.
    fn lost(lessons: &[Lesson], postings: &[FoundPosting]) -> Vec<u8> {
        let candidate = Candidate { titles: vec!["Nurse".into()], ..Candidate::default() };
        let plain = score::rank(candidate, postings, now());
        let taught = apply(lessons, postings, plain.clone());
        let score = |list: &[(usize, Scored)], at: usize| list.iter().find(|(one, _)| *one == at).map_or(0, |(_, scored)| scored.score);
        (0..postings.len()).map(|at| score(&plain, at) - score(&taught, at)).collect()
    }

    #[test]
    fn each_reason_lowers_what_is_alike_in_that_and_nothing_else() {
        let postings = [
            posting("Night Nurse", "Acme", "Leeds", 30_000.0),
            posting("Senior Nurse", "Bird", "York", 40_000.0),
            posting("Staff Nurse", "acme", "Leeds, UK", 35_000.0),
        ];
        assert_eq!(lost(&[lesson(Why::Work, &postings[0])], &postings), [15, 0, 0]);
        assert_eq!(lost(&[lesson(Why::Level, &postings[1])], &postings), [0, 10, 0]);
        assert_eq!(lost(&[lesson(Why::Place, &postings[0])], &postings), [12, 0, 12]);
        assert_eq!(lost(&[lesson(Why::Pay, &postings[2])], &postings), [12, 0, 12]);
        assert_eq!(lost(&[lesson(Why::Company, &postings[0])], &postings), [40, 0, 40]);
        assert_eq!(lost(&[lesson(Why::Known, &postings[0])], &postings), [0, 0, 0]);
    }

    #[test]
    fn a_company_is_known_by_its_name_and_not_by_its_legal_form() {
        let of = |company| posting("Nurse", company, "Leeds", 30_000.0);
        let postings = [of("Acme"), of("ACME GmbH"), of("Müller"), of("MÜLLER & Co. KG"), of("")];
        assert_eq!(lost(&[lesson(Why::Company, &postings[0])], &postings), [40, 40, 0, 0, 0]);
        assert_eq!(lost(&[lesson(Why::Company, &postings[3])], &postings), [0, 0, 40, 40, 0]);
    }

    #[test]
    fn what_an_opening_left_out_teaches_nothing() {
        let full = posting("Senior Nurse", "Acme", "Leeds", 30_000.0);
        assert!(Why::TEACHING.iter().all(|why| teaches(&lesson(*why, &full))) && !teaches(&lesson(Why::Known, &full)));
        let bare = FoundPosting { title: "Nurse".into(), company: "GmbH".into(), location: None, salary: None, ..full };
        let left: Vec<Why> = Why::TEACHING.into_iter().filter(|why| teaches(&lesson(*why, &bare))).collect();
        assert_eq!(left, [Why::Work]);
    }

    #[test]
    fn a_lesson_is_told_where_it_counts_and_many_take_no_more_than_the_most() {
        let postings = [posting("Night Nurse", "Acme", "Leeds", 30_000.0)];
        let all: Vec<Lesson> = Why::TEACHING.iter().map(|why| lesson(*why, &postings[0])).collect();
        assert_eq!(lost(&all, &postings), [45]);
        let taught =
            apply(&all, &postings, score::rank(Candidate { titles: vec!["Nurse".into()], ..Candidate::default() }, &postings, now()));
        let said: Vec<&str> = taught[0].1.parts.iter().flat_map(|part| &part.reasons).map(|reason| reason.text.as_str()).collect();
        assert!(said.contains(&"It is 40 points lower, because you dismissed Night Nurse at Acme: not this company."), "{said:?}");
    }
}
