//! Feeds in XML as rows like those of JSON, so that an adapter reads both alike. No entities but the five of XML and numbers: what a
//! document defines itself is refused, whatever it says.

use super::Broken;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};
use serde_json::{Map, Value};

/// Deeper than this is no feed of postings.
const DEEPEST: usize = 16;

/// An element that is being read.
struct Open {
    name: String,
    text: String,
    fields: Map<String, Value>,
}

impl Open {
    /// An element with elements is an object, one without is its text.
    fn value(self) -> Value {
        if self.fields.is_empty() { Value::String(self.text.trim().to_owned()) } else { Value::Object(self.fields) }
    }

    /// What comes twice becomes a list.
    fn take(&mut self, name: String, value: Value) {
        match self.fields.get_mut(&name) {
            None => {
                self.fields.insert(name, value);
            }
            Some(Value::Array(list)) => list.push(value),
            Some(one) => {
                let first = one.take();
                *one = Value::Array(vec![first, value]);
            }
        }
    }
}

/// Every element `row` of a document whose outermost element is `root`. What is not well-formed is broken as a whole: half a feed is not
/// told from a whole one otherwise.
pub fn rows(bytes: &[u8], root: &str, row: &str) -> Result<Vec<Value>, Broken> {
    let text = std::str::from_utf8(bytes).map_err(|_| Broken("it is not UTF-8".into()))?;
    let mut reader = Reader::from_str(text);
    let (mut open, mut found): (Vec<Open>, Vec<Value>) = (Vec::new(), Vec::new());
    let mut any = false;
    loop {
        let event = reader.read_event();
        match event.map_err(|cause| Broken(format!("not well-formed at byte {}: {cause}", reader.error_position())))? {
            Event::Start(start) => {
                let name = start.local_name().as_ref().to_owned();
                if open.is_empty() && (any || name != root) {
                    return Err(Broken(format!("it is a document `{name}` and not `{root}`")));
                }
                if open.len() >= DEEPEST || (name == row && open.iter().any(|outer| outer.name == row)) {
                    return Err(Broken(format!("`{name}` stands where it cannot")));
                }
                any = true;
                open.push(Open { name, text: String::new(), fields: Map::new() });
            }
            Event::Empty(empty) => {
                let name = empty.local_name().as_ref().to_owned();
                if name == row {
                    found.push(Value::Null);
                } else if let Some(outer) = open.last_mut() {
                    outer.take(name, Value::Null);
                }
            }
            Event::End(_) => close(&mut open, &mut found, row),
            Event::Text(piece) => add(&mut open, &piece),
            Event::CData(piece) => add(&mut open, &piece),
            Event::GeneralRef(entity) => add(&mut open, &character(&entity)?),
            Event::DocType(_) => return Err(Broken("it defines a document type of its own".into())),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    if let Some(unclosed) = open.last() {
        return Err(Broken(format!("`{}` is never closed", unclosed.name)));
    }
    if any { Ok(found) } else { Err(Broken(format!("there is no `{root}` in it"))) }
}

fn close(open: &mut Vec<Open>, found: &mut Vec<Value>, row: &str) {
    let Some(done) = open.pop() else { return };
    let (name, value) = (done.name.clone(), done.value());
    if name == row {
        found.push(value);
    } else if let Some(outer) = open.last_mut() {
        outer.take(name, value);
    }
}

fn add(open: &mut [Open], text: &str) {
    if let Some(inner) = open.last_mut() {
        inner.text.push_str(text);
    }
}

fn character(entity: &BytesRef) -> Result<String, Broken> {
    let refused = || Broken("it uses an entity of its own".into());
    if let Some(c) = entity.resolve_char_ref().map_err(|_| refused())? {
        return Ok(c.to_string());
    }
    Ok(match entity.as_ref() {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => return Err(refused()),
    }
    .to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_feed_becomes_rows() {
        let feed = "<?xml version='1.0'?><a><meta>x</meta><b><t>R&amp;D &#8211; <![CDATA[<p>]]></t><n/><l><i>1</i><i>2</i></l></b></a>";
        assert_eq!(rows(feed.as_bytes(), "a", "b"), Ok(vec![json!({"t": "R&D – <p>", "n": null, "l": {"i": ["1", "2"]}})]));
        assert_eq!(rows(b"<a></a>", "a", "b"), Ok(vec![]));
        assert_eq!(rows(b"<a><b/><b></b></a>", "a", "b"), Ok(vec![Value::Null, json!("")]));
    }

    #[test]
    fn what_is_no_feed_is_broken_and_never_empty() {
        let bomb = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a><b>&x;</b></a>";
        let deep = format!("<a>{}</a>", "<x>".repeat(5_000));
        for feed in ["", "nonsense", "<html></html>", "<a><b></a>", "<a><b>", "<a><b><b></b></b></a>", "<a><b>&x;</b></a>", bomb, &deep] {
            assert!(rows(feed.as_bytes(), "a", "b").is_err(), "{feed:.40}");
        }
        assert!(rows(b"<a>\xff</a>", "a", "b").is_err());
    }
}
