//! The schema: only `migrations/` changes it, and only the admin's role can run them.

use crate::error::{Error, Result};
use sqlx::PgPool;
use sqlx::migrate::Migrator;

pub(super) static MIGRATOR: Migrator = sqlx::migrate!("./migrations");

/// Brings the schema to this version, under an advisory lock; returns how many changes were made.
///
/// # Errors
/// `Conflict` in words when there are tables without a history of changes: nothing is made among somebody else's.
pub async fn migrate(admin: &PgPool) -> Result<usize> {
    let foreign = super::baseline::without_history(admin).await?;
    if !foreign.is_empty() {
        let words =
            format!("There are tables without a history of changes: {}. Run `job-agent migrate --baseline` first.", foreign.join(", "));
        return Err(Error::Conflict(words));
    }
    let before = applied(admin).await.unwrap_or(0);
    MIGRATOR.run(admin).await.map_err(Error::internal)?;
    // The web and the worker may see which version the schema has, and no more.
    sqlx::raw_sql(
        "revoke all on _sqlx_migrations from job_agent_ui, job_agent_worker;
         grant select on _sqlx_migrations to job_agent_ui, job_agent_worker",
    )
    .execute(admin)
    .await?;
    Ok(applied(admin).await?.saturating_sub(before))
}

/// Lets the web push on the queue's own tables, and the worker take from them.
pub async fn open_queue(admin: &PgPool) -> Result<()> {
    sqlx::raw_sql(
        "grant usage on schema apalis to job_agent_ui, job_agent_worker;
         grant select, insert, update on all tables in schema apalis to job_agent_ui;
         grant select, insert, update, delete on all tables in schema apalis to job_agent_worker;
         grant execute on all functions in schema apalis to job_agent_ui, job_agent_worker",
    )
    .execute(admin)
    .await?;
    Ok(())
}

/// Forgets the queue's messages that were dealt with, and its workers that are long gone. As the worker.
pub async fn tidy_queue(pool: &PgPool) -> Result<u64> {
    let gone = sqlx::query(
        "delete from apalis.jobs where id in (
             select id from apalis.jobs where status in ('Done', 'Killed', 'Failed') and done_at < now() - interval '1 minute' limit 50000)",
    )
    .execute(pool)
    .await?;
    let workers = "delete from apalis.workers w where last_seen < now() - interval '1 hour' and not exists (select from apalis.jobs where lock_by = w.id)";
    sqlx::query(workers).execute(pool).await?;
    Ok(gone.rows_affected())
}

/// Whether the schema has every change of this version.
pub async fn is_at_head(pool: &PgPool) -> Result<bool> {
    Ok(applied(pool).await? >= MIGRATOR.iter().count())
}

async fn applied(pool: &PgPool) -> Result<usize> {
    let count: i64 = sqlx::query_scalar("select count(*) from _sqlx_migrations where success").fetch_one(pool).await?;
    usize::try_from(count).map_err(Error::internal)
}

/// What the connected role may do that the web and the worker must not, by itself or as another role that it may become, and
/// what to do about it.
pub async fn excess_rights(pool: &PgPool) -> Result<Option<String>> {
    let row: (String, bool, bool, bool, bool) = sqlx::query_as(
        "select rolname::text,
                exists (select 1 from pg_roles g where g.rolsuper and pg_has_role(r.oid, g.oid, 'MEMBER')),
                exists (select 1 from pg_roles g where g.rolbypassrls and pg_has_role(r.oid, g.oid, 'MEMBER')),
                exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
                        where n.nspname = 'public' and pg_has_role(r.oid, c.relowner, 'MEMBER') and c.relkind in ('r', 'p')),
                has_database_privilege(current_database(), 'TEMPORARY') or has_database_privilege(current_database(), 'CREATE')
                    or has_schema_privilege('public', 'CREATE')
         from pg_roles r where rolname = current_user",
    )
    .fetch_one(pool)
    .await?;
    let (role, is_super, bypasses, owns, makes) = row;
    let fault = match (is_super, bypasses, owns) {
        (true, ..) => "is a superuser, or may become one",
        (_, true, _) => "bypasses row-level security, or may become a role that does",
        (_, _, true) => "owns tables, or may become their owner",
        _ if makes => {
            return Ok(Some(format!(
                "The database role {role} may make tables. Run `job-agent migrate`, which takes that right away; where it cannot, run deploy/postgres/grant-roles-existing-db.sql as a superuser."
            )));
        }
        _ => return Ok(None),
    };
    Ok(Some(format!(
        "The database role {role} {fault}, so nothing would keep one person's rows from another. Put job_agent_ui into DATABASE_URL and job_agent_worker into WORKER_DATABASE_URL; deploy/postgres makes them."
    )))
}
