//! The standard's own schema, and as much of JSON Schema as it uses; what it uses besides is a panic and never overlooked.

use regex::Regex;
use serde_json::Value;

/// Everything in the file that the schema does not allow.
pub fn faults(file: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(include_str!("schema.json")).unwrap();
    let mut faults = Vec::new();
    check(&schema, &schema, file, "", &mut faults);
    faults
}

fn check(root: &Value, schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
    for (keyword, rule) in schema.as_object().unwrap() {
        let mut wrong = |why: String| faults.push(format!("{place}: {why}"));
        match keyword.as_str() {
            "$schema" | "$id" | "definitions" | "description" | "title" => {}
            "$ref" => {
                let name = rule.as_str().unwrap().strip_prefix("#/").unwrap();
                check(root, root.pointer(&format!("/{name}")).unwrap(), value, place, faults);
            }
            "type" if !is(rule.as_str().unwrap(), value) => wrong(format!("{value} is no {rule}")),
            "type" => {}
            "additionalProperties" => assert_eq!(rule, &Value::Bool(true), "nothing is checked by it"),
            "properties" => {
                for (name, rule) in rule.as_object().unwrap() {
                    if let Some(inner) = value.get(name) {
                        check(root, rule, inner, &format!("{place}/{name}"), faults);
                    }
                }
            }
            "items" => {
                for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, rule, item, &format!("{place}/{at}"), faults);
                }
            }
            "pattern" => {
                let text = value.as_str().unwrap_or_default();
                if !Regex::new(rule.as_str().unwrap()).unwrap().is_match(text) {
                    wrong(format!("{text} does not look like {rule}"));
                }
            }
            "format" => {
                let text = value.as_str().unwrap_or_default();
                let fits = match rule.as_str().unwrap() {
                    "uri" => reqwest::Url::parse(text).is_ok(),
                    "email" => text.parse::<lettre::Address>().is_ok(),
                    other => panic!("say here what a {other} is"),
                };
                if !fits {
                    wrong(format!("{text} is no {rule}"));
                }
            }
            other => panic!("say here what {other} means"),
        }
    }
}

fn is(name: &str, value: &Value) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        other => panic!("say here what a {other} is"),
    }
}
