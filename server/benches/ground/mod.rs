//! What measurements stand on: a Postgres of their own that waits for its disk, with the schema and the queue in it.

use server::adapters::queue::PostgresQueue;
use server::application::connect;
use server::postgres::{self, Embedded};
use sqlx::PgPool;
use std::os::unix::fs::PermissionsExt;

pub struct Ground {
    folder: tempfile::TempDir,
    pub embedded: Embedded,
    pub admin: PgPool,
}

impl Ground {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // Where we are root, Postgres is somebody else, who has to come through.
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o711)).unwrap();
        let embedded = postgres::start(folder.path()).await.unwrap();
        let admin = connect(&embedded.admin_url(), 2).await.unwrap();
        job_agent::db::migrate(&admin).await.unwrap();
        PostgresQueue::set_up(&admin).await.unwrap();
        Self { folder, embedded, admin }
    }

    /// For files.
    pub fn data(&self) -> &str {
        self.folder.path().to_str().unwrap()
    }

    /// What Postgres says about waiting for its disk: the figure comes with it.
    pub async fn durable(&self) -> String {
        let asked = sqlx::query_scalar("select current_setting('fsync') || ' ' || current_setting('synchronous_commit')");
        asked.fetch_one(&self.admin).await.unwrap()
    }
}
