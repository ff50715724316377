//! The three roles and the database, as a separate Postgres gets them from the files in `deploy/postgres`.

use super::secrets::Secrets;
use anyhow::Result;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgSslMode};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

/// Roles without passwords; the same file serves every deployment.
const ROLES: &str = include_str!("../../../deploy/postgres/roles.sql");
/// What the roles may do in the application's database; likewise shared.
const RIGHTS: &str = include_str!("../../../deploy/postgres/rights.sql");

/// A connection as one of the roles.
pub async fn connect(port: u16, role: &str, password: &str, database: &str) -> sqlx::Result<PgConnection> {
    PgConnectOptions::new_without_pgpass()
        .host("127.0.0.1")
        .port(port)
        .username(role)
        .password(password)
        .database(database)
        .ssl_mode(PgSslMode::Disable)
        .connect()
        .await
}

/// Makes what is missing and sets the passwords; harmless to repeat.
pub async fn make(port: u16, secrets: &Secrets) -> Result<()> {
    if ready(port, secrets).await {
        return Ok(());
    }
    let mut server = connect(port, "postgres", &secrets.superuser, "postgres").await?;
    sqlx::raw_sql(ROLES).execute(&mut server).await?;
    for (role, password) in [("admin", &secrets.admin), ("ui", &secrets.ui), ("worker", &secrets.worker)] {
        // The password is hexadecimal and the role is ours: nothing here comes from outside.
        let set = format!("ALTER ROLE job_agent_{role} PASSWORD '{password}'");
        sqlx::raw_sql(AssertSqlSafe(set)).execute(&mut server).await?;
    }
    let exists = sqlx::query("SELECT FROM pg_database WHERE datname = 'job_agent'").fetch_optional(&mut server).await?;
    if exists.is_none() {
        sqlx::raw_sql("CREATE DATABASE job_agent OWNER job_agent_admin").execute(&mut server).await?;
    }
    server.close().await?;
    let mut database = connect(port, "postgres", &secrets.superuser, "job_agent").await?;
    sqlx::raw_sql(RIGHTS).execute(&mut database).await?;
    Ok(database.close().await?)
}

/// Whether the three roles can already come in, which is so from the second start on.
pub async fn ready(port: u16, secrets: &Secrets) -> bool {
    for (role, password) in [("job_agent_admin", &secrets.admin), ("job_agent_ui", &secrets.ui), ("job_agent_worker", &secrets.worker)] {
        match connect(port, role, password, "job_agent").await {
            Ok(connection) => drop(connection.close().await),
            Err(_) => return false,
        }
    }
    true
}
