//! What others got wrong with accounts: tokens that work twice or for something else, sessions that outlive what should
//! have ended them, answers that tell who is here, links that lead elsewhere, and what stays of somebody who left.

use crate::house::{Product, password, superuser};
use crate::web::{Site, reply};
use job_agent::account::{self, Again, Member, NewKey, Scope, SeenFrom};
use job_agent::data;
use job_agent::desk::Desk;
use job_agent::error::Error;
use reqwest::Method;
use secrecy::SecretString;
use serde_json::{Value, json};
use sqlx::PgPool;

fn secret(text: &str) -> SecretString {
    text.to_owned().into()
}

/// The tokens of the mails to an address, by what stands before them in the link.
pub async fn tokens(product: &Product, email: &str, before: &str) -> Vec<String> {
    product.work().await;
    let mut mails: Vec<_> = product.outbox().into_iter().filter(|mail| mail.to == email).collect();
    mails.sort_by(|a, b| a.at.cmp(&b.at));
    let token = |text: &str| {
        let rest = text.split(before).nth(1)?;
        Some(rest.chars().take_while(char::is_ascii_hexdigit).collect::<String>())
    };
    mails.iter().filter_map(|mail| token(&mail.text)).collect()
}

pub async fn reset_token(product: &Product, email: &str) -> String {
    account::request_reset(&product.web.desk, &SeenFrom::default(), email, None).await.unwrap();
    tokens(product, email, "/reset-password?token=").await.pop().unwrap()
}

async fn is_unusable(result: impl Future<Output = Result<(), Error>>) -> bool {
    result.await.is_err_and(|error| error.code() == Some("INVALID_TOKEN"))
}

async fn reset(desk: &Desk, token: &str, new: &str) -> Result<(), Error> {
    account::reset_password(desk, &SeenFrom::default(), token, secret(new)).await
}

async fn prove(desk: &Desk, token: &str) -> Result<(), Error> {
    account::prove_address(desk, None, token).await.map(drop)
}

#[sqlx::test(migrations = "../migrations")]
async fn of_fifty_who_redeem_one_token_at_once_one_wins(admin: PgPool) {
    let product = Product::with(&admin, &[], 8).await;
    product.member("mara@example.org").await;
    let token = reset_token(&product, "mara@example.org").await;
    let tries = (0..50).map(|number| {
        let (desk, token) = (product.web.desk.clone(), token.clone());
        // Each from an address of its own, so that no limit decides.
        let from = SeenFrom { ip: Some(std::net::Ipv4Addr::new(10, 0, 0, number).into()), ..SeenFrom::default() };
        tokio::spawn(async move { account::reset_password(&desk, &from, &token, secret(&format!("long password {number}"))).await })
    });
    let mut won = 0;
    for one in tries.collect::<Vec<_>>() {
        won += usize::from(one.await.unwrap().is_ok());
    }
    assert_eq!(won, 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_token_of_one_kind_is_none_of_another(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    let member = product.member("mara@example.org").await;
    account::change_email(desk, &member, "new@example.org", password(), None).await.unwrap();
    account::request_deletion(desk, &member, Some(password()), None).await.unwrap();
    let reset_one = reset_token(&product, "mara@example.org").await;
    let verify = tokens(&product, "mara@example.org", "/verify-email?token=").await.remove(0);
    let change = tokens(&product, "new@example.org", "/verify-email?token=").await.remove(0);
    let delete = tokens(&product, "mara@example.org", "/settings/account/delete?token=").await.remove(0);
    for token in [&verify, &change, &delete] {
        assert!(is_unusable(reset(desk, token, "another long password")).await, "a reset took another token");
    }
    for token in [&reset_one, &delete] {
        assert!(is_unusable(prove(desk, token)).await, "a verification took another token");
    }
    for token in [&reset_one, &verify, &change] {
        assert!(is_unusable(account::confirm_deletion(desk, &member, token)).await, "a deletion took another token");
    }
    let somebody = product.member("grace@example.org").await;
    assert!(is_unusable(account::confirm_deletion(desk, &somebody, &delete)).await, "somebody else's link");
    // And each still does what it was made for.
    prove(desk, &verify).await.unwrap();
    reset(desk, &reset_one, "another long password").await.unwrap();
}

#[sqlx::test(migrations = "../migrations")]
async fn a_reset_revokes_keys_and_voids_links_of_whoever_had_the_old_password(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    let (member, other) = (product.member("mara@example.org").await, product.member("grace@example.org").await);
    let new = NewKey { name: "script".into(), scopes: vec![Scope::Read], days: None };
    let make = async |member: &Member| account::create_key(desk, member, &new, Again::FreshSession, None).await.unwrap();
    let comes_in = async |key: &SecretString| account::member_by_key(desk, key).await.unwrap().is_some();
    let leads_away = async || {
        account::change_email(desk, &member, "mallory@evil.example", password(), None).await.unwrap();
        product.work().await;
        tokens(&product, "mallory@evil.example", "/verify-email?token=").await.pop().unwrap()
    };
    let (first, second, theirs) = (make(&member).await, make(&member).await, make(&other).await);
    let away = leads_away().await;
    account::change_password(desk, &member, &SeenFrom::default(), password(), password(), false).await.unwrap();
    assert!(is_unusable(prove(desk, &away)).await, "it was asked for before the change");
    assert!(comes_in(&first).await && comes_in(&second).await, "whoever changes a password sees the keys");

    let token = reset_token(&product, "mara@example.org").await;
    leads_away().await;
    let links = tokens(&product, "mallory@evil.example", "/verify-email?token=").await;
    reset(desk, &token, "another long password").await.unwrap();
    assert_eq!(links.len(), 2);
    for link in links {
        assert!(is_unusable(prove(desk, &link)).await, "it was asked for before the reset");
    }
    assert!(!comes_in(&first).await && !comes_in(&second).await);
    assert!(comes_in(&theirs).await, "somebody else's key");
    assert!(account::keys(desk, &member).await.unwrap().is_empty());
    product.work().await;
    let mail = product.outbox().into_iter().find(|mail| mail.subject == "Your password was reset").unwrap();
    assert!(mail.text.contains("2 API keys were revoked") && mail.text.contains("none is trusted"), "{}", mail.text);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_reset_and_a_changed_password_end_what_was_open(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    let (member, first) = product.member_with_cookie("mara@example.org").await;
    let second = account::sign_in(desk, &SeenFrom::default(), "mara@example.org", password(), true).await.unwrap().session().unwrap();
    let stale = reset_token(&product, "mara@example.org").await;
    let opened = account::change_password(desk, &member, &SeenFrom::default(), password(), secret("another long password"), true).await;
    let opened = opened.unwrap().unwrap();
    for ended in [&first, &second.cookie] {
        assert!(account::member(desk, ended).await.unwrap().is_none());
    }
    assert!(account::member(desk, &opened.cookie).await.unwrap().is_some(), "this browser goes on with a new session");
    assert!(is_unusable(reset(desk, &stale, "a third long password")).await, "a link from before the change");
    let token = reset_token(&product, "mara@example.org").await;
    reset(desk, &token, "a third long password").await.unwrap();
    assert!(account::member(desk, &opened.cookie).await.unwrap().is_none());
    assert!(account::sign_in(desk, &SeenFrom::default(), "mara@example.org", secret("a third long password"), true).await.is_ok());
}

#[sqlx::test(migrations = "../migrations")]
async fn a_link_for_another_address_does_nothing_in_somebody_elses_browser(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    let mara = product.member("mara@example.org").await;
    let grace = product.member("grace@example.org").await;
    account::change_email(desk, &mara, "new@example.org", password(), None).await.unwrap();
    let token = tokens(&product, "new@example.org", "/verify-email?token=").await.remove(0);
    let refused = account::prove_address(desk, Some(grace.id()), &token).await.unwrap_err();
    assert_eq!(refused.code(), Some("INVALID_USER"));
    assert_eq!(account::prove_address(desk, Some(mara.id()), &token).await.unwrap(), "new@example.org");
    product.work().await;
    let told = product.outbox().into_iter().any(|mail| mail.to == "mara@example.org" && mail.subject.contains("address was changed"));
    assert!(told, "the old address is told");
}

#[sqlx::test(migrations = "../migrations")]
async fn two_people_cannot_both_take_one_new_address(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    for email in ["mara@example.org", "grace@example.org"] {
        let member = product.member(email).await;
        account::change_email(desk, &member, "new@example.org", password(), None).await.unwrap();
    }
    let found = tokens(&product, "new@example.org", "/verify-email?token=").await;
    prove(desk, &found[0]).await.unwrap();
    assert!(is_unusable(prove(desk, &found[1])).await);
}

#[sqlx::test(migrations = "../migrations")]
async fn mails_lead_to_the_configured_address_whatever_host_was_asked(admin: PgPool) {
    let product = Product::with(&admin, &["--public-url", "https://app.example.org"], 4).await;
    let site = Site::open(&product).await;
    product.member("mara@example.org").await;
    let body = json!({ "email": "mara@example.org", "redirectTo": "/reset-password" }).to_string();
    let request = site.visitor().request(Method::POST, "/_auth/request-password-reset").header("host", "evil.example");
    let answer = reply(request.header("x-forwarded-host", "evil.example").header("content-type", "application/json").body(body)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    product.work().await;
    let text = product.outbox().into_iter().find(|mail| mail.subject == "Choose a new password").unwrap().text;
    assert!(text.contains("https://app.example.org/_auth/reset-password/") && !text.contains("evil"), "{text}");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_reset_and_a_resent_mail_tell_nobody_who_is_here(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    product.member("mara@example.org").await;
    for path in ["/_auth/request-password-reset", "/_auth/send-verification-email"] {
        let ask = async |email: &str| {
            let body = json!({ "email": email }).to_string();
            let began = std::time::Instant::now();
            let answer = reply(site.visitor().request(Method::POST, path).header("content-type", "application/json").body(body)).await;
            assert!(began.elapsed() >= std::time::Duration::from_millis(290), "both take the same time");
            (answer.status, answer.body)
        };
        assert_eq!(ask("mara@example.org").await, ask("nobody@example.org").await, "{path}");
    }
    // Whoever asks without end sends five mails an hour, and hears the same.
    for _ in 0..7 {
        account::request_reset(&product.web.desk, &SeenFrom::default(), "mara@example.org", None).await.unwrap();
    }
    assert_eq!(tokens(&product, "mara@example.org", "/reset-password").await.len(), 5);
}

/// How many rows of every table with an owner are a person's.
async fn rows_of(admin: &PgPool, member: &Member) -> i64 {
    let all = superuser(admin).await;
    let tables: Vec<(String, String)> = sqlx::query_as(
        "select c.oid::regclass::text, a.attname::text from pg_class c join pg_attribute a on a.attrelid = c.oid
         where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not a.attisdropped
           and (a.attname in ('user_id', 'userId') or (c.relname = 'user' and a.attname = 'id'))",
    )
    .fetch_all(&all)
    .await
    .unwrap();
    assert!(tables.len() > 12, "{tables:?}");
    let mut count = 0;
    for (table, column) in tables {
        let statement = format!("select count(*) from {table} where \"{column}\" = '{}'", member.id());
        count += sqlx::query_scalar::<_, i64>(sqlx::AssertSqlSafe(statement)).fetch_one(&all).await.unwrap();
    }
    count
}

fn files_below(folder: &std::path::Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries.map(|entry| entry.unwrap().path()).map(|path| if path.is_dir() { files_below(&path) } else { 1 }).sum()
}

#[sqlx::test(migrations = "../migrations")]
async fn of_somebody_who_left_nothing_stays_but_a_line(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    let (member, cookie) = product.member_with_cookie("mara@example.org").await;
    let other = product.member("grace@example.org").await;
    product.profiled(&member).await;
    product.uploaded(&other).await;
    data::start_export(desk, &member, "first").await.unwrap();
    account::request_deletion(desk, &member, Some(password()), None).await.unwrap();
    let token = tokens(&product, "mara@example.org", "/settings/account/delete?token=").await.remove(0);
    let files = product.folder.path().join("files");
    assert!(rows_of(&admin, &member).await > 20 && files_below(&files) >= 3);
    let others = rows_of(&admin, &other).await;

    account::confirm_deletion(desk, &member, &token).await.unwrap();
    assert!(account::member(desk, &cookie).await.unwrap().is_none(), "a session outlived its person");
    assert!(account::sign_in(desk, &SeenFrom::default(), "mara@example.org", password(), true).await.is_err());
    product.work().await;
    assert_eq!(rows_of(&admin, &member).await, 0);
    assert_eq!(rows_of(&admin, &other).await, others, "somebody else's rows");
    assert_eq!(files_below(&files), 1, "somebody else's file");
    let lines: Vec<(String,)> = sqlx::query_as("select action from account_audit where person = $1 order by created_at, id")
        .bind(member.id().0)
        .fetch_all(&superuser(&admin).await)
        .await
        .unwrap();
    assert_eq!(lines.iter().map(|line| line.0.as_str()).collect::<Vec<_>>(), ["deletion_requested", "deleted"]);
    product.member("mara@example.org").await;
}

#[sqlx::test(migrations = "../migrations")]
async fn what_is_taken_along_is_whole_and_holds_no_secret(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    let member = product.member("mara@example.org").await;
    product.profiled(&member).await;
    for key in ["first", "first", "second"] {
        data::start_export(desk, &member, key).await.unwrap();
        product.work().await;
    }
    let found = data::exports(desk, &member).await.unwrap();
    assert_eq!(found.len(), 1, "a new one takes the place of the old one");
    let bytes = data::export_file(desk, &member, found[0].id).await.unwrap();
    assert_eq!(bytes.len(), usize::try_from(found[0].bytes).unwrap());
    let text = String::from_utf8_lossy(&bytes);
    for part in
        ["README.md", "everything.md", "data/fact.json", "data/user.json", "data/session.json", "Nordwind", "%PDF-", "mara@example.org"]
    {
        assert!(text.contains(part), "{part} is missing");
    }
    for secret in ["$argon2id$", "\"token\"", "\"password\""] {
        assert!(!text.contains(secret), "{secret} was taken along");
    }
    assert_eq!(files_below(&product.folder.path().join("files")), 2, "the CV and one export");
    let other = product.member("grace@example.org").await;
    assert!(matches!(data::export_file(desk, &other, found[0].id).await, Err(Error::NotFound)));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_session_that_is_not_to_be_remembered_ends_within_a_day(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    product.member("mara@example.org").await;
    let opened = account::sign_in(desk, &SeenFrom::default(), "mara@example.org", password(), false).await.unwrap().session().unwrap();
    let member = account::member(desk, &opened.cookie).await.unwrap().unwrap();
    let session = member.session_in_full();
    assert!(!session.remembered && (session.expires_at - session.created_at).num_hours() <= 24);
    assert!(!member.renewed());
}

#[sqlx::test(migrations = "../migrations")]
async fn fields_that_nobody_may_set_are_left_alone_over_the_wire(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (mara, member) = site.member(&product, "mara@example.org").await;
    let body = json!({ "name": "Mara", "role": "operator", "emailVerified": true, "id": uuid::Uuid::nil(), "userId": "x" }).to_string();
    let request = mara.request(Method::POST, "/_auth/update-user").header("origin", &site.url).header("content-type", "application/json");
    assert_eq!(reply(request.body(body)).await.status, 200);
    let answer = mara.get("/_auth/get-session").await;
    let user: Value = answer.json()["user"].clone();
    assert_eq!((&user["id"], &user["emailVerified"], &user["name"]), (&json!(member.id()), &json!(false), &json!("Mara")));
    assert_eq!(mara.get("/ops").await.status, 404, "nobody becomes an operator by asking");
    assert_eq!(answer.header("cache-control"), "no-store");
}
