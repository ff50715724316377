//! Secrets where they do not belong: each kind offered to every door of another, and everything that stands in the database
//! offered to all of them.

use crate::accounts::{reset_token, tokens};
use crate::house::{Product, password, superuser};
use job_agent::account::{self, Again, Member, NewKey, Scope};
use regex::Regex;
use secrecy::{ExposeSecret, SecretString};
use sqlx::PgPool;
use std::collections::BTreeSet;

/// What a value could be taken for.
const DOORS: [&str; 5] = ["session", "key", "reset", "verification", "deletion"];

/// Whether a door opens for a value. The first three leave it as it is; the others use it up.
async fn opens(product: &Product, member: &Member, door: &str, value: &str) -> bool {
    let desk = &product.web.desk;
    let secret = || SecretString::from(value.to_owned());
    match door {
        "session" => account::member(desk, &secret()).await.unwrap().is_some(),
        "key" => account::member_by_key(desk, &secret()).await.unwrap().is_some(),
        "reset" => account::reset_is_possible(desk, value).await.unwrap(),
        "verification" => account::prove_address(desk, None, value).await.is_ok(),
        _ => account::confirm_deletion(desk, member, value).await.is_ok(),
    }
}

/// One secret of each kind, in the order of [`DOORS`], and what only looks like one.
async fn one_of_each(product: &Product) -> (Member, [String; 5]) {
    let desk = &product.web.desk;
    let (member, cookie) = product.member_with_cookie("mara@example.org").await;
    let new = NewKey { name: "script".into(), scopes: vec![Scope::Read, Scope::Write], days: None };
    let key = account::create_key(desk, &member, &new, Again::FreshSession, None).await.unwrap();
    account::request_deletion(desk, &member, Some(password()), None).await.unwrap();
    let reset = reset_token(product, "mara@example.org").await;
    let verify = tokens(product, "mara@example.org", "/verify-email?token=").await.remove(0);
    let delete = tokens(product, "mara@example.org", "/settings/account/delete?token=").await.remove(0);
    (member, [cookie.expose_secret().to_owned(), key.expose_secret().to_owned(), reset, verify, delete])
}

#[sqlx::test(migrations = "../migrations")]
async fn a_secret_opens_its_own_door_and_no_other(admin: PgPool) {
    let product = Product::new(&admin).await;
    let (member, secrets) = one_of_each(&product).await;
    for (kind, secret) in DOORS.iter().zip(&secrets) {
        for door in DOORS.iter().filter(|door| *door != kind) {
            assert!(!opens(&product, &member, door, secret).await, "a secret for {kind} was taken for {door}");
        }
    }
    // And ids are no secrets.
    for id in [member.session().to_string(), member.id().to_string()] {
        for door in DOORS {
            assert!(!opens(&product, &member, door, &id).await, "an id was taken for {door}");
        }
    }
    for (door, secret) in DOORS.iter().zip(&secrets) {
        assert!(opens(&product, &member, door, secret).await, "{door} does not open for its own");
    }
}

/// Everything in the database that could be a secret, or hold one.
async fn dump(admin: &PgPool) -> String {
    let all = superuser(admin).await;
    let tables: Vec<String> = sqlx::query_scalar(
        "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname in ('public', 'apalis') and c.relkind in ('r', 'p')",
    )
    .fetch_all(&all)
    .await
    .unwrap();
    let mut text = String::new();
    for table in tables {
        let rows = format!("select coalesce(string_agg(to_jsonb(t)::text, ' '), '') from {table} t");
        text += &sqlx::query_scalar::<_, String>(sqlx::AssertSqlSafe(rows)).fetch_one(&all).await.unwrap();
    }
    // The queue keeps its messages as bytes.
    let messages = "select coalesce(string_agg(convert_from(job, 'UTF8'), ' '), '') from apalis.jobs";
    text + &sqlx::query_scalar::<_, String>(messages).fetch_one(&all).await.unwrap()
}

#[sqlx::test(migrations = "../migrations")]
async fn no_value_of_a_dump_opens_anything(admin: PgPool) {
    let product = Product::new(&admin).await;
    let (member, secrets) = one_of_each(&product).await;
    let dumped = dump(&admin).await;
    for (kind, secret) in DOORS.iter().zip(&secrets) {
        assert!(!dumped.contains(secret.as_str()), "a secret for {kind} is kept as it is");
    }
    let value = Regex::new(r"[A-Za-z0-9_.:$/+=,-]{16,}").unwrap();
    let values: BTreeSet<&str> = value.find_iter(&dumped).map(|found| found.as_str()).collect();
    assert!(values.len() > 30, "there is little to try: {values:?}");
    for value in values {
        for door in DOORS {
            assert!(!opens(&product, &member, door, value).await, "{value} stands in the database and opens {door}");
        }
    }
}
