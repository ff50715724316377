//! Facts as one JSON Resume 1.0.0 document, each with the place that it came from.

use job_agent::assistant::FoundFact;
use serde_json::{Map, Value, json};

const SCHEMA: &str = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json";

/// Builds the document; provenance is in `meta.job_agent.facts`.
pub fn json_resume(facts: &[FoundFact]) -> Value {
    let mut resume = Value::Object(Map::new());
    for fact in facts.iter().filter(|fact| !fact.value.is_null()) {
        if let Some(steps) = steps(&fact.path) {
            put(&mut resume, &steps, fact.value.clone());
        }
    }
    let provenance: Vec<Value> = facts
        .iter()
        .map(|fact| json!({ "path": fact.path, "page": fact.place.page, "start": fact.place.start, "end": fact.place.end, "text": fact.text }))
        .collect();
    if let Value::Object(fields) = &mut resume {
        fields.insert("$schema".into(), json!(SCHEMA));
        fields.insert("meta".into(), json!({ "version": "v1.0.0", "job_agent": { "facts": provenance } }));
    }
    resume
}

#[derive(Debug, PartialEq)]
enum Step {
    Field(String),
    Item(usize),
}

/// `work[0].highlights[2]` as steps; nothing where a path is not well formed.
fn steps(path: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        let (name, mut rest) = part.split_once('[').map_or((part, None), |(name, rest)| (name, Some(rest)));
        if name.is_empty() {
            return None;
        }
        steps.push(Step::Field(name.to_owned()));
        while let Some(index) = rest {
            let (number, more) = index.split_once(']')?;
            // A path is ours, but a list of a billion items would still be a mistake.
            steps.push(Step::Item(number.parse().ok().filter(|n| *n < 10_000)?));
            rest = more.strip_prefix('[');
        }
    }
    Some(steps)
}

fn put(at: &mut Value, steps: &[Step], value: Value) {
    let Some((step, rest)) = steps.split_first() else {
        *at = value;
        return;
    };
    match step {
        Step::Field(name) => {
            if !at.is_object() {
                *at = Value::Object(Map::new());
            }
            if let Value::Object(fields) = at {
                put(fields.entry(name.clone()).or_insert(Value::Null), rest, value);
            }
        }
        Step::Item(number) => {
            if !at.is_array() {
                *at = Value::Array(Vec::new());
            }
            if let Value::Array(items) = at {
                while items.len() <= *number {
                    items.push(if rest.is_empty() { Value::String(String::new()) } else { Value::Object(Map::new()) });
                }
                if let Some(item) = items.get_mut(*number) {
                    put(item, rest, value);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use job_agent::assistant::FactKind;
    use job_agent::document::Place;

    fn fact(path: &str, value: &str) -> FoundFact {
        FoundFact {
            path: path.into(),
            kind: FactKind::Role,
            text: value.into(),
            value: json!(value),
            place: Place { page: 1, start: 3, end: 9 },
            confidence: 1.0,
        }
    }

    #[test]
    fn facts_become_a_document_with_their_places() {
        let resume = json_resume(&[fact("basics.name", "Ada"), fact("work[0].highlights[1]", "b"), fact("work[0].position", "Engineer")]);
        assert_eq!(resume["basics"]["name"], "Ada");
        assert_eq!(resume["work"][0]["highlights"], json!(["", "b"]));
        assert_eq!(resume["meta"]["job_agent"]["facts"][0], json!({"path": "basics.name", "page": 1, "start": 3, "end": 9, "text": "Ada"}));
    }

    #[test]
    fn broken_paths_are_left_out() {
        assert_eq!(steps("work[x].name"), None);
        assert_eq!(steps("work[99999999].name"), None);
        assert_eq!(steps(".name"), None);
    }
}
