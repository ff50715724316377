//! Answers with many rows, each of its own and as long as real ones are.

use super::Kind;
use serde_json::Value;

/// As many has a source that has many.
const MANY: usize = 125;
const FILL: &str = " You plan the week with a small team, write down what was agreed, and look after what you have made. You bring some \
    years in the work, care for those who come after you, and the patience to ask twice. We offer regular hours, thirty days of leave, \
    a budget for learning, and people who say what they mean. Our house is open to everybody, whatever they look like and wherever \
    they come from. Write to us in a few sentences why you would like to do this; a letter of any length is read by a person.";

impl Kind {
    /// The rows of one page.
    pub(super) fn grown(&self, page: usize) -> String {
        let size = self.pages.and_then(|pages| pages.size).unwrap_or(MANY);
        let range = (page * size).min(MANY)..((page + 1) * size).min(MANY);
        if self.is_xml() {
            return self.with_text(&range.map(|nth| self.element(nth)).collect::<String>());
        }
        let rows = self.recorded();
        self.with(range.filter_map(|nth| self.row(rows.get(nth % rows.len().max(1))?.clone(), nth)).collect())
    }

    /// A recorded row with a number, a title and an address of its own.
    fn row(&self, mut row: Value, nth: usize) -> Option<Value> {
        // Where a row has no longer text, its title stays as it is; at Hacker News a title is the whole text.
        let heading = row.pointer(self.title)?.as_str()?.to_owned();
        if let Some(text) = longest(&mut row).filter(|text| **text != heading || self.key == "hackernews") {
            text.push_str(&FILL.repeat(4));
        }
        let id = row.pointer(self.id)?.to_string().replace('"', "");
        *row.pointer_mut(self.id)? = format!("{id}{nth:04}").into();
        let title = row.pointer(self.title)?.as_str()?.to_owned();
        // What stands for a title at Hacker News is the whole text.
        let title = if self.key == "hackernews" { format!("{nth} {title}") } else { format!("{title} {nth}") };
        *row.pointer_mut(self.title)? = title.into();
        if let Some(Value::String(url)) = self.url.and_then(|at| row.pointer_mut(at)) {
            let end = url.find('?').unwrap_or(url.len());
            url.insert_str(end, &format!("-{nth}"));
        }
        Some(row)
    }

    /// The first recorded element in the same way.
    fn element(&self, nth: usize) -> String {
        let (first, last) = (format!("<{}>", self.rows), format!("</{}>", self.rows));
        let start = self.body.find(&first).unwrap_or(0);
        let end = self.body[start..].find(&last).map_or(self.body.len(), |at| start + at + last.len());
        let mut element = self.body[start..end].to_owned();
        for (tag, more) in [
            ("id", format!("{nth:04}")),
            ("name", format!(" {nth}")),
            ("title", format!(" {nth}")),
            ("link", format!("-{nth}")),
            ("guid", format!("-{nth}")),
        ] {
            element = element.replacen(&format!("</{tag}>"), &format!("{more}</{tag}>"), 1);
        }
        element.replacen("</description>", &format!("{}</description>", FILL.repeat(4)), 1).replacen(
            "]]>",
            &format!("{}]]>", FILL.repeat(4)),
            1,
        )
    }
}

/// The longest text with a blank in it: what the opening says.
fn longest(value: &mut Value) -> Option<&mut String> {
    match value {
        Value::String(text) => text.contains(' ').then_some(text),
        Value::Array(items) => items.iter_mut().filter_map(longest).max_by_key(|text| text.len()),
        Value::Object(fields) => fields.values_mut().filter_map(longest).max_by_key(|text| text.len()),
        _ => None,
    }
}
