//! The scripts of `deploy/postgres` on a server of the test's own: a new one without any roles, and a database that is there
//! already and belongs to somebody else.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use server::postgres::{self, Embedded};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};
use sqlx::{AssertSqlSafe, ConnectOptions, PgConnection, PgPool};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const PREDECESSOR: &str = include_str!("adoption/predecessor.sql");
const ROLES: [&str; 3] = ["job_agent_admin", "job_agent_ui", "job_agent_worker"];

struct Server {
    embedded: Embedded,
    folder: tempfile::TempDir,
    port: u16,
    superuser: String,
}

impl Server {
    /// A server as its image makes it: no roles of ours, no database.
    async fn bare() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let embedded = postgres::start(folder.path()).await.unwrap();
        let port = embedded.admin_url().rsplit_once(':').unwrap().1.split('/').next().unwrap().parse().unwrap();
        let secrets: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(folder.path().join("secrets.json")).unwrap()).unwrap();
        let server = Self { embedded, folder, port, superuser: secrets["superuser"].as_str().unwrap().to_owned() };
        let mut connection = server.connect("postgres", &server.superuser, "postgres").await.unwrap();
        for statement in ["drop database job_agent with (force)", "drop role job_agent_admin, job_agent_ui, job_agent_worker"] {
            sqlx::raw_sql(statement).execute(&mut connection).await.unwrap();
        }
        // Whatever is said to it can be read afterwards.
        sqlx::raw_sql("alter system set log_statement = 'all'").execute(&mut connection).await.unwrap();
        sqlx::raw_sql("select pg_reload_conf()").execute(&mut connection).await.unwrap();
        server
    }

    fn options(&self, role: &str, password: &str, database: &str) -> PgConnectOptions {
        let options = PgConnectOptions::new_without_pgpass().host("127.0.0.1").port(self.port).username(role).password(password);
        options.database(database).ssl_mode(PgSslMode::Disable)
    }

    async fn connect(&self, role: &str, password: &str, database: &str) -> sqlx::Result<PgConnection> {
        self.options(role, password, database).connect().await
    }

    async fn pool(&self, role: &str, password: &str, database: &str) -> PgPool {
        PgPoolOptions::new().max_connections(1).connect_with(self.options(role, password, database)).await.unwrap()
    }

    /// A script with the passwords of the three roles in the environment.
    fn run(&self, program: &str, words: &[&str], passwords: &[(&str, &str)]) -> Output {
        let mut command = Command::new(program);
        command.args(words).current_dir(root()).env_clear().env("PATH", format!("{}:/usr/bin:/bin", programs().display()));
        command
            .env("PGHOST", "127.0.0.1")
            .env("PGPORT", self.port.to_string())
            .env("PGUSER", "postgres")
            .env("PGPASSWORD", &self.superuser);
        for (role, password) in passwords {
            command.env(format!("JOB_AGENT_{role}_PASSWORD"), password);
        }
        command.output().unwrap()
    }

    /// All that the server was told.
    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("postgres.log")).unwrap()
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Where psql is: beside the server's programs, or wherever everybody's are.
fn programs() -> PathBuf {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|folder| folder.map(|entry| entry.unwrap().path().join("bin")).filter(|bin| bin.join("psql").exists()).collect())
        .unwrap_or_default();
    versions.sort();
    versions.pop().unwrap_or_else(|| "/usr/local/bin".into())
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

const FIRST: [(&str, &str); 3] =
    [("ADMIN", "first-admin-secret"), ("UI", "it's \"a\" \\ $pass; drop role x"), ("WORKER", "first-worker-secret")];
const SECOND: [(&str, &str); 3] = [("ADMIN", "second-admin-secret"), ("UI", "second-ui-secret"), ("WORKER", "second-worker-secret")];

/// The roles are there with these passwords and no more rights than they should have.
async fn check(server: &Server, passwords: [(&str, &str); 3], database: &str) {
    for (role, (_, password)) in ROLES.iter().zip(passwords) {
        let mut connection = server.connect(role, password, database).await.unwrap_or_else(|cause| panic!("{role}: {cause}"));
        let strong =
            "select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication from pg_roles where rolname = current_user";
        assert!(!sqlx::query_scalar::<_, bool>(strong).fetch_one(&mut connection).await.unwrap(), "{role}");
        assert!(server.connect(role, "another", database).await.is_err(), "{role} comes in with any password");
        assert!(!server.log().contains(password), "the log holds the password of {role}");
    }
    let admin = server.pool("job_agent_admin", passwords[0].1, database).await;
    job_agent::db::migrate(&admin).await.unwrap();
    for (role, (_, password)) in ROLES.iter().zip(passwords).skip(1) {
        let pool = server.pool(role, password, database).await;
        assert_eq!(job_agent::db::excess_rights(&pool).await.unwrap(), None, "{role}");
        assert!(job_agent::db::is_at_head(&pool).await.unwrap(), "{role} sees which version it is");
        let deleting = sqlx::query("delete from run").execute(&pool).await;
        assert_eq!(deleting.is_ok(), *role == "job_agent_worker", "{role}");
        pool.close().await;
    }
    let excess = job_agent::db::excess_rights(&admin).await.unwrap();
    assert!(excess.is_some_and(|words| words.contains("job_agent_admin")));
    admin.close().await;
}

#[tokio::test]
async fn a_new_server_gets_roles_and_database_and_can_be_given_new_passwords() {
    let server = Server::bare().await;
    let script = "deploy/postgres/init-db-users.sh";
    let refused = server.run("bash", &[script], &FIRST[..2]);
    assert!(!refused.status.success() && text(&refused).contains("JOB_AGENT_WORKER_PASSWORD"), "{}", text(&refused));
    let mut connection = server.connect("postgres", &server.superuser, "postgres").await.unwrap();
    let made: i64 =
        sqlx::query_scalar("select count(*) from pg_roles where rolname like 'job_agent%'").fetch_one(&mut connection).await.unwrap();
    assert_eq!(made, 0, "something was made without passwords");
    for passwords in [FIRST, SECOND] {
        let output = server.run("bash", &[script], &passwords);
        assert!(output.status.success(), "{}", text(&output));
        check(&server, passwords, "job_agent").await;
    }
    server.embedded.shutdown().await.unwrap();
}

#[tokio::test]
async fn an_existing_database_is_handed_over_with_all_that_is_in_it() {
    let server = Server::bare().await;
    let mut connection = server.connect("postgres", &server.superuser, "postgres").await.unwrap();
    sqlx::raw_sql("create database old").execute(&mut connection).await.unwrap();
    let mut old = server.connect("postgres", &server.superuser, "old").await.unwrap();
    // Of the superuser, with an extension, as the older program's deployment made it.
    sqlx::raw_sql(AssertSqlSafe(format!("create extension pg_trgm; {PREDECESSOR}"))).execute(&mut old).await.unwrap();
    let script = ["-v", "ON_ERROR_STOP=1", "-q", "-d", "old", "-f", "deploy/postgres/grant-roles-existing-db.sql"];
    let refused = server.run("psql", &script, &FIRST[1..]);
    assert!(text(&refused).contains("JOB_AGENT_ADMIN_PASSWORD"), "{}", text(&refused));
    for _ in 0..2 {
        let output = server.run("psql", &script, &FIRST);
        assert!(output.status.success(), "{}", text(&output));
    }
    let foreign: Vec<String> = sqlx::query_scalar(
        "select oid::regclass::text from pg_class where relnamespace = 'public'::regnamespace and relowner <> 'job_agent_admin'::regrole
         union all select oid::regprocedure::text from pg_proc p where pronamespace = 'public'::regnamespace and proowner <> 'job_agent_admin'::regrole
             and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')",
    )
    .fetch_all(&mut old)
    .await
    .unwrap();
    assert!(foreign.is_empty(), "still somebody else's: {foreign:?}");
    let admin = server.pool("job_agent_admin", FIRST[0].1, "old").await;
    assert!(matches!(job_agent::db::baseline(&admin).await.unwrap(), job_agent::db::Baseline::SetAside(_)));
    check(&server, FIRST, "old").await;
    let report = job_agent::adoption::adopt(&job_agent::db::Db::new(admin.clone()), &job_agent::desk::SystemClock, false).await.unwrap();
    assert_eq!((report.people.adopted, report.runs.adopted), (4, 3));
    // And once more over what it is now.
    let output = server.run("psql", &script, &SECOND);
    assert!(output.status.success(), "{}", text(&output));
    check(&server, SECOND, "old").await;
    admin.close().await;
    server.embedded.shutdown().await.unwrap();
}
