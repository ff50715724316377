//! The line under the front page's buttons that says how this server is.

use crate::edge::ApiError;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// How this server is, in what a visitor may know.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Pulse {
    pub database: bool,
    /// Sources of postings that this installation has.
    pub sources: i64,
    /// Who thinks: "built-in", or a model's name.
    pub assistant: String,
}

/// How this server is, or nothing where that is not known.
#[server]
pub async fn read_pulse() -> Result<Option<Pulse>, ApiError> {
    crate::edge::pulse().await
}
