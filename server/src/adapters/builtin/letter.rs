//! Letters from facts.

use job_agent::assistant::{Draft, LetterBrief};

pub fn write(_brief: &LetterBrief) -> Draft {
    Draft::default()
}
