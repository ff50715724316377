//! A second reading of one match. What comes of it is for the product to weigh.

use super::client::{Client, Fault};
use super::question::{Question, listed};
use job_agent::assistant::{Opinion, OpinionBrief, Purse};
use serde_json::{Value, json};

const TASK: &str = "Read a posting beside the facts of a person's CV. Name up to four things that the posting wants and that matter most: those that \
     a fact shows (met true, with the fact's number) and those that no fact shows (met false, fact null, fact_quote empty). posting_quote and \
     fact_quote are copied letter by letter from the posting and from that fact, at most twenty words each; a quote that is not found there \
     counts for nothing. adjust, from -5 to 5, says by how much the score from 0 to 100 is too low or too high.";
const MOST: i64 = 4_000;

pub(super) async fn ask(client: &Client, brief: &OpinionBrief, purse: &Purse) -> Result<Opinion, Fault> {
    let posting = format!("{}\n{}\n\n{}", brief.title, brief.company, brief.posting_text);
    let question = Question::new(TASK, Some(("second_reading", schema())), MOST)
        .part("score", &brief.score.to_string())
        .part("facts", &listed(&brief.facts))
        .part("posting", &posting);
    client.ask(&question, purse).await
}

fn schema() -> Value {
    let point = json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["met", "posting_quote", "fact", "fact_quote"],
        "properties": {
            "met": { "type": "boolean" },
            "posting_quote": { "type": "string" },
            "fact": { "type": ["integer", "null"] },
            "fact_quote": { "type": "string" },
        },
    });
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["adjust", "points"],
        "properties": { "adjust": { "type": "integer" }, "points": { "type": "array", "items": point } },
    })
}
