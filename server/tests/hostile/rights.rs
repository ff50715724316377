//! What the three roles may do, asked of Postgres itself.

use crate::house::{Product, role_pool};
use job_agent::db;
use sqlx::{AssertSqlSafe, PgPool};

/// Insufficient privilege, and the wrong owner; Postgres has one code for both.
const REFUSED: &str = "42501";

/// The answer to a statement: its error code, or that it went through. What it did is undone.
async fn try_it(pool: &PgPool, statement: &str) -> Result<(), String> {
    let mut tx = pool.begin().await.unwrap();
    match sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(&mut *tx).await {
        Ok(_) => Ok(()),
        Err(cause) => Err(cause.as_database_error().and_then(|e| e.code()).map_or_else(|| cause.to_string(), Into::into)),
    }
}

/// Every table, with its schema: ours and the queue's.
async fn tables(admin: &PgPool) -> Vec<String> {
    let rows = sqlx::query_scalar(
        "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname in ('public', 'apalis') and c.relkind in ('r', 'p')",
    );
    rows.fetch_all(admin).await.unwrap()
}

#[sqlx::test(migrations = "../migrations")]
async fn the_web_deletes_nothing_and_changes_no_table(admin: PgPool) {
    let _product = Product::new(&admin).await;
    let web = role_pool(&admin, "job_agent_ui", 1).await;
    let tables = tables(&admin).await;
    assert!(tables.len() > 20 && tables.iter().any(|table| table.starts_with("apalis.")), "{tables:?}");
    for table in &tables {
        for statement in [
            format!("delete from {table}"),
            format!("truncate {table}"),
            format!("drop table {table}"),
            format!("alter table {table} disable row level security"),
            format!("alter table {table} add column mine int"),
            format!("create policy mine on {table} using (true)"),
            format!("create index on {table} ((1))"),
            format!("grant delete on {table} to job_agent_ui"),
        ] {
            let answer = try_it(&web, &statement).await;
            // A grant of what one does not have is a warning, or refused; both leave the right where it was.
            let granted = statement.starts_with("grant") && answer.is_ok();
            assert!(granted || answer == Err(REFUSED.into()), "{statement}: {answer:?}");
        }
        let (holds,): (bool,) = sqlx::query_as("select has_table_privilege('job_agent_ui', $1, 'DELETE, TRUNCATE, TRIGGER')")
            .bind(table)
            .fetch_one(&admin)
            .await
            .unwrap();
        assert!(!holds, "job_agent_ui holds a right on {table} that it must not have");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn neither_limited_role_defines_anything_not_even_for_a_moment(admin: PgPool) {
    for role in ["job_agent_ui", "job_agent_worker"] {
        let pool = role_pool(&admin, role, 1).await;
        for statement in [
            "create table mine (id int)",
            "create temporary table mine (id int)",
            "create temporary table \"user\" (id int)",
            "create temporary view mine as select 1",
            "create temporary sequence mine",
            "select 1 as id into temporary mine",
            "select 1 as id into mine",
            "create table mine as select 1 as id",
            "create unlogged table mine (id int)",
            "create view mine as select 1",
            "create sequence mine",
            "create type mine as (id int)",
            "create schema mine",
            "create role mine",
            "create extension hstore",
            "create function mine() returns int language sql as 'select 1'",
            "do $$ begin create temporary table mine (id int); end $$",
            "alter role job_agent_ui bypassrls",
            "set role job_agent_admin",
            "set session authorization job_agent_admin",
            "copy (select 1) to program 'true'",
        ] {
            assert_eq!(try_it(&pool, statement).await, Err(REFUSED.into()), "{role}: {statement}");
        }
    }
    // The same statements as the owner, so that a statement that is wrong in itself does not pass for a refused one.
    for statement in ["create table mine (id int)", "create temporary table mine (id int)", "select 1 as id into temporary mine"] {
        assert_eq!(try_it(&admin, statement).await, Ok(()), "{statement}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_role_that_may_make_tables_is_refused_at_the_start(admin: PgPool) {
    let web = role_pool(&admin, "job_agent_ui", 1).await;
    assert_eq!(db::excess_rights(&web).await.unwrap(), None);
    for (grant, revoke) in [
        ("grant create on schema public to job_agent_ui", "revoke create on schema public from job_agent_ui"),
        (
            "do $$ begin execute format('grant temporary on database %I to public', current_database()); end $$",
            "do $$ begin execute format('revoke temporary on database %I from public', current_database()); end $$",
        ),
    ] {
        sqlx::raw_sql(grant).execute(&admin).await.unwrap();
        let fault = db::excess_rights(&web).await.unwrap().unwrap();
        assert!(fault.contains("may make tables") && fault.contains("job-agent migrate"), "{fault}");
        sqlx::raw_sql(revoke).execute(&admin).await.unwrap();
    }
    assert_eq!(db::excess_rights(&web).await.unwrap(), None);
}

/// What of the catalogue would show one person's rows to another: a table with an owner whose row-level security is off,
/// not forced, or lacks a verb; and a view that reads with its owner's rights.
async fn open_doors(admin: &PgPool) -> Vec<String> {
    let rows = sqlx::query_scalar(
        r#"select c.relname::text from pg_class c
           where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
             and (c.relname = 'user'
                  or exists (select 1 from pg_attribute a where a.attrelid = c.oid and lower(a.attname) in ('user_id', 'userid'))
                  or exists (select 1 from pg_constraint k where k.conrelid = c.oid and k.confrelid = 'public.user'::regclass))
             and (not c.relrowsecurity or not c.relforcerowsecurity
                  or (select count(distinct polcmd) from pg_policy p where p.polrelid = c.oid and p.polcmd in ('r', 'a', 'w', 'd')) < 4)
           union all
           select c.relname::text from pg_class c
           where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm')
             and (c.relkind = 'm' or not coalesce(c.reloptions @> array['security_invoker=true'], false))
           order by 1"#,
    );
    rows.fetch_all(admin).await.unwrap()
}

#[sqlx::test(migrations = "../migrations")]
async fn every_table_with_an_owner_has_forced_row_level_security_and_a_policy_a_verb(admin: PgPool) {
    let _product = Product::new(&admin).await;
    assert_eq!(open_doors(&admin).await, Vec::<String>::new());
    // And the check itself sees what a forgetful migration would leave open.
    for (statement, seen) in [
        (r#"create table diary (id int, user_id uuid)"#, true),
        (r#"alter table diary enable row level security"#, true),
        (r#"create policy diary_all on diary for all using (user_id = (select app_user()))"#, true),
        (r#"drop policy diary_all on diary; call protect('diary')"#, false),
        (r#"alter table diary no force row level security"#, true),
        (r#"drop table diary; create table diary (id int, "userId" uuid)"#, true),
        (r#"drop table diary; create table diary (id int, owner uuid references "user" (id))"#, true),
        (r#"drop table diary; create view diary as select * from run"#, true),
        (r#"drop view diary; create view diary with (security_invoker = true) as select * from run"#, false),
    ] {
        sqlx::raw_sql(statement).execute(&admin).await.unwrap();
        assert_eq!(open_doors(&admin).await.contains(&"diary".to_owned()), seen, "after: {statement}");
    }
}

/// References between people's tables that do not say whose row they lead to, and tables that lead to one and have no owner.
async fn loose_references(admin: &PgPool) -> Vec<String> {
    let rows = sqlx::query_scalar(
        r#"with owned as (
               select a.attrelid as place, a.attnum as owner from pg_attribute a join pg_class c on c.oid = a.attrelid
               where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not a.attisdropped
                 and a.attname in ('user_id', 'userId'))
           select format('%s.%s', k.conrelid::regclass, k.conname) from pg_constraint k
           join owned there on there.place = k.confrelid
           left join owned here on here.place = k.conrelid
           where k.contype = 'f' and not coalesce(exists (
               select 1 from unnest(k.conkey, k.confkey) pair (from_column, to_column)
               where from_column = here.owner and to_column = there.owner), false)
           order by 1"#,
    );
    rows.fetch_all(admin).await.unwrap()
}

#[sqlx::test(migrations = "../migrations")]
async fn every_reference_between_peoples_rows_carries_the_owner(admin: PgPool) {
    let _product = Product::new(&admin).await;
    assert_eq!(loose_references(&admin).await, Vec::<String>::new());
    // And the check itself sees what a forgetful migration would leave loose.
    for (statement, seen) in [
        ("create table diary (id int, user_id uuid, run_id uuid references run (id))", true),
        ("drop table diary; create table diary (id int, run_id uuid references run (id))", true),
        (
            "drop table diary; create table diary (id int, user_id uuid, writer uuid, run_id uuid, foreign key (run_id, writer) references run (id, user_id))",
            true,
        ),
        (
            "drop table diary; create table diary (id int, user_id uuid, run_id uuid, foreign key (run_id, user_id) references run (id, user_id))",
            false,
        ),
    ] {
        sqlx::raw_sql(statement).execute(&admin).await.unwrap();
        let found = loose_references(&admin).await;
        assert_eq!(found.iter().any(|name| name.starts_with("diary.")), seen, "after: {statement}; {found:?}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_row_cannot_point_to_somebody_elses(admin: PgPool) {
    let product = Product::new(&admin).await;
    let (mara, other) = (product.member("mara@example.org").await, product.member("other@example.org").await);
    product.profiled(&mara).await;
    let hers: uuid::Uuid = sqlx::query_scalar("select id from run where user_id = $1 limit 1")
        .bind(mara.id().0)
        .fetch_one(&crate::house::superuser(&admin).await)
        .await
        .unwrap();
    // Even the owner of the schema, who could name any row.
    let mut tx = admin.begin().await.unwrap();
    sqlx::query("select set_config('app.user_id', $1, true)").bind(other.id().to_string()).execute(&mut *tx).await.unwrap();
    let pointing = sqlx::query("insert into job_search (id, user_id, name, criteria, last_run_id) values ($1, $2, 'mine', '{}', $3)");
    let refused = pointing.bind(uuid::Uuid::from_u128(1)).bind(other.id().0).bind(hers).execute(&mut *tx).await.unwrap_err();
    assert!(refused.as_database_error().is_some_and(|fault| fault.is_foreign_key_violation()), "{refused}");
}
