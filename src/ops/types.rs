//! Runs as operators see them: how they do, and nothing of what is in them.

use crate::id::{RunId, UserId};
use crate::run::{Cost, Kind, Status};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Which runs are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    pub status: Option<Status>,
    pub kind: Option<Kind>,
    pub worker: Option<String>,
    /// Only what waits for an operator.
    pub quarantined: bool,
}

/// All runs at a glance. Ended ones are those of the last day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub queued: i64,
    pub running: i64,
    pub completed: i64,
    pub failed: i64,
    pub cancelled: i64,
    pub quarantined: i64,
    /// Since when the run has waited whose turn is next.
    pub waiting_since: Option<DateTime<Utc>>,
}

/// A process that works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkerCard {
    pub name: String,
    pub kinds: Vec<String>,
    pub concurrency: i32,
    pub working: i64,
    pub started_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
    pub stopping: bool,
    /// Missed three heartbeats.
    pub silent: bool,
}

/// A run in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunCard {
    pub id: RunId,
    pub owner: UserId,
    pub kind: Kind,
    pub status: Status,
    pub stage: Option<String>,
    pub done: i32,
    pub total: i32,
    pub attempt: i32,
    pub crashes: i32,
    pub quarantined: bool,
    pub worker: Option<String>,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
}

/// A finished step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepCard {
    pub name: String,
    pub bytes: i32,
    pub cost: Cost,
    pub finished_at: DateTime<Utc>,
}

/// An entry of the run's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventCard {
    pub seq: i64,
    pub status: String,
    pub stage: Option<String>,
    pub done: i32,
    pub total: i32,
    pub created_at: DateTime<Utc>,
}

/// What an operator did to a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionCard {
    pub action: Action,
    pub operator: UserId,
    pub created_at: DateTime<Utc>,
}

/// What an operator may do to a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "server", derive(sqlx::Type))]
#[cfg_attr(feature = "server", sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum Action {
    Cancel,
    Retry,
    Release,
}

/// One run with its steps and its log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunSheet {
    pub card: RunCard,
    pub cost: Cost,
    pub priority: i32,
    pub run_at: DateTime<Utc>,
    pub lease_until: Option<DateTime<Utc>>,
    pub retry_of: Option<RunId>,
    pub error_message: Option<String>,
    pub steps: Vec<StepCard>,
    pub events: Vec<EventCard>,
    pub actions: Vec<ActionCard>,
}
