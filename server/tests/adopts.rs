//! An existing database: set aside and taken over, or ours without its history. The fixture is `adoption/predecessor.sql`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod house;

use house::{Product, superuser};
use job_agent::account::{self, SeenFrom};
use job_agent::adoption::{self, Count, Report};
use job_agent::db::{self, Baseline, Db};
use job_agent::desk::SystemClock;
use job_agent::error::Error;
use job_agent::id::UserId;
use job_agent::profile;
use job_agent::run::{self, Kind, Status};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, PgPool};
use std::process::{Command, Output};

const PREDECESSOR: &str = include_str!("adoption/predecessor.sql");
const MARA: &str = "mara@example.org";

async fn predecessor(admin: &PgPool) {
    sqlx::raw_sql(PREDECESSOR).execute(admin).await.unwrap();
}

async fn taken_over(admin: &PgPool) {
    predecessor(admin).await;
    assert!(matches!(db::baseline(admin).await.unwrap(), Baseline::SetAside(_)));
    db::migrate(admin).await.unwrap();
}

async fn adopt(admin: &PgPool, rehearsal: bool) -> Report {
    adoption::adopt(&Db::new(admin.clone()), &SystemClock, rehearsal).await.unwrap()
}

/// All rows of all tables of ours.
async fn everything(admin: &PgPool) -> String {
    let all = superuser(admin).await;
    let tables: Vec<String> = sqlx::query_scalar(
        "select oid::regclass::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1",
    )
    .fetch_all(&all)
    .await
    .unwrap();
    let mut text = String::new();
    for table in tables {
        let rows = format!("select coalesce(string_agg(t::text, '|' order by t::text), '') from {table} t");
        text += &format!("{table}: {}\n", sqlx::query_scalar::<_, String>(AssertSqlSafe(rows)).fetch_one(&all).await.unwrap());
    }
    text
}

async fn row(admin: &PgPool, statement: &'static str) -> Value {
    sqlx::query_scalar(statement).fetch_one(&superuser(admin).await).await.unwrap()
}

async fn id_of(admin: &PgPool, email: &str) -> UserId {
    let id = sqlx::query_scalar(r#"select id from "user" where email = $1"#).bind(email);
    UserId(id.fetch_one(&superuser(admin).await).await.unwrap())
}

#[sqlx::test(migrations = false)]
async fn an_older_programs_tables_are_set_aside_whole_and_out_of_reach(admin: PgPool) {
    predecessor(&admin).await;
    let Baseline::SetAside(tables) = db::baseline(&admin).await.unwrap() else { panic!("it was taken for ours") };
    assert_eq!(tables.len(), 10, "{tables:?}");
    let left = "select count(*) from pg_class c where relnamespace = 'public'::regnamespace and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')";
    assert_eq!(sqlx::query_scalar::<_, i64>(left).fetch_one(&admin).await.unwrap(), 0, "something stays in the way");
    let views = "select (select count(*) from predecessor.active_profiles) + (select count(*) from predecessor.runs)";
    assert_eq!(sqlx::query_scalar::<_, i64>(views).fetch_one(&admin).await.unwrap(), 8, "views and rows come along");
    db::migrate(&admin).await.unwrap();
    assert!(db::is_at_head(&admin).await.unwrap());
    assert_eq!(db::baseline(&admin).await.unwrap(), Baseline::There, "again it does nothing");
    for role in ["job_agent_ui", "job_agent_worker"] {
        let limited = house::role_pool(&admin, role, 1).await;
        assert!(sqlx::query("select 1 from predecessor.\"user\"").execute(&limited).await.is_err(), "{role} may look into it");
        assert!(sqlx::query("select 1 from adopted").execute(&limited).await.is_err(), "{role} may look into what was adopted");
    }
}

#[sqlx::test(migrations = false)]
async fn a_rehearsal_counts_what_an_adoption_does_and_changes_nothing(admin: PgPool) {
    taken_over(&admin).await;
    let before = everything(&admin).await;
    let rehearsed = adopt(&admin, true).await;
    assert_eq!(everything(&admin).await, before, "a rehearsal changed something");
    let done = adopt(&admin, false).await;
    assert_eq!(rehearsed, done);
    assert_eq!(done.people, Count { found: 8, adopted: 4, already: 0, joined: 1 });
    assert_eq!(done.profiles, Count { found: 4, adopted: 2, already: 0, joined: 1 });
    assert_eq!(done.ways_in, Count { found: 5, adopted: 2, already: 0, joined: 0 });
    assert_eq!(done.runs, Count { found: 6, adopted: 3, already: 0, joined: 0 });
    assert_eq!(done.executions, Count { found: 4, adopted: 1, already: 0, joined: 2 });
    assert_eq!(done.forgotten, 2);
    for (table, id, words) in [
        ("user", "cknone00000000000000000004", "\"not an address\" is none that mail reaches"),
        ("user", "cktwin00000000000000000005", "one address is one person"),
        ("users", "3", "no e-mail address"),
        ("account", "a3", "reset by mail"),
        ("account", "a4", "\"github\" are not taken over"),
        ("account", "a5", "nobody who was adopted"),
        ("user_profiles", "0198f000-0000-7000-8000-0000000000b4", "nobody who was adopted"),
        ("runs", "0198f000-0000-7000-8000-0000000000c4", "nobody who was adopted"),
        ("runs", "0198f000-0000-7000-8000-0000000000c5", "\"knitting\""),
        ("runs", "0198f000-0000-7000-8000-0000000000c6", "\"sideways\""),
        ("workflow_executions", "4", "nobody who was adopted"),
    ] {
        let told = done.left_out.iter().any(|left| left.table == table && left.id == id && left.why.contains(words));
        assert!(told, "{table} {id}: {:#?}", done.left_out);
    }
    let counts = [&done.people, &done.profiles, &done.ways_in, &done.runs, &done.executions];
    assert_eq!(counts.iter().map(|count| count.left_out()).sum::<usize>(), done.left_out.len(), "every row is accounted for");
}

#[sqlx::test(migrations = false)]
async fn people_and_runs_are_the_same_afterwards(admin: PgPool) {
    taken_over(&admin).await;
    adopt(&admin, false).await;
    let mara = row(&admin, r#"select to_jsonb(u) from "user" u where email = 'mara@example.org'"#).await;
    for (column, value) in [
        ("name", json!("Mara Lindqvist")),
        ("emailVerified", json!(true)),
        ("location", json!("Berlin")),
        ("work_mode", json!("on_site")),
        ("basic_info", json!("I write Rust.")),
        ("profile_text", json!("A backend engineer.")),
        ("source_pdfs", json!([{ "name": "cv.pdf" }])),
        ("suggested_job_titles", json!([{ "title": "Backend Engineer", "facts": [] }, { "title": "Rust Engineer", "facts": [] }])),
        ("references", json!(["Grace"])),
        ("demo_mode_status", json!("enabled")),
        ("role", json!("member")),
    ] {
        assert_eq!(mara[column], value, "{column}");
    }
    assert!(
        mara["createdAt"].as_str().unwrap().starts_with("2025-01-02")
            && mara["last_used_at"].as_str().unwrap().starts_with("2025-06-01T10:00")
    );
    let others = row(&admin, r#"select jsonb_object_agg(email, jsonb_build_array(name, demo_mode_status, work_mode, suggested_job_titles->0->>'title')) from "user" where email <> 'mara@example.org' and email not like 'house@%'"#).await;
    let expected = json!({
        "grace@example.org": ["Grace Hopper", "disabled", null, null],
        "old@example.org": ["Old Form", "disabled", null, null],
        "ada@example.org": ["ada", "enabled", "remote", "Analyst"],
    });
    assert_eq!(others, expected);
    let google = row(&admin, r#"select jsonb_build_array(u.email, a.issuer, a."accountId") from account a join "user" u on u.id = a."userId" where a."providerId" = 'google'"#).await;
    assert_eq!(google, json!(["grace@example.org", "https://accounts.google.com", "110000000000000000001"]));

    let product = Product::new(&admin).await;
    let runs = run::list(&product.web.desk, id_of(&admin, MARA).await, 10).await.unwrap();
    let seen: Vec<_> = runs.iter().map(|run| (run.kind, run.status, run.created_at.date_naive().to_string())).collect();
    // The second run is of the profile that joined hers.
    let expected = [
        (Kind::JobSearch, Status::Failed, "2025-03-02".to_owned()),
        (Kind::Delivery, Status::Completed, "2025-03-01".to_owned()),
        (Kind::JobSearch, Status::Completed, "2025-03-01".to_owned()),
    ];
    assert_eq!(seen, expected);
    assert!(runs[0].error_message.as_deref().is_some_and(|words| words.contains("no reason was kept")));
    let tasks = row(&admin, "select jsonb_object_agg(coalesce(task_id, '-'), jsonb_build_array(kind, output, delivery_triggered)) from run where kind <> 'retention'").await;
    assert_eq!(tasks["task-1-last"], json!(["job_search", { "matches": 12 }, true]));
    assert_eq!(tasks["task-2"], json!(["delivery", { "sent": 1 }, false]));
    let ada = run::list(&product.web.desk, id_of(&admin, "ada@example.org").await, 10).await.unwrap();
    assert_eq!(
        (ada[0].status, ada[0].message.as_deref()),
        (Status::Cancelled, Some("It had not finished when this program took over. Start it again."))
    );
}

#[sqlx::test(migrations = false)]
async fn after_an_adoption_people_sign_in_with_the_old_password_and_go_on(admin: PgPool) {
    taken_over(&admin).await;
    adopt(&admin, false).await;
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    let try_it = async |email: &str, password: &str| {
        account::sign_in(desk, &SeenFrom::default(), email, password.to_owned().into(), true).await.is_ok()
    };
    assert!(!try_it(MARA, "correct horse battery").await);
    assert!(try_it(MARA, "correct horse staple").await);
    let kept = row(&admin, r#"select to_jsonb(password) from account where password is not null"#).await;
    assert!(kept.as_str().unwrap().starts_with("$argon2id$"), "the old hash is gone: {kept}");
    assert!(try_it(MARA, "correct horse staple").await, "and again, with the new hash");
    assert!(!try_it("old@example.org", "anything at all").await && !try_it("ada@example.org", "anything at all").await);
    // Whoever has no password that can be checked gets one by mail.
    account::request_reset(desk, &SeenFrom::default(), "old@example.org", None).await.unwrap();
    product.work().await;
    assert!(product.outbox().iter().any(|mail| mail.to == "old@example.org"));
    let stored: Vec<String> = sqlx::query_scalar("select t::text from session t").fetch_all(&superuser(&admin).await).await.unwrap();
    assert!(stored.iter().all(|row| !row.contains("a-token-kept-as-it-is")), "an old session was taken over");
}

#[sqlx::test(migrations = false)]
async fn again_it_changes_nothing_and_brings_nobody_back_who_left(admin: PgPool) {
    taken_over(&admin).await;
    adopt(&admin, false).await;
    let product = Product::new(&admin).await;
    let all = superuser(&admin).await;
    // Since then Mara moved, and Ada left.
    sqlx::raw_sql(r#"update "user" set location = 'Malmo', email = 'mara@new.example.org' where email = 'mara@example.org'; delete from "user" where email = 'ada@example.org'"#)
        .execute(&all)
        .await
        .unwrap();
    let before = everything(&admin).await;
    let again = adopt(&admin, false).await;
    assert_eq!(everything(&admin).await, before, "a second adoption changed something");
    assert_eq!((again.people.adopted, again.people.already, again.runs.adopted, again.executions.adopted), (0, 4, 0, 0));
    // What came since in the old tables, and only that, comes along.
    sqlx::raw_sql("insert into predecessor.runs (id, user_profile_id, kind, status, created_at) values ('0198f000-0000-7000-8000-0000000000c9', '0198f000-0000-7000-8000-0000000000b1', 'profiling', 'done', now())")
        .execute(&admin)
        .await
        .unwrap();
    let more = adopt(&admin, false).await;
    assert_eq!((more.people.adopted, more.runs.adopted), (0, 1));
    assert_eq!(run::list(&product.web.desk, id_of(&admin, "mara@new.example.org").await, 10).await.unwrap().len(), 4);
}

#[sqlx::test(migrations = false)]
async fn somebody_who_signed_up_here_first_is_not_taken_over(admin: PgPool) {
    taken_over(&admin).await;
    let product = Product::new(&admin).await;
    let member = product.member(MARA).await;
    let report = adopt(&admin, false).await;
    let told = report.left_out.iter().find(|left| left.id == "ckmara00000000000000000001").unwrap();
    assert!(told.why.contains("signed up here as mara@example.org"), "{told:?}");
    assert!(run::list(&product.web.desk, member.id(), 10).await.unwrap().iter().all(|run| run.kind == Kind::AccountMail));
    assert!(profile::profile(&product.web.desk, &member).await.unwrap().about.location.is_empty());
    let counts = [&report.people, &report.profiles, &report.ways_in, &report.runs, &report.executions];
    assert_eq!(
        counts.iter().map(|count| count.left_out()).sum::<usize>(),
        report.left_out.len(),
        "every row is accounted for: {report:#?}"
    );
}

#[sqlx::test(migrations = false)]
async fn what_cannot_be_taken_over_is_said_and_left_alone(admin: PgPool) {
    let words = |result: Result<Baseline, Error>| result.unwrap_err().to_string();
    assert!(words(db::baseline(&admin).await).contains("the database is empty"));
    // Tables of another role.
    sqlx::raw_sql("create table diary (id int); alter table diary owner to postgres").execute(&superuser(&admin).await).await.unwrap();
    let foreign = words(db::baseline(&admin).await);
    assert!(foreign.contains("table diary") && foreign.contains("grant-roles-existing-db.sql"), "{foreign}");
    sqlx::raw_sql("drop table diary").execute(&superuser(&admin).await).await.unwrap();
    db::migrate(&admin).await.unwrap();
    let nothing = adoption::adopt(&Db::new(admin.clone()), &SystemClock, true).await.unwrap_err().to_string();
    assert!(nothing.contains("migrate --baseline"), "{nothing}");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_database_of_ours_that_lost_its_history_gets_it_back(admin: PgPool) {
    let _product = Product::new(&admin).await;
    let history =
        "select jsonb_agg(jsonb_build_array(version, description, encode(checksum, 'hex')) order by version) from _sqlx_migrations";
    let before = row(&admin, history).await;
    sqlx::raw_sql("drop table _sqlx_migrations").execute(&admin).await.unwrap();
    let Baseline::Marked(count) = db::baseline(&admin).await.unwrap() else { panic!("it was not taken for ours") };
    assert!(count > 10);
    db::migrate(&admin).await.unwrap();
    assert_eq!(row(&admin, history).await, before);
    // One that is not whole is of no version, and nothing is noted.
    sqlx::raw_sql("drop table _sqlx_migrations; alter table run drop column quarantined_at").execute(&admin).await.unwrap();
    let words = db::baseline(&admin).await.unwrap_err().to_string();
    assert!(words.contains("schema of no version") && words.contains("quarantined_at"), "{words}");
    assert!(!db::is_at_head(&admin).await.unwrap_or(false));
}

// ---- the program ----

fn program(admin: &PgPool, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_job-agent"));
    command.args(words).env_clear().env("ADMIN_DATABASE_URL", house::role_url(admin, "job_agent_admin"));
    command.env("DATABASE_URL", house::role_url(admin, "job_agent_ui")).output().unwrap()
}

#[sqlx::test(migrations = false)]
async fn the_commands_take_a_deployment_over_step_by_step(admin: PgPool) {
    predecessor(&admin).await;
    let said = |words: &[&str]| {
        let output = program(&admin, words);
        let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.success(), text)
    };
    let (went_well, text) = said(&["adopt", "--dry-run"]);
    assert!(!went_well && text.contains("migrate --baseline"), "{text}");
    let (went_well, text) = said(&["migrate"]);
    assert!(!went_well, "migrating over somebody else's tables went well: {text}");
    let (went_well, text) = said(&["migrate", "--baseline"]);
    assert!(went_well && text.contains("predecessor") && text.contains("workflow_executions"), "{text}");
    let (went_well, text) = said(&["adopt", "--dry-run"]);
    assert!(went_well && text.contains("nothing was changed") && text.contains("knitting"), "{text}");
    let (went_well, first) = said(&["adopt"]);
    assert!(went_well && first.contains("people                     8       4       0       1        3"), "{first}");
    let (went_well, again) = said(&["adopt"]);
    assert!(went_well && again.contains("people                     8       0       4       1        3"), "{again}");
    let (went_well, text) = said(&["migrate", "--check"]);
    assert!(went_well, "{text}");
}
