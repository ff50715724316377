//! A database that was there before its history of migrations: one of an older program, whose tables are set aside, or one of
//! ours that was restored without the history, which is written anew.

use super::schema::MIGRATOR;
use crate::error::{Error, Result};
use regex::Regex;
use sqlx::migrate::Migration;
use sqlx::{AssertSqlSafe, PgPool, Postgres, Transaction};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Where the tables of an older program lie. Neither the web nor the worker may look into it.
pub const PREDECESSOR: &str = "predecessor";

/// What was done.
#[derive(Debug, PartialEq, Eq)]
pub enum Baseline {
    /// The history is there already.
    There,
    /// So many migrations were found to have been made, and are noted as such.
    Marked(usize),
    /// These tables lie in the schema [`PREDECESSOR`] now.
    SetAside(Vec<String>),
}

/// Prepares a database that exists already, in one transaction. Migrate afterwards.
///
/// # Errors
/// `Conflict` in words where it is not clear what is in there; nothing is changed then.
pub async fn baseline(admin: &PgPool) -> Result<Baseline> {
    let mut tx = admin.begin().await?;
    if has_history(&mut tx).await? {
        return Ok(Baseline::There);
    }
    let tables = tables(&mut tx).await?;
    if tables.is_empty() {
        return Err(Error::Conflict("There is nothing to take over: the database is empty. Run `job-agent migrate` alone.".into()));
    }
    let ours = ["run_event", "matched_job", "rate_limit"].iter().any(|name| tables.iter().any(|table| table == name));
    let done = if ours { Baseline::Marked(mark(&mut tx).await?) } else { Baseline::SetAside(set_aside(&mut tx, tables).await?) };
    tx.commit().await?;
    Ok(done)
}

/// The tables that are there although no change was ever made here.
pub(super) async fn without_history(admin: &PgPool) -> Result<Vec<String>> {
    let mut tx = admin.begin().await?;
    if has_history(&mut tx).await? { Ok(Vec::new()) } else { tables(&mut tx).await }
}

async fn has_history(tx: &mut Transaction<'static, Postgres>) -> Result<bool> {
    Ok(sqlx::query_scalar("select to_regclass('public._sqlx_migrations') is not null").fetch_one(&mut **tx).await?)
}

async fn tables(tx: &mut Transaction<'static, Postgres>) -> Result<Vec<String>> {
    let tables = "select c.relname::text from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
          and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e') order by 1";
    Ok(sqlx::query_scalar(tables).fetch_all(&mut **tx).await?)
}

// ---- an older program ----

/// Everything in the schema `public` that no extension brought, with how it is moved. Sequences of a column move with it.
const TO_MOVE: &str = "
    with brought as (select objid from pg_depend where deptype = 'e')
    select format('%s %s', case relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence'
                                        when 'f' then 'foreign table' else 'table' end, oid::regclass), relowner
    from pg_class c where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S', 'f')
      and oid not in (select objid from brought)
      and not exists (select from pg_depend d where d.objid = c.oid and c.relkind = 'S' and d.deptype in ('a', 'i'))
    union all
    select format('type %s', t.oid::regtype), typowner from pg_type t left join pg_class c on c.oid = t.typrelid
    where typnamespace = 'public'::regnamespace and (typtype in ('e', 'd', 'r') or c.relkind = 'c') and t.oid not in (select objid from brought)
    union all
    select format('routine %s', p.oid::regprocedure), proowner from pg_proc p
    where pronamespace = 'public'::regnamespace and p.oid not in (select objid from brought)";

/// Moves what an older program left out of the way, as it is: nothing is lost, and it can be moved back.
async fn set_aside(tx: &mut Transaction<'static, Postgres>, tables: Vec<String>) -> Result<Vec<String>> {
    let taken: bool = sqlx::query_scalar("select to_regnamespace($1) is not null").bind(PREDECESSOR).fetch_one(&mut **tx).await?;
    if taken {
        let words =
            format!("There is a schema `{PREDECESSOR}` already, and tables beside it that are not ours. Rename one of the two first.");
        return Err(Error::Conflict(words));
    }
    let foreign = format!("select what from ({TO_MOVE}) found (what, owner) where not pg_has_role(owner, 'MEMBER')");
    let foreign: Vec<String> = sqlx::query_scalar(AssertSqlSafe(foreign)).fetch_all(&mut **tx).await?;
    if !foreign.is_empty() {
        return Err(Error::Conflict(format!(
            "These belong to another role, so they cannot be set aside: {}. Run deploy/postgres/grant-roles-existing-db.sql as a superuser, which hands them over.",
            foreign.join(", ")
        )));
    }
    let all: Vec<String> =
        sqlx::query_scalar(AssertSqlSafe(format!("select what from ({TO_MOVE}) found (what, owner)"))).fetch_all(&mut **tx).await?;
    let make = format!("set local lock_timeout = '10s'; create schema {PREDECESSOR}; revoke all on schema {PREDECESSOR} from public");
    sqlx::raw_sql(AssertSqlSafe(make)).execute(&mut **tx).await?;
    for what in all {
        // The names come quoted from the catalogue.
        sqlx::raw_sql(AssertSqlSafe(format!("alter {what} set schema {PREDECESSOR}"))).execute(&mut **tx).await?;
    }
    Ok(tables)
}

// ---- our own tables without their history ----

/// What a migration makes and no later one takes away.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Made {
    Relation(String),
    Column(String, String),
    Routine(String),
}

/// Notes the migrations that were made: all up to the last one whose tables, columns, indexes and functions are there.
async fn mark(tx: &mut Transaction<'static, Postgres>) -> Result<usize> {
    let there = catalogue(tx).await?;
    let migrations: Vec<&Migration> = MIGRATOR.iter().collect();
    let made = made_by(&migrations);
    let whole = |version: &i64| made.get(version).is_some_and(|made| made.iter().all(|one| there.contains(one)));
    let begun = |version: &i64| made.get(version).is_some_and(|made| made.iter().any(|one| there.contains(one)));
    let last = migrations.iter().rposition(|migration| begun(&migration.version));
    let noted = &migrations[..last.map_or(0, |last| last + 1)];
    if let Some(partly) = noted.iter().find(|migration| made.contains_key(&migration.version) && !whole(&migration.version)) {
        let missing: Vec<String> = made[&partly.version].iter().filter(|one| !there.contains(one)).map(|one| format!("{one:?}")).collect();
        return Err(Error::Conflict(format!(
            "This is the schema of no version: of {} ({}) this is missing: {}. Restore the database as it was saved.",
            partly.version,
            partly.description,
            missing.join(", ")
        )));
    }
    // As the library makes it.
    sqlx::raw_sql(
        "create table _sqlx_migrations (version bigint primary key, description text not null, installed_on timestamptz not null default now(),
             success boolean not null, checksum bytea not null, execution_time bigint not null)",
    )
    .execute(&mut **tx)
    .await?;
    for migration in noted {
        sqlx::query("insert into _sqlx_migrations (version, description, success, checksum, execution_time) values ($1, $2, true, $3, 0)")
            .bind(migration.version)
            .bind(migration.description.as_ref())
            .bind(migration.checksum.as_ref())
            .execute(&mut **tx)
            .await?;
    }
    Ok(noted.len())
}

async fn catalogue(tx: &mut Transaction<'static, Postgres>) -> Result<HashSet<Made>> {
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "select 'relation', relname::text, '' from pg_class where relnamespace = 'public'::regnamespace
         union all
         select 'column', c.relname::text, a.attname::text from pg_attribute a join pg_class c on c.oid = a.attrelid
         where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
         union all
         select 'routine', proname::text, '' from pg_proc where pronamespace = 'public'::regnamespace",
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(kind, name, column)| match kind.as_str() {
            "relation" => Made::Relation(name),
            "column" => Made::Column(name, column),
            _ => Made::Routine(name),
        })
        .collect())
}

/// What each migration makes, read from its text; what is taken away or made anew later counts for the one that made it last.
fn made_by(migrations: &[&Migration]) -> BTreeMap<i64, BTreeSet<Made>> {
    let mut owner: BTreeMap<Made, i64> = BTreeMap::new();
    for migration in migrations {
        for (is_made, one) in read(migration.sql.as_str()) {
            if is_made {
                owner.insert(one, migration.version)
            } else {
                owner.remove(&one)
            };
        }
    }
    let mut made: BTreeMap<i64, BTreeSet<Made>> = BTreeMap::new();
    for (one, version) in owner {
        made.entry(version).or_default().insert(one);
    }
    made
}

/// In their order: what the statements of a migration make (true) and take away (false).
fn read(sql: &str) -> Vec<(bool, Made)> {
    const WORDS: &str = r#"(?im)^\s*(create|drop)\s+(?:unique\s+)?(table|index|function|procedure)\s+(?:if (?:not )?exists\s+)?"?(\w+)"?|^alter table\s+"?(\w+)"?([^;]*);"#;
    const COLUMN: &str = r#"(?i)\b(add|drop) column\s+"?(\w+)"?"#;
    let (Ok(words), Ok(column)) = (Regex::new(WORDS), Regex::new(COLUMN)) else { return Vec::new() };
    let plain: Vec<&str> = sql.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
    let mut found = Vec::new();
    for one in words.captures_iter(&plain.join("\n")) {
        let part = |number: usize| one.get(number).map(|part| part.as_str().to_owned());
        match (part(1), part(2), part(3), part(4)) {
            (Some(verb), Some(kind), Some(name), _) => {
                let routine = matches!(kind.to_lowercase().as_str(), "function" | "procedure");
                found.push((verb.eq_ignore_ascii_case("create"), if routine { Made::Routine(name) } else { Made::Relation(name) }));
            }
            (.., Some(table)) => {
                for change in column.captures_iter(&part(5).unwrap_or_default()) {
                    found.push((change[1].eq_ignore_ascii_case("add"), Made::Column(table.clone(), change[2].to_owned())));
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{MIGRATOR, Made, made_by, read};

    #[test]
    fn what_a_migration_makes_and_takes_away_is_read_from_its_words() {
        let sql = "-- create table never (id int);\ncreate table \"user\" (id int);\ncreate unique index one on run (id);\n\
            alter table run\n    add column a int,\n    drop column b;\ndrop index run_live;\ncreate function f() returns int language sql as $$ select 1 $$;";
        let relation = |name: &str| Made::Relation(name.into());
        let column = |name: &str| Made::Column("run".into(), name.into());
        let expected = [
            (true, relation("user")),
            (true, relation("one")),
            (true, column("a")),
            (false, column("b")),
            (false, relation("run_live")),
            (true, Made::Routine("f".into())),
        ];
        assert_eq!(read(sql), expected);
    }

    #[test]
    fn every_table_of_ours_is_found_in_the_migrations() {
        let migrations: Vec<_> = MIGRATOR.iter().collect();
        let made = made_by(&migrations);
        let all: Vec<&Made> = made.values().flatten().collect();
        for name in ["user", "run", "matched_job", "api_key", "adopted"] {
            assert!(all.contains(&&Made::Relation(name.into())), "{name}");
        }
        assert!(!all.contains(&&Made::Relation("run_live".into())), "it was taken away later");
    }
}
