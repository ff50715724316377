//! Fields of rows as sources really send them: numbers as strings, nulls, times in six ways.

use super::{Board, Broken, Parsed};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Utc};
use job_agent::posting::{self, FoundPosting, html};
use serde_json::Value;

/// What a posting may be long, in bytes: nobody writes more, and one row must not fill the memory.
const LONGEST_TEXT: usize = 100_000;
const LONGEST_FIELD: usize = 400;
const LONGEST_LINK: usize = 2_000;

/// A whole answer as JSON.
pub fn whole(bytes: &[u8]) -> Result<Value, Broken> {
    serde_json::from_slice(bytes).map_err(|error| Broken(error.to_string()))
}

/// The list of postings in an answer. Anything else in its place is broken, never empty.
pub fn list<'a>(whole: &'a Value, key: &str) -> Result<&'a [Value], Broken> {
    array(whole.get(key).unwrap_or(&Value::Null))
}

/// The same where an answer is nothing but its list.
pub fn array(whole: &Value) -> Result<&[Value], Broken> {
    whole.as_array().map(Vec::as_slice).ok_or_else(|| Broken("there is no list of postings in it".into()))
}

/// Reads row after row; those that are none are counted by their reason.
pub fn each(rows: &[Value], read: impl Fn(&Value) -> Result<FoundPosting, &'static str>) -> Parsed {
    let mut parsed = Parsed { got: rows.len(), ..Parsed::default() };
    for row in rows {
        let found = if row.is_object() { read(row).and_then(finished) } else { Err("not a posting") };
        match found {
            Ok(posting) => parsed.postings.push(posting),
            Err(reason) => parsed.skip(reason),
        }
    }
    parsed
}

/// Nothing but a source, an address and a name; the rest is filled in by whoever reads.
pub fn blank(source: &str) -> FoundPosting {
    FoundPosting { source: source.into(), ..FoundPosting::default() }
}

fn finished(mut posting: FoundPosting) -> Result<FoundPosting, &'static str> {
    posting.external_id.retain(|c| !c.is_control());
    if posting.external_id.is_empty() || posting.external_id.len() > LONGEST_FIELD {
        return Err("no identifier");
    }
    clean(&mut posting);
    if posting.title.is_empty() || posting.title.len() > LONGEST_FIELD {
        return Err("no title");
    }
    Ok(posting)
}

/// Every text without what no database takes, and no longer than anybody writes; what the text says is filled in.
pub fn clean(posting: &mut FoundPosting) {
    posting.description_text.retain(|c| c == '\n' || !c.is_control());
    cut(&mut posting.description_text, LONGEST_TEXT);
    posting.url.retain(|c| !c.is_control());
    posting::complete(posting);
    if posting.url.len() > LONGEST_LINK {
        posting.url.clear();
    }
    cut(&mut posting.company, LONGEST_FIELD);
    for field in [&mut posting.location, &mut posting.employment, &mut posting.language].into_iter().flatten() {
        *field = html::tidy(field).replace('\n', " ");
        cut(field, LONGEST_FIELD);
    }
    posting.employment = posting.employment.take().filter(|words| !words.is_empty());
    posting.language = posting.language.take().filter(|tag| tag.len() <= 12 && !tag.is_empty()).map(|tag| tag.to_lowercase());
}

/// What went wrong in a source's own words, as far as a report can hold them.
pub fn told(mut words: String) -> String {
    words.retain(|c| !c.is_control());
    cut(&mut words, LONGEST_FIELD);
    words
}

fn cut(text: &mut String, longest: usize) {
    if text.len() > longest {
        text.truncate(text.floor_char_boundary(longest));
    }
}

/// A text that is there and not empty; numbers count as text.
pub fn text(row: &Value, key: &str) -> Option<String> {
    match row.get(key)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The text of a piece of HTML; nothing where it says nothing.
pub fn prose(row: &Value, key: &str) -> Option<String> {
    text(row, key).map(|html| html::text_of(&html)).filter(|text| !text.is_empty())
}

/// Texts of a list, or of one of its objects' fields; a single text counts as a list of one.
pub fn texts(row: &Value, key: &str, field: &str) -> Vec<String> {
    match row.get(key) {
        Some(Value::Array(items)) => items
            .iter()
            .filter_map(|item| match item {
                Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
                other => text(other, field),
            })
            .collect(),
        Some(Value::String(_)) => text(row, key).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// What stands in these, one after the other, without gaps and repetitions.
pub fn joined(parts: impl IntoIterator<Item = Option<String>>, between: &str) -> Option<String> {
    let mut kept: Vec<String> = Vec::new();
    for part in parts.into_iter().flatten() {
        if !part.is_empty() && !kept.contains(&part) {
            kept.push(part);
        }
    }
    (!kept.is_empty()).then(|| kept.join(between))
}

pub fn yes(row: &Value, key: &str) -> bool {
    match row.get(key) {
        Some(Value::Bool(yes)) => *yes,
        Some(Value::Number(number)) => number.as_i64() == Some(1),
        Some(Value::String(text)) => matches!(text.to_ascii_lowercase().as_str(), "true" | "yes" | "1"),
        _ => false,
    }
}

/// A number above zero: sources write 0 where they know nothing.
pub fn number(row: &Value, key: &str) -> Option<f64> {
    match row.get(key)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().replace([',', ' '], "").parse().ok(),
        _ => None,
    }
    .filter(|number| number.is_finite() && *number > 0.0)
}

/// How many postings a source says that it has.
pub fn count(row: &Value, key: &str) -> Option<usize> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number above zero; what is too large is cut to the largest"
    )]
    number(row, key).map(|number| number as usize)
}

/// Seconds or milliseconds since 1970, RFC 3339, RFC 2822, `2026-08-01 10:00:00 UTC`, or a day.
pub fn time(row: &Value, key: &str) -> Option<DateTime<Utc>> {
    match row.get(key)? {
        Value::Number(number) => stamp(number.as_i64()?),
        Value::String(text) => written(text.trim()),
        _ => None,
    }
    // Other years are no times of postings, and some no database takes.
    .filter(|at| (1900..3000).contains(&at.year()))
}

fn stamp(number: i64) -> Option<DateTime<Utc>> {
    if number <= 0 {
        return None;
    }
    if number > 100_000_000_000 { DateTime::from_timestamp_millis(number) } else { DateTime::from_timestamp(number, 0) }
}

fn written(text: &str) -> Option<DateTime<Utc>> {
    let zoned = |form: &str| DateTime::parse_from_str(text, form).ok().map(|time| time.to_utc());
    let bare = |form: &str| NaiveDateTime::parse_from_str(text.trim_end_matches(" UTC"), form).ok().map(|time| time.and_utc());
    let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().and_then(|day| day.and_hms_opt(0, 0, 0)).map(|time| time.and_utc());
    DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_rfc2822(text))
        .map(|time| time.to_utc())
        .ok()
        .or_else(|| zoned("%Y-%m-%dT%H:%M:%S%.f%z"))
        .or_else(|| bare("%Y-%m-%d %H:%M:%S"))
        .or_else(|| bare("%Y-%m-%dT%H:%M:%S%.f"))
        .or_else(day)
        .or_else(|| text.parse().ok().and_then(stamp))
}

/// An absolute address that a person can open.
pub fn link(row: &Value, key: &str) -> Option<String> {
    text(row, key)
        .filter(|url| url.starts_with("https://") || url.starts_with("http://"))
        .filter(|url| url.len() < LONGEST_LINK && !url.contains(|c: char| c.is_whitespace() || c.is_control()))
}

/// A code of a source in words: `full_time`, `FullTime` and `fulltime_permanent` are "full time" and so on.
pub fn term(code: &str) -> String {
    let mut words = String::new();
    let mut small = false;
    for c in code.trim().chars() {
        if c.is_uppercase() && small {
            words.push(' ');
        }
        small = c.is_lowercase();
        words.extend(if c == '_' { ' ' } else { c }.to_lowercase());
    }
    words.replace("fulltime", "full time").replace("parttime", "part time")
}

/// A company's name made of the name of its board: `acme-robotics` is "Acme Robotics".
pub fn company_of_board(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let mut parts = rest.split(['/', '?', '#']);
    let host = parts.next()?;
    let shared = ["greenhouse.io", "lever.co", "ashbyhq.com", "workable.com", "smartrecruiters.com"].iter().any(|end| is_below(host, end));
    let name = if shared {
        parts.next()?
    } else {
        // A company's own page: the name before the top level. A board of its own: the name before the board's.
        let mut labels: Vec<&str> =
            host.split('.').filter(|label| !matches!(*label, "www" | "careers" | "jobs" | "boards" | "apply")).collect();
        labels.pop();
        if ["co.uk", "com.au", "co.jp", "com.br", "co.nz", "co.in", "co.za"].iter().any(|end| is_below(host, end)) {
            labels.pop();
        }
        if labels.last().is_some_and(|label| matches!(*label, "recruitee" | "personio")) {
            labels.pop();
        }
        labels.pop()?
    };
    (!matches!(name, "embed" | "j")).then(|| named(name)).flatten()
}

fn is_below(host: &str, end: &str) -> bool {
    host.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// The same of the name itself.
pub fn company_of(board: &Board) -> String {
    named(board.name).unwrap_or_default()
}

fn named(board: &str) -> Option<String> {
    let words: Vec<String> = board
        .split(['-', '_'])
        .filter(|word| !word.is_empty())
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
        })
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn times_are_read_in_the_ways_that_they_are_sent() {
        let at = DateTime::from_timestamp(1_785_312_000, 0);
        for sent in [
            json!(1_785_312_000),
            json!(1_785_312_000_000_i64),
            json!("2026-07-29T10:00:00+02:00"),
            json!("2026-07-29T10:00:00+0200"),
            json!("2026-07-29T08:00:00.0000"),
            json!("2026-07-29 08:00:00 UTC"),
            json!("Wed, 29 Jul 2026 08:00:00 +0000"),
            json!("1785312000"),
        ] {
            assert_eq!(time(&json!({"t": sent}), "t"), at, "{sent}");
        }
        for sent in [
            json!(null),
            json!("not a date"),
            json!(-1),
            json!(0),
            json!(i64::MAX),
            json!([]),
            json!("99999999999999999999"),
            json!("-4800-01-01"),
        ] {
            assert_eq!(time(&json!({"t": sent}), "t"), None, "{sent}");
        }
    }

    #[test]
    fn only_absolute_addresses_count() {
        assert_eq!(link(&json!({"u": "/jobs/1"}), "u"), None);
        assert_eq!(link(&json!({"u": "javascript:alert(1)"}), "u"), None);
        assert_eq!(link(&json!({"u": "https://a.example/\u{0}"}), "u"), None);
    }

    #[test]
    fn a_board_names_its_company() {
        assert_eq!(company_of_board("https://jobs.lever.co/north-wind/1").as_deref(), Some("North Wind"));
        assert_eq!(company_of_board("https://www.acme.example/careers?gh_jid=1").as_deref(), Some("Acme"));
        assert_eq!(company_of_board("https://north-wind.recruitee.com/o/x").as_deref(), Some("North Wind"));
        assert_eq!(company_of_board("https://careers.acme.co.uk/jobs/1").as_deref(), Some("Acme"));
        assert_eq!(company_of_board("https://www.clever.co/careers/1").as_deref(), Some("Clever"));
    }

    #[test]
    fn codes_become_words() {
        for (code, words) in [("FullTime", "full time"), ("fulltime_permanent", "full time permanent"), ("Full-Time", "full-time")] {
            assert_eq!(term(code), words);
        }
    }

    #[test]
    fn a_hostile_row_is_cut_or_left_out() {
        let row = |title: &str, text: String| FoundPosting {
            external_id: "1\u{0}".into(),
            title: title.into(),
            description_text: text,
            ..blank("x")
        };
        let posting = finished(row("Nurse\u{0}", "ä".repeat(90_000))).expect("a posting");
        assert_eq!((posting.external_id.as_str(), posting.title.as_str()), ("1", "Nurse"));
        let hidden = row("Nurse", "The\u{0} ward\n- night\u{8}".into());
        let hidden = finished(FoundPosting { url: "https://a.example/\u{0}1".into(), ..hidden }).expect("a posting");
        assert_eq!((hidden.url.as_str(), hidden.description_text.as_str()), ("https://a.example/1", "The ward\n- night"));
        assert_eq!(posting.description_text.len(), LONGEST_TEXT);
        assert!(finished(row(&"x".repeat(5_000), String::new())).is_err());
    }
}
