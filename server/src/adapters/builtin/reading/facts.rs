//! Facts as they are found, each with its path in JSON Resume and its place in the CV.

use super::dates;
use super::piece::{Piece, count, join_lines};
use job_agent::assistant::{FactKind, FoundFact};
use job_agent::document::Place;
use serde_json::Value;

/// Collects facts.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub found: Vec<FoundFact>,
    pub warnings: Vec<String>,
}

impl Facts {
    /// A fact whose value is what is printed.
    pub fn say(&mut self, kind: FactKind, path: impl Into<String>, piece: &Piece, confidence: f32) {
        let piece = piece.trim();
        if piece.is_empty() {
            return;
        }
        let text = one_line(&piece.text);
        self.add(kind, path.into(), Value::String(text.clone()), text, piece.place(), confidence);
    }

    /// A fact whose value is not what is printed: a date, or a name printed in capitals.
    pub fn say_as(&mut self, kind: FactKind, path: impl Into<String>, piece: &Piece, value: String, confidence: f32) {
        let piece = piece.trim();
        if !piece.is_empty() {
            self.add(kind, path.into(), Value::String(value), one_line(&piece.text), piece.place(), confidence);
        }
    }

    /// A fact that is printed on several lines.
    pub fn say_lines(&mut self, kind: FactKind, path: impl Into<String>, lines: &[Piece], confidence: f32) {
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return };
        let text = join_lines(lines);
        if text.is_empty() {
            return;
        }
        // Where a text runs on to the next page, its place is the part on the page where it begins.
        let same_page = lines.iter().take_while(|line| line.page == first.page).last().unwrap_or(last);
        let end = same_page.end().max(first.start + count(&first.text));
        let place = Place { page: first.page, start: first.start, end };
        self.add(kind, path.into(), Value::String(text.clone()), text, place, confidence);
    }

    /// The two ends of a period. A season is printed but has no form in JSON Resume, so it is reported instead.
    pub fn say_dates(&mut self, base: &str, found: &[FoundDate], single: &str) {
        let Some(date) = found.first() else { return };
        for other in found.iter().skip(1) {
            self.warnings.push(format!("{base}: a further period, {}, is not in the profile.", one_line(&other.piece.text)));
        }
        let span = &date.span;
        let first_path = if span.range { "startDate" } else { single };
        for (point, name) in [(&span.first, first_path), (&span.last, "endDate")] {
            let Some(point) = point else { continue };
            let piece = date.piece.cut(point.from, point.to);
            match &point.value {
                Some(value) => self.say_as(FactKind::Date, format!("{base}.{name}"), &piece, value.clone(), 0.9),
                None => {
                    self.warnings.push(format!("{base}: the date \"{}\" has no month and is kept as printed only.", one_line(&piece.text)))
                }
            }
        }
        self.say_open_end(base, date);
        if let (Some(tail), false) = (&date.tail, span.current) {
            for found in dates::find(&tail.text).into_iter().filter_map(|span| span.first) {
                if let Some(value) = found.value {
                    self.say_as(FactKind::Date, format!("{base}.endDate"), &tail.cut(found.from, found.to), value, 0.9);
                }
            }
        }
    }

    /// "Present" is printed and so it is a fact; JSON Resume says the same by having no end, so it has no value.
    fn say_open_end(&mut self, base: &str, date: &FoundDate) {
        let here = date.span.today.map(|(from, to)| date.piece.cut(from, to));
        let below = date.tail.as_ref().filter(|_| date.span.current).map(Piece::trim);
        if let Some(piece) = here.or(below).filter(|piece| !piece.is_empty()) {
            let text = one_line(&piece.text);
            self.add(FactKind::Date, format!("{base}.endDate"), Value::Null, text, piece.place(), 0.9);
        }
    }

    fn add(&mut self, kind: FactKind, path: String, value: Value, text: String, place: Place, confidence: f32) {
        self.found.push(FoundFact { path, kind, text, value, place, confidence });
    }
}

/// A date in the CV; `tail` is its end where that is printed on the next line.
#[derive(Debug, Clone)]
pub(crate) struct FoundDate {
    pub piece: Piece,
    pub span: dates::Span,
    pub tail: Option<Piece>,
}

fn one_line(text: &str) -> String {
    text.replace('\u{ad}', "").split_whitespace().collect::<Vec<_>>().join(" ")
}
