use super::*;
use crate::resume::import;

fn draft() -> Draft {
    let mut draft = import::empty();
    add(&mut draft, Part::Work, 2).unwrap();
    add(&mut draft, Part::Work, 3).unwrap();
    let work = entry_mut(&mut draft, 2).unwrap();
    work.fields.insert("name".into(), Content::One("Nordwind".into()));
    work.fields.insert("highlights".into(), Content::Many(vec!["Moved a ledger of 3 TB".into(), "Led four people".into()]));
    work.facts.insert("name".into(), vec![fact(1)]);
    work.facts.insert("highlights[0]".into(), vec![fact(2)]);
    work.facts.insert("highlights[1]".into(), vec![fact(3)]);
    draft
}

fn fact(number: u128) -> FactId {
    FactId(uuid::Uuid::from_u128(number))
}

fn edit(field: &str, before: &str, after: &str) -> Edit {
    Edit { field: field.into(), before: before.into(), after: after.into() }
}

#[test]
fn a_stale_edit_of_the_same_field_clashes_and_one_of_another_does_not() {
    let mut draft = draft();
    assert_eq!(write(&mut draft, &[edit("2.name", "Nordwind", "Nordwind AG")]).unwrap(), []);
    let before = draft.clone();
    let clashes = write(&mut draft, &[edit("2.name", "Nordwind", "Südwind"), edit("2.position", "", "Engineer")]).unwrap();
    assert_eq!(clashes, [Clash { field: "2.name".into(), theirs: "Nordwind AG".into() }]);
    assert_eq!(draft, before, "all or nothing");
    assert_eq!(write(&mut draft, &[edit("2.name", "Nordwind", "Nordwind AG")]).unwrap(), [], "sent twice");
    assert_eq!(write(&mut draft, &[edit("2.position", "", "Engineer")]).unwrap(), [], "another field");
    assert_eq!(draft.entry(2).unwrap().1.text("position"), "Engineer");
}

#[test]
fn what_is_no_date_is_named_and_nothing_is_written() {
    let mut draft = draft();
    let before = draft.clone();
    let Err(Error::Invalid(faults)) = write(&mut draft, &[edit("2.startDate", "", "spring"), edit("2.position", "", "Engineer")]) else {
        panic!("it was taken")
    };
    assert_eq!(faults[0].field, "2.startDate");
    assert_eq!(draft, before);
}

#[test]
fn facts_stay_behind_what_was_mended_and_not_behind_what_is_new() {
    let mut draft = draft();
    let before = "Moved a ledger of 3 TB\r\nLed four people";
    let after = "Led four people\r\nMoved a ledger of 4 TB\r\nWon the lottery";
    assert_eq!(write(&mut draft, &[edit("2.highlights", before, after), edit("2.name", "Nordwind", "Weltraum GmbH")]).unwrap(), []);
    let (_, entry) = draft.entry(2).unwrap();
    assert_eq!(entry.facts["highlights[0]"], [fact(3)]);
    assert_eq!(entry.facts["highlights[1]"], [fact(2)]);
    assert!(!entry.facts.contains_key("highlights[2]") && !entry.facts.contains_key("name"), "{:?}", entry.facts);
}

#[test]
fn entries_move_hide_and_go_and_their_ids_do_not_come_back() {
    let mut draft = draft();
    let ids = |draft: &Draft| draft.section(Part::Work).unwrap().entries.iter().map(|entry| entry.id).collect::<Vec<_>>();
    arrange(&mut draft, Change::EntryDown, None, Some(2)).unwrap();
    arrange(&mut draft, Change::EntryDown, None, Some(2)).unwrap();
    assert_eq!(ids(&draft), [3, 2], "the last stays last");
    arrange(&mut draft, Change::HideEntry, None, Some(2)).unwrap();
    assert!(draft.entry(2).unwrap().1.hidden);
    arrange(&mut draft, Change::RemoveEntry, None, Some(3)).unwrap();
    assert!(matches!(arrange(&mut draft, Change::EntryUp, None, Some(3)), Err(Error::Conflict(_))));
    arrange(&mut draft, Change::AddEntry, Some(Part::Work), Some(4)).unwrap();
    arrange(&mut draft, Change::AddEntry, Some(Part::Work), Some(4)).unwrap();
    assert_eq!(ids(&draft), [2, 4], "sent twice");
    assert!(matches!(write(&mut draft, &[edit("3.name", "", "x")]), Err(Error::Conflict(_))));
    assert!(matches!(arrange(&mut draft, Change::RemoveEntry, None, Some(1)), Err(Error::Conflict(_))));
}

#[test]
fn sections_move_below_who_somebody_is() {
    let mut draft = draft();
    let first = |draft: &Draft| draft.sections.iter().take(4).map(|section| section.part).collect::<Vec<_>>();
    arrange(&mut draft, Change::SectionUp, Some(Part::Work), None).unwrap();
    arrange(&mut draft, Change::SectionUp, Some(Part::Basics), None).unwrap();
    arrange(&mut draft, Change::SectionDown, Some(Part::Profiles), None).unwrap();
    assert_eq!(first(&draft), [Part::Basics, Part::Profiles, Part::Work, Part::Education]);
    arrange(&mut draft, Change::SectionUp, Some(Part::Education), None).unwrap();
    assert_eq!(first(&draft)[2..], [Part::Education, Part::Work]);
    let words = changed_since(&super::tests::draft(), &draft);
    assert_eq!(words, ["the order of the sections"]);
}

/// A field keeps the letters that were typed as what is there, and here they were made whole.
#[test]
fn who_types_on_does_not_clash_with_what_was_made_of_their_own_letters() {
    let mut draft = draft();
    let steps = [
        ("2.url", "", "a.b", "https://a.b"),
        ("2.url", "a.b", "a.b/c", "https://a.b/c"),
        ("1.location.countryCode", "", "de", "DE"),
        ("1.location.countryCode", "de", "fr", "FR"),
        ("3.highlights", "", " one \n", "one"),
        ("3.highlights", " one \n", " one \n two", "one\ntwo"),
    ];
    for (field, before, after, kept) in steps {
        assert_eq!(write(&mut draft, &[edit(field, before, after)]).unwrap(), [], "{field} to {after}");
        let (id, name) = split(field).unwrap();
        assert_eq!(draft.entry(id).unwrap().1.text(name), kept);
    }
    assert_eq!(write(&mut draft, &[edit("2.url", "a.b", "x.y")]).unwrap().len(), 1, "what is not theirs still clashes");
}

#[test]
fn a_resume_has_an_end_and_what_is_too_long_may_become_shorter() {
    let mut draft = draft();
    let length = draft.length();
    let long = "x".repeat(6_000);
    for id in 4..=63 {
        add(&mut draft, Part::Projects, id).unwrap();
        entry_mut(&mut draft, id).unwrap().fields.insert("description".into(), Content::One(long.clone()));
    }
    assert_eq!(draft.length(), length + 360_000);
    let more: Vec<Edit> = (4..=13).map(|id| edit(&format!("{id}.highlights"), "", &long)).collect();
    let before = draft.clone();
    let Err(Error::Invalid(faults)) = write(&mut draft, &more) else { panic!("it was taken") };
    assert!(faults[0].message.contains("400000 characters in all"), "{}", faults[0].message);
    assert_eq!(draft, before, "all or nothing");
    entry_mut(&mut draft, 4).unwrap().fields.insert("roles".into(), Content::One("x".repeat(100_000)));
    assert_eq!(write(&mut draft, &[edit("5.description", &long, "Shorter.")]).unwrap(), []);
}

#[test]
fn a_long_text_is_alike_by_its_words() {
    let sentence = |number: usize| format!("In the {number}th year the ledger of {number} terabytes moved to another house. ");
    let before: String = (0..80).map(sentence).collect();
    assert!(is_alike(&before, &before.replace("another house", "another city")));
    let other = "Teaching children how to swim needs patience, warm water and somebody who holds them until they float. ".repeat(40);
    assert!(!is_alike(&before, &other));
}

#[test]
fn a_list_that_is_emptied_leaves_no_facts() {
    let mut draft = draft();
    assert_eq!(write(&mut draft, &[edit("2.highlights", "Moved a ledger of 3 TB\nLed four people", "")]).unwrap(), []);
    assert_eq!(draft.entry(2).unwrap().1.facts(), [fact(1)]);
}
