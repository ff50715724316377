//! Fields of formats that name them: each is printed on a page under a heading that says where in the file it stands, and
//! stated with its place there. Nobody has to guess what such a file means, and every fact can still be looked at.

use crate::adapters::builtin::reading::{dates, language_of};
use job_agent::document::paper::{Ink, Paper, one_line};
use job_agent::document::resume::is_date;
use job_agent::document::{Document, Format, Limit, Place, Stated, Unreadable};

/// More notes than this are not read by anybody.
const MOST_NOTES: usize = 20;

#[derive(Debug, Default)]
pub(super) struct Ledger {
    paper: Paper,
    stated: Vec<Stated>,
    notes: Vec<String>,
    /// A heading is printed when the first field below it is.
    heading: Option<String>,
    overflowed: bool,
}

/// A date as a file writes it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// `2021`, `2021-03` or `2021-03-15`.
    Date(String),
    /// "Present" and the like.
    Today,
    Unknown,
}

impl Ledger {
    /// What the pages show, in large letters at their top.
    pub fn title(&mut self, text: &str) {
        self.paper.write(Ink::HEADING, text);
    }

    /// Where in the file the next fields stand: "Positions.csv, row 3".
    pub fn heading(&mut self, text: impl Into<String>) {
        self.heading = Some(text.into());
    }

    /// What the person should know about how the file was read.
    pub fn note(&mut self, words: impl Into<String>) {
        let words = words.into();
        if self.notes.len() < MOST_NOTES && !self.notes.contains(&words) {
            self.notes.push(words);
        }
    }

    /// A field under the name that the file gives it. A blank one is none.
    pub fn say(&mut self, label: &str, path: impl Into<String>, text: &str) {
        self.say_as(label, path, text, Some(text.to_owned()));
    }

    /// A field whose value is not what is printed. Neither has anything in it that cannot be seen.
    pub fn say_as(&mut self, label: &str, path: impl Into<String>, text: &str, value: Option<String>) {
        let printed = one_line(text);
        if printed.is_empty() {
            return;
        }
        if let Some(place) = self.print(label, text) {
            let value = value.map(|value| lines(&value).collect::<Vec<_>>().join("\n"));
            self.stated.push(Stated { path: path.into(), text: printed, value, place });
        }
    }

    /// A date. One that JSON Resume has no form for is noted and left out.
    pub fn say_date(&mut self, label: &str, path: impl Into<String>, text: &str) {
        match written(text) {
            Written::Date(value) => self.say_as(label, path, text, Some(value)),
            Written::Today => self.say_as(label, path, text, None),
            Written::Unknown if one_line(text).is_empty() => {}
            Written::Unknown => self.note(format!("{} is no date that can be understood and was left out.", shown(text))),
        }
    }

    /// Prints a field's name and its lines; says where the lines stand.
    fn print(&mut self, label: &str, text: &str) -> Option<Place> {
        if let Some(heading) = self.heading.take() {
            self.paper.space(8.0);
            self.paper.write(Ink::TEXT.bold(), &heading);
        }
        let mut lines = lines(text);
        let first = lines.next()?;
        let ink = Ink::TEXT.indented(12.0);
        let mut place = self.paper.write(ink, &format!("{label}: {first}"));
        if let Some(place) = &mut place {
            place.start += u32::try_from(label.chars().count() + 2).unwrap_or(0);
            // A word that fits no line leaves its label alone on this one, which may be the page's last.
            place.start = place.start.min(place.end.saturating_sub(1));
        }
        for line in lines {
            let more = self.paper.write(ink.indented(24.0), &line);
            match (&mut place, more) {
                (Some(place), Some(more)) if more.page == place.page => place.end = more.end,
                _ => {}
            }
        }
        self.overflowed |= self.paper.is_full();
        place
    }

    /// The document, as far as the file said anything.
    pub fn finish(self, format: Format, language: Option<String>) -> Result<Document, Unreadable> {
        if self.overflowed {
            return Err(Unreadable::TooHeavy(Limit::Text));
        }
        if self.stated.is_empty() {
            return Err(Unreadable::Empty(format));
        }
        // The labels are the format's words and not the person's.
        let words: String = self.stated.iter().map(|one| one.text.as_str()).collect::<Vec<_>>().join(" ");
        let language = Some(language.unwrap_or_else(|| language_of(&words)));
        Ok(Document { format, pages: self.paper.into_pages(), stated: self.stated, language, notes: self.notes })
    }
}

/// The lines of a text that say something.
fn lines(text: &str) -> impl Iterator<Item = String> {
    text.lines().map(one_line).filter(|line| !line.is_empty())
}

/// Words out of a file, as much of them as a sentence can hold.
pub(super) fn shown(text: &str) -> String {
    format!("\u{201c}{}\u{201d}", one_line(text).chars().take(40).collect::<String>())
}

/// Understands a date.
pub(super) fn written(text: &str) -> Written {
    let text = one_line(text);
    // No date takes as many letters, and to look for one in them takes its time.
    if text.len() > 100 {
        return Written::Unknown;
    }
    if is_date(&text) {
        return Written::Date(text);
    }
    // A time behind a date says nothing here.
    if let Some((day, _)) = text.split_once('T').filter(|(day, _)| is_date(day)) {
        return Written::Date(day.to_owned());
    }
    if dates::is_today(&text) {
        return Written::Today;
    }
    match dates::find(&text).as_slice() {
        [one] if !one.range && one.from == 0 && one.to == text.len() => {
            one.first.as_ref().and_then(|point| point.value.clone()).map_or(Written::Unknown, Written::Date)
        }
        _ => Written::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_files_write_them() {
        for (text, value) in [
            ("2021", "2021"),
            ("2021-03", "2021-03"),
            ("2018-02-28", "2018-02-28"),
            ("2018-02-28T00:00:00Z", "2018-02-28"),
            ("Feb 2022", "2022-02"),
            ("março de 2019", "2019-03"),
            ("03/2019", "2019-03"),
        ] {
            assert_eq!(written(text), Written::Date(value.into()), "{text}");
        }
        assert_eq!(written("Present"), Written::Today);
        for text in ["", "soon", "2021-13", "2019 – 2021", "Summer 2017"] {
            assert_eq!(written(text), Written::Unknown, "{text}");
        }
    }

    #[test]
    fn every_field_is_printed_where_it_is_stated() {
        let mut ledger = Ledger::default();
        ledger.title("LinkedIn export");
        ledger.heading("Positions.csv, row 2");
        ledger.say("Company Name", "work[0].name", "Nordwind ÄÖ");
        ledger.say("Description", "work[0].summary", "First line.\n\n- second\twith a tab, and long enough to be broken: \u{202e}abc");
        ledger.say_date("Started On", "work[0].startDate", "Feb 2022");
        ledger.heading("Skills.csv, row 1");
        ledger.say("Name", "skills[0].name", "   ");
        let document = ledger.finish(Format::LinkedIn, None).unwrap();
        assert_eq!(document.stated.len(), 3);
        assert!(!document.pages[0].text.contains("Skills.csv"), "a heading without fields says nothing");
        for one in &document.stated {
            let page: Vec<char> = document.pages[one.place.page as usize - 1].text.chars().collect();
            let printed: String = page[one.place.start as usize..one.place.end as usize].iter().collect();
            assert_eq!(one_line(&printed), one.text);
        }
        assert_eq!(document.stated[2].value.as_deref(), Some("2022-02"));
    }

    #[test]
    fn what_cannot_be_seen_is_in_no_value() {
        let mut ledger = Ledger::default();
        ledger.say("summary", "basics.summary", " A\u{0}d\u{e0041}a\u{200b}\n \u{202e} \nMuster ");
        ledger.say_as("Level", "languages[0].fluency", "native", Some("na\u{0}tive".into()));
        let document = ledger.finish(Format::JsonResume, None).unwrap();
        let values: Vec<_> = document.stated.iter().filter_map(|one| one.value.as_deref()).collect();
        assert_eq!((document.stated[0].text.as_str(), &values[..]), ("Ada Muster", &["Ada\nMuster", "native"][..]));
    }

    #[test]
    fn what_a_file_says_is_told_in_few_words() {
        let mut ledger = Ledger::default();
        for number in 0..100 {
            ledger.say_date("endDate", "work[0].endDate", &format!("{number} {}", "moons ".repeat(1000)));
        }
        assert_eq!(ledger.notes.len(), MOST_NOTES);
        assert!(ledger.notes.iter().all(|note| note.chars().count() < 120), "{:?}", ledger.notes);
    }

    #[test]
    fn a_word_that_fits_no_line_has_a_place_wherever_it_stands() {
        for before in 0..60 {
            let mut ledger = Ledger::default();
            for number in 0..before {
                ledger.say("Name", format!("skills[{number}].name"), "Rust");
            }
            ledger.say("Url", "basics.url", &format!("https://ada.example/{}", "x".repeat(300)));
            let document = ledger.finish(Format::LinkedIn, None).unwrap();
            assert!(document.stated.iter().all(|one| one.place.start < one.place.end), "after {before} lines");
        }
    }
}
