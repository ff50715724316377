//! Probes: alive without asking anybody, ready only when the database answers and has this version's schema.

use super::Web;
use axum::extract::State;
use axum::http::StatusCode;

pub async fn livez() -> &'static str {
    "ok"
}

pub async fn readyz(State(web): State<Web>) -> (StatusCode, &'static str) {
    if web.stop.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping");
    }
    let ask = job_agent::db::is_at_head(web.desk.db.pool());
    match tokio::time::timeout(std::time::Duration::from_secs(2), ask).await {
        Ok(Ok(true)) => (StatusCode::OK, "ok"),
        Ok(Ok(false)) => (StatusCode::SERVICE_UNAVAILABLE, "the schema is not at this version; run: job-agent migrate"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer"),
    }
}
