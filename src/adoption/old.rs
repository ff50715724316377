//! Rows of the older program. Its versions did not always call a column the same, so each value is looked for by all its names.

use super::types::Report;
use crate::account::{Email, NAME_MAX};
use crate::error::Error;
use crate::posting::WorkMode;
use crate::profile::{BASIC_INFO_MAX, LOCATION_MAX};
use crate::run::{Kind, Status};
use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::{Map, Value, json};

/// One row, column by column.
#[derive(Debug, Clone)]
pub(super) struct Row(pub Map<String, Value>);

impl Row {
    fn get(&self, names: &[&str]) -> Option<&Value> {
        names.iter().filter_map(|name| self.0.get(*name)).find(|value| !value.is_null())
    }

    /// A text that says something; ids may be numbers.
    pub fn text(&self, names: &[&str]) -> Option<String> {
        let text = match self.get(names)? {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    }

    fn flag(&self, names: &[&str]) -> Option<bool> {
        self.get(names)?.as_bool()
    }

    /// Times without a zone were kept in UTC.
    fn time(&self, names: &[&str]) -> Option<DateTime<Utc>> {
        let text = self.get(names)?.as_str()?;
        let zoned = DateTime::parse_from_rfc3339(text).map(|at| at.to_utc()).ok();
        zoned.or_else(|| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok().map(|at| at.and_utc()))
    }

    /// JSON, also where it was kept as text.
    fn json(&self, names: &[&str]) -> Option<Value> {
        match self.get(names)? {
            Value::String(text) => serde_json::from_str(text).ok(),
            other => Some(other.clone()),
        }
    }

    pub fn id(&self) -> String {
        self.text(&["id"]).unwrap_or_default()
    }
}

const CREATED: &[&str] = &["createdAt", "created_at"];
const UPDATED: &[&str] = &["updatedAt", "updated_at"];
/// Whose a row is.
pub(super) const OWNER: &[&str] = &["userId", "user_id"];
pub(super) const PROFILE: &[&str] = &["user_profile_id", "userProfileId", "profile_id"];
const DEMO: &[&str] = &["demo_mode", "demoMode"];

/// What of a person came from their user row.
#[derive(Debug, Clone)]
pub(super) struct OldPerson {
    pub table: &'static str,
    pub old_id: String,
    pub email: Email,
    pub name: String,
    pub verified: bool,
    pub image: Option<String>,
    pub created: DateTime<Utc>,
    pub updated: DateTime<Utc>,
    pub password: Option<String>,
    pub profile: OldProfile,
}

/// What of a person came from their profile.
#[derive(Debug, Clone, Default)]
pub(super) struct OldProfile {
    pub location: Option<String>,
    pub work_mode: Option<String>,
    pub basic_info: Option<String>,
    pub text: Option<String>,
    pub titles: Vec<Value>,
    pub sources: Value,
    pub references: Value,
    pub used: Option<DateTime<Utc>>,
    pub demo: bool,
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

impl OldPerson {
    /// `None`, with the reason in the report, when nobody could sign in as them.
    pub fn read(row: &Row, table: &'static str, now: DateTime<Utc>, report: &mut Report) -> Option<Self> {
        let old_id = row.id();
        let Some(email) = row.text(&["email"]) else {
            report.leave(table, &old_id, "it has no e-mail address");
            return None;
        };
        let Ok(email) = Email::parse(&email) else {
            report.leave(table, &old_id, format!("its address {email:?} is none that mail reaches"));
            return None;
        };
        let name = row.text(&["name", "full_name", "fullName", "display_name"]).unwrap_or_default();
        let name: String = name.chars().filter(|c| !c.is_control()).take(NAME_MAX).collect();
        let local = email.as_str().split('@').next().unwrap_or_default();
        let created = row.time(CREATED).unwrap_or(now);
        Some(Self {
            table,
            name: if name.is_empty() { local.to_owned() } else { name },
            verified: row.flag(&["emailVerified", "email_verified", "is_verified"]).unwrap_or(false),
            image: row.text(&["image", "avatar_url"]).filter(|url| url.starts_with("https://")),
            created,
            updated: row.time(UPDATED).unwrap_or(created),
            password: row.text(&["hashed_password", "password_hash", "password"]),
            profile: OldProfile::read(row),
            old_id,
            email,
        })
    }
}

impl OldProfile {
    pub fn read(row: &Row) -> Self {
        let titles = match row.json(&["suggested_job_titles", "suggestedJobTitles"]) {
            Some(Value::Array(titles)) => titles.iter().filter_map(title).collect(),
            _ => Vec::new(),
        };
        let list = |names: &[&str]| row.json(names).filter(Value::is_array).unwrap_or_else(|| json!([]));
        Self {
            location: row.text(&["location"]).map(|text| cut(&text, LOCATION_MAX)),
            work_mode: row.text(&["work_mode", "workMode"]).and_then(|word| work_mode(&word)),
            basic_info: row.text(&["basic_info", "basicInfo"]).map(|text| cut(&text, BASIC_INFO_MAX)),
            text: row.text(&["profile_text", "profileText"]),
            titles,
            sources: list(&["source_pdfs", "sourcePdfs"]),
            references: list(&["references"]),
            used: row.time(&["last_used_at", "lastUsedAt"]),
            demo: row.flag(DEMO).unwrap_or(false),
        }
    }

    /// Where this one is silent the other one speaks.
    pub fn or(self, other: Self) -> Self {
        let list = |one: Value, other: Value| if one.as_array().is_some_and(|list| !list.is_empty()) { one } else { other };
        Self {
            location: self.location.or(other.location),
            work_mode: self.work_mode.or(other.work_mode),
            basic_info: self.basic_info.or(other.basic_info),
            text: self.text.or(other.text),
            titles: if self.titles.is_empty() { other.titles } else { self.titles },
            sources: list(self.sources, other.sources),
            references: list(self.references, other.references),
            used: self.used.max(other.used),
            demo: self.demo || other.demo,
        }
    }

    pub fn demo_mode_status(&self) -> &'static str {
        if self.demo { "enabled" } else { "disabled" }
    }
}

/// A title, as ours are written: without facts behind it, because there are none yet.
fn title(old: &Value) -> Option<Value> {
    let text = old.as_str().or_else(|| old.get("title").and_then(Value::as_str))?.trim();
    (!text.is_empty()).then(|| json!({ "title": cut(text, 120), "facts": [] }))
}

fn work_mode(word: &str) -> Option<String> {
    let mode = match word.to_lowercase().replace(['-', ' '], "_").as_str() {
        "remote" => WorkMode::Remote,
        "hybrid" => WorkMode::Hybrid,
        "on_site" | "onsite" | "office" => WorkMode::OnSite,
        _ => return None,
    };
    serde_json::to_value(mode).ok()?.as_str().map(str::to_owned)
}

/// A run, or an execution that no run knows of.
#[derive(Debug, Clone)]
pub(super) struct OldRun {
    pub kind: Kind,
    pub status: Status,
    pub message: Option<String>,
    pub error: Option<String>,
    pub task: Option<String>,
    pub delivered: bool,
    pub output: Option<Value>,
    /// The whole row as it was, so that nothing is lost.
    pub was: Value,
    pub created: DateTime<Utc>,
    pub started: Option<DateTime<Utc>>,
    pub finished: DateTime<Utc>,
}

pub(super) const TASK: &[&str] = &["task_id", "taskId", "celery_task_id", "workflow_id"];
const OUTPUT: &[&str] = &["output", "result", "results"];
const KIND: &[&str] = &["kind", "workflow_type", "workflowType", "workflow_name", "workflow", "type"];

impl OldRun {
    /// An error in words when it is nothing that we know.
    pub fn read(row: &Row, execution: Option<&Row>, now: DateTime<Utc>) -> Result<Self, String> {
        let kind = match row.text(KIND).or_else(|| execution?.text(KIND)) {
            Some(word) => kind(&word).ok_or_else(|| format!("nothing here does what it calls {word:?}"))?,
            // The older program's runs were job searches before they said so.
            None => Kind::JobSearch,
        };
        let word = row.text(&["status", "state"]).unwrap_or_default();
        let status = status(&word).ok_or_else(|| format!("its state {word:?} is none that is known"))?;
        let created = row.time(CREATED).or_else(|| row.time(&["started_at", "startedAt"])).unwrap_or(now);
        let ended = row.time(&["finished_at", "finishedAt", "completed_at", "completedAt", "ended_at"]);
        let error = row.text(&["error_message", "errorMessage", "error"]);
        let unfinished =
            status == Status::Cancelled && !matches!(word.to_lowercase().as_str(), "cancelled" | "canceled" | "revoked" | "aborted");
        Ok(Self {
            kind,
            status,
            message: unfinished.then(|| "It had not finished when this program took over. Start it again.".to_owned()),
            error: match (status, error) {
                (Status::Failed, None) => Some("It failed before this program took over, and no reason was kept.".into()),
                (Status::Failed, Some(words)) => Some(cut(&words, 2_000)),
                _ => None,
            },
            task: row.text(TASK).or_else(|| execution?.text(TASK)),
            delivered: row.flag(&["delivery_triggered", "deliveryTriggered"]).unwrap_or(false),
            output: row.json(OUTPUT),
            was: Value::Object(row.0.clone().into_iter().filter(|(name, _)| !OUTPUT.contains(&name.as_str())).collect()),
            created,
            started: row.time(&["started_at", "startedAt"]),
            finished: ended.or_else(|| row.time(UPDATED)).unwrap_or(created).max(created),
        })
    }

    /// In the kind's stepper: all of it done, or none.
    pub fn stages(&self) -> Result<(i32, i32), Error> {
        let count = i32::try_from(self.kind.stages().len()).map_err(Error::internal)?;
        Ok((if self.status == Status::Completed { count } else { 0 }, count))
    }
}

fn kind(word: &str) -> Option<Kind> {
    let word = word.to_lowercase().replace(['-', ' '], "_");
    let has = |part: &str| word.contains(part);
    match () {
        () if has("profil") => Some(Kind::Profiling),
        () if has("search") || has("job_match") || word == "matching" => Some(Kind::JobSearch),
        () if has("deliver") || has("email") || has("notif") => Some(Kind::Delivery),
        () => None,
    }
}

/// What had not ended never will: whoever worked on it is gone.
fn status(word: &str) -> Option<Status> {
    match word.to_lowercase().as_str() {
        "completed" | "complete" | "success" | "succeeded" | "done" | "finished" => Some(Status::Completed),
        "failed" | "failure" | "error" | "errored" | "timeout" => Some(Status::Failed),
        "cancelled" | "canceled" | "revoked" | "aborted" | "queued" | "pending" | "received" | "running" | "started" | "processing"
        | "in_progress" | "retry" => Some(Status::Cancelled),
        _ => None,
    }
}

/// Whether we can check a password against it: what Better Auth made, or what we make.
pub(super) fn is_checkable(hashed: &str) -> bool {
    let hexadecimal = |text: &str, length: usize| text.len() == length && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let scrypt = hashed.split_once(':').is_some_and(|(salt, key)| hexadecimal(salt, 32) && hexadecimal(key, 128));
    scrypt || hashed.starts_with("$argon2id$v=19$")
}
