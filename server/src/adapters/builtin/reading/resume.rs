//! Facts as one JSON Resume 1.0.0 document, each with the place that it came from.

use job_agent::assistant::{FoundFact, Reading};
use serde_json::{Value, json};

const SCHEMA: &str = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json";

/// Builds the document; provenance is in `meta.job_agent.facts`.
pub fn json_resume(facts: &[FoundFact]) -> Value {
    let mut resume = Reading::json(facts);
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
}
