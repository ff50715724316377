//! Facts as a JSON Resume: each value at its path.

use super::{FoundFact, Reading};
use crate::document::resume::Resume;
use serde_json::{Map, Value};

impl Reading {
    /// The values of all facts, at their paths.
    pub fn json(facts: &[FoundFact]) -> Value {
        let mut resume = Value::Object(Map::new());
        for fact in facts.iter().filter(|fact| !fact.value.is_null()) {
            if let Some(steps) = steps(&fact.path) {
                put(&mut resume, &steps, fact.value.clone());
            }
        }
        resume
    }

    /// The same, typed. Empty where an assistant gave a value of another kind than its path has.
    pub fn resume(&self) -> Resume {
        serde_json::from_value(Self::json(&self.facts)).unwrap_or_default()
    }
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

    #[test]
    fn broken_paths_are_left_out() {
        assert_eq!(steps("work[x].name"), None);
        assert_eq!(steps("work[99999999].name"), None);
        assert_eq!(steps(".name"), None);
    }
}
