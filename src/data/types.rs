//! What somebody took along, as the browser may know it.

use crate::id::ExportId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One file with everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Export {
    pub id: ExportId,
    pub bytes: i64,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}
