//! The second factor under attack: guessed, replayed, raced, gone around, and read out of the database.

use crate::house::{Product, password, superuser};
use crate::web::{Site, Visitor, reply};
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use job_agent::account::{self, Again, Entry, Member, NewKey, Proof, Scope, SeenFrom};
use job_agent::desk::{Clock, Desk};
use job_agent::error::Error;
use reqwest::Method;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use sqlx::PgPool;
use std::sync::Arc;

const MARA: &str = "mara@example.org";

/// A clock that stands, so many steps of thirty seconds from now.
struct Standing(DateTime<Utc>);

impl Clock for Standing {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}

/// The same desk, some steps later.
fn later(desk: &Desk, steps: i32) -> Desk {
    Desk { clock: Arc::new(Standing(desk.now() + TimeDelta::seconds(30 * i64::from(steps)))), ..desk.clone() }
}

/// What an app shows at the desk's time: RFC 6238 once more, by other means than the product's.
fn code(secret: &SecretString, desk: &Desk) -> String {
    const SIGNS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: String = secret.expose_secret().chars().map(|c| format!("{:05b}", SIGNS.find(c).unwrap())).collect();
    let bytes: Vec<u8> =
        bits.as_bytes().as_chunks::<8>().0.iter().map(|bits| u8::from_str_radix(std::str::from_utf8(bits).unwrap(), 2).unwrap()).collect();
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&bytes).unwrap();
    mac.update(&(desk.now().timestamp() / 30).to_be_bytes());
    let sum = mac.finalize().into_bytes();
    let offset = usize::from(sum[19] & 15);
    let number = u32::from_be_bytes(sum[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// Somebody whose second factor is on, on a clock that stands.
pub struct Guarded {
    pub desk: Desk,
    pub member: Member,
    secret: SecretString,
    codes: Vec<SecretString>,
}

impl Guarded {
    pub async fn new(product: &Product) -> Self {
        let desk = later(&product.web.desk, 0);
        let member = product.member(MARA).await;
        let setup = account::start_two_factor(&desk, &member, password()).await.unwrap();
        let (opened, codes) =
            account::confirm_two_factor_with_codes(&desk, &member, &SeenFrom::default(), &code(&setup.secret, &desk)).await.unwrap();
        let member = account::member(&desk, &opened.cookie).await.unwrap().unwrap();
        Self { desk: later(&desk, 1), member, secret: setup.secret, codes }
    }

    pub fn code(&self) -> String {
        code(&self.secret, &self.desk)
    }

    async fn first_step(&self) -> SecretString {
        self.first_step_from(&SeenFrom::default()).await
    }

    async fn first_step_from(&self, from: &SeenFrom) -> SecretString {
        match account::sign_in(&self.desk, from, MARA, password(), true).await.unwrap() {
            Entry::SecondFactor(challenge) => challenge.cookie,
            Entry::Session(_) => panic!("the password alone was enough"),
        }
    }

    async fn finish(&self, cookie: &SecretString, proof: Proof) -> Result<(), &'static str> {
        let done = account::finish_sign_in(&self.desk, &SeenFrom::default(), cookie, proof, false).await;
        done.map(drop).map_err(|error| error.code().unwrap_or("?"))
    }
}

pub fn totp(code: impl Into<String>) -> Proof {
    Proof::Totp(code.into())
}

fn backup(code: &SecretString) -> Proof {
    Proof::BackupCode(code.expose_secret().to_owned())
}

fn code_of<T>(result: Result<T, Error>) -> Option<&'static str> {
    result.err().and_then(|error| error.code())
}

#[sqlx::test(migrations = "../migrations")]
async fn turning_it_on_ends_every_session_and_the_password_alone_signs_nobody_in(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = later(&product.web.desk, 0);
    let (member, cookie) = product.member_with_cookie(MARA).await;
    let from = SeenFrom::default();
    assert_eq!(code_of(account::start_two_factor(&desk, &member, "wrong password".to_owned().into()).await), Some("INVALID_PASSWORD"));
    let setup = account::start_two_factor(&desk, &member, password()).await.unwrap();
    assert!(
        account::sign_in(&desk, &from, MARA, password(), true).await.unwrap().session().is_some(),
        "nothing is asked before a first code"
    );
    assert_eq!(code_of(account::confirm_two_factor(&desk, &member, &from, "000000").await), Some("INVALID_CODE"));
    let opened = account::confirm_two_factor(&desk, &member, &from, &code(&setup.secret, &desk)).await.unwrap();
    assert!(account::member(&desk, &cookie).await.unwrap().is_none(), "the old session lives");
    let member = account::member(&desk, &opened.cookie).await.unwrap().unwrap();
    assert_eq!(account::sessions(&desk, &member).await.unwrap().len(), 1);
    assert!(member.card().two_factor);
    assert_eq!(code_of(account::start_two_factor(&desk, &member, password()).await), Some("TOTP_ALREADY_ENABLED"));
    let Entry::SecondFactor(challenge) = account::sign_in(&desk, &from, MARA, password(), true).await.unwrap() else { panic!() };
    assert!(account::member(&desk, &challenge.cookie).await.unwrap().is_none(), "the question is no session");
    product.work().await;
    assert!(product.outbox().iter().any(|mail| mail.subject == "Two-factor sign-in was turned on"));
}

#[sqlx::test(migrations = "../migrations")]
async fn each_step_of_the_clock_is_used_once_and_only_the_next_to_it_count(admin: PgPool) {
    let product = Product::new(&admin).await;
    let mara = Guarded::new(&product).await;
    let now = mara.code();
    mara.finish(&mara.first_step().await, totp(&now)).await.unwrap();
    assert_eq!(mara.finish(&mara.first_step().await, totp(&now)).await, Err("INVALID_CODE"), "replayed");
    let before = code(&mara.secret, &later(&mara.desk, -1));
    assert_eq!(mara.finish(&mara.first_step().await, totp(before)).await, Err("INVALID_CODE"), "older than the last one");
    let far = code(&mara.secret, &later(&mara.desk, 2));
    assert_eq!(mara.finish(&mara.first_step().await, totp(far)).await, Err("INVALID_CODE"), "two steps ahead");
    let next = code(&mara.secret, &later(&mara.desk, 1));
    mara.finish(&mara.first_step().await, totp(next)).await.unwrap();
}

#[sqlx::test(migrations = "../migrations")]
async fn of_fifty_who_redeem_one_backup_code_at_once_one_wins_and_so_it_is_with_codes(admin: PgPool) {
    let product = Product::with(&admin, &[], 8).await;
    let mara = Arc::new(Guarded::new(&product).await);
    for (proof, many) in [(backup(&mara.codes[0]), 50u8), (totp(mara.code()), 10)] {
        let mut cookies = Vec::new();
        for number in 0..many {
            // Each from an address of its own, so that no limit of addresses decides.
            let from = SeenFrom { ip: Some(std::net::Ipv4Addr::new(10, 0, number, 1).into()), ..SeenFrom::default() };
            let Entry::SecondFactor(challenge) = account::sign_in(&mara.desk, &from, MARA, password(), true).await.unwrap() else {
                panic!()
            };
            cookies.push((from, challenge.cookie));
        }
        let tries: Vec<_> = cookies
            .into_iter()
            .map(|(from, cookie)| {
                let (mara, proof) = (mara.clone(), proof.clone());
                tokio::spawn(async move { account::finish_sign_in(&mara.desk, &from, &cookie, proof, false).await.is_ok() })
            })
            .collect();
        let mut won = 0;
        for one in tries {
            won += usize::from(one.await.unwrap());
        }
        assert_eq!(won, 1, "{proof:?}");
    }
    let left = account::two_factor(&mara.desk, &mara.member).await.unwrap().codes_left;
    assert_eq!(left, 9);
}

#[sqlx::test(migrations = "../migrations")]
async fn guessing_ends_and_leaves_the_owner_the_other_ways(admin: PgPool) {
    let product = Product::new(&admin).await;
    let mara = Guarded::new(&product).await;
    for _ in 0..2 {
        let cookie = mara.first_step().await;
        for _ in 0..5 {
            assert_eq!(mara.finish(&cookie, totp("000000")).await, Err("INVALID_CODE"));
        }
        assert_eq!(mara.finish(&cookie, totp(mara.code())).await, Err("TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE"));
        assert_eq!(mara.finish(&cookie, totp(mara.code())).await, Err("INVALID_TWO_FACTOR_COOKIE"), "this sign-in is over");
    }
    let cookie = mara.first_step().await;
    assert_eq!(mara.finish(&cookie, totp(mara.code())).await, Err("ACCOUNT_TEMPORARILY_LOCKED"), "ten were wrong");
    account::show_second_factor(&mara.desk, &mara.member, totp(mara.code())).await.unwrap();
    mara.finish(&cookie, backup(&mara.codes[3])).await.unwrap();
    assert!(mara.finish(&mara.first_step().await, backup(&mara.codes[3])).await.is_err(), "used");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_question_belongs_to_one_browser_ends_and_is_answered_once(admin: PgPool) {
    let product = Product::new(&admin).await;
    let mara = Guarded::new(&product).await;
    let other = product.member_with_cookie("grace@example.org").await.1;
    for cookie in [SecretString::default(), other, "0".repeat(64).into()] {
        assert_eq!(mara.finish(&cookie, totp(mara.code())).await, Err("INVALID_TWO_FACTOR_COOKIE"));
    }
    let cookie = mara.first_step().await;
    assert!(account::is_pending(&mara.desk, &cookie).await.unwrap());
    assert_eq!(code_of(account::prove_address(&mara.desk, None, cookie.expose_secret()).await), Some("INVALID_TOKEN"), "another consumer");
    mara.finish(&cookie, totp(mara.code())).await.unwrap();
    assert_eq!(mara.finish(&cookie, backup(&mara.codes[0])).await, Err("INVALID_TWO_FACTOR_COOKIE"), "answered");
    assert_eq!(account::two_factor(&mara.desk, &mara.member).await.unwrap().codes_left, 10, "the code was not used up in vain");
    let late = mara.first_step().await;
    let all = superuser(&admin).await;
    sqlx::query(r#"update verification set "expiresAt" = now() where identifier like 'two-factor:%'"#).execute(&all).await.unwrap();
    assert!(!account::is_pending(&mara.desk, &late).await.unwrap());
    assert_eq!(mara.finish(&late, backup(&mara.codes[0])).await, Err("INVALID_TWO_FACTOR_COOKIE"));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_trusted_browser_is_not_asked_and_a_reset_ends_that_and_does_not_pass_around(admin: PgPool) {
    let product = Product::new(&admin).await;
    let mara = Guarded::new(&product).await;
    let (from, cookie) = (SeenFrom::default(), mara.first_step().await);
    let opened = account::finish_sign_in(&mara.desk, &from, &cookie, totp(mara.code()), true).await.unwrap();
    let trusting = |trusted: &Option<SecretString>| SeenFrom { trusted: trusted.clone(), ..SeenFrom::default() };
    let first = trusting(&opened.trusted);
    let again = account::sign_in(&mara.desk, &first, MARA, password(), true).await.unwrap().session().unwrap();
    mara.first_step_from(&first).await;
    let second = trusting(&again.trusted);
    product.member("grace@example.org").await;
    let other = account::sign_in(&mara.desk, &second, "grace@example.org", password(), true).await.unwrap().session().unwrap();
    assert!(other.trusted.is_none(), "somebody else's token is left alone");
    let waiting = mara.first_step().await;

    account::request_reset(&mara.desk, &from, MARA, None).await.unwrap();
    product.work().await;
    let mail = product.outbox().into_iter().find(|mail| mail.text.contains("/reset-password?token=")).unwrap();
    let token: String = mail.text.split("token=").nth(1).unwrap().chars().take_while(char::is_ascii_hexdigit).collect();
    let new: SecretString = "another long password".to_owned().into();
    account::reset_password(&mara.desk, &from, &token, new.clone()).await.unwrap();
    let entry = account::sign_in(&mara.desk, &second, MARA, new, true).await.unwrap();
    assert!(entry.session().is_none(), "a reset passed around the second factor");
    assert_eq!(mara.finish(&waiting, backup(&mara.codes[0])).await, Err("INVALID_TWO_FACTOR_COOKIE"), "it began with the old password");
}

/// A browser in which a code was shown and trust was chosen, as it comes back.
async fn trusted_browser(mara: &Guarded, agent: &str, code: Proof) -> SeenFrom {
    let from = SeenFrom { user_agent: Some(agent.to_owned()), ..SeenFrom::default() };
    let cookie = mara.first_step_from(&from).await;
    let opened = account::finish_sign_in(&mara.desk, &from, &cookie, code, true).await.unwrap();
    SeenFrom { trusted: opened.trusted, ..from }
}

#[sqlx::test(migrations = "../migrations")]
async fn trusted_browsers_are_listed_and_forgotten_one_by_one_or_all(admin: PgPool) {
    let product = Product::new(&admin).await;
    let mara = Guarded::new(&product).await;
    let (desk, member) = (&mara.desk, &mara.member);
    let mut firefox = trusted_browser(&mara, "X11; Linux x86_64 Firefox/144.0", backup(&mara.codes[0])).await;
    let safari = trusted_browser(&mara, "iPhone Safari/604.1", backup(&mara.codes[1])).await;
    let devices = async |from: &SeenFrom| {
        let found = account::trusted_browsers(desk, member, from).await.unwrap();
        found.into_iter().map(|one| (account::device(one.user_agent.as_deref()), one.here)).collect::<Vec<_>>()
    };
    let words = |device: &str, here| (device.to_owned(), here);
    assert_eq!(devices(&safari).await, [words("Safari on iPhone", true), words("Firefox on Linux", false)]);
    let first = account::trusted_browsers(desk, member, &firefox).await.unwrap().pop().unwrap();
    assert!(first.until > first.used && first.here, "{first:?}");

    // Its token changes with the next use, and it stays the browser that it was.
    let again = account::sign_in(desk, &firefox, MARA, password(), true).await.unwrap().session().unwrap();
    let copied = firefox.clone();
    firefox.trusted = again.trusted;
    mara.first_step_from(&copied).await;
    let second = account::trusted_browsers(desk, member, &firefox).await.unwrap().remove(0);
    assert_eq!((second.id, second.since, second.here), (first.id, first.since, true));
    assert!(second.used > first.used, "{second:?}");

    let other = product.member("grace@example.org").await;
    assert!(account::trusted_browsers(desk, &other, &firefox).await.unwrap().is_empty());
    assert!(!account::forget_browser(desk, &other, first.id).await.unwrap(), "somebody else's");
    account::forget_browsers(desk, &other).await.unwrap();
    assert_eq!(devices(&safari).await.len(), 2);
    assert!(account::forget_browser(desk, member, first.id).await.unwrap());
    assert!(!account::forget_browser(desk, member, first.id).await.unwrap(), "it is forgotten");
    mara.first_step_from(&firefox).await;
    assert_eq!(devices(&safari).await, [words("Safari on iPhone", true)]);
    account::forget_browsers(desk, member).await.unwrap();
    assert!(devices(&safari).await.is_empty());
    mara.first_step_from(&safari).await;
}

#[sqlx::test(migrations = "../migrations")]
async fn a_changed_password_forgets_trusted_browsers(admin: PgPool) {
    let product = Product::new(&admin).await;
    let mara = Guarded::new(&product).await;
    let safari = trusted_browser(&mara, "iPhone Safari/604.1", backup(&mara.codes[0])).await;
    let new: SecretString = "another long password".to_owned().into();
    account::change_password(&mara.desk, &mara.member, &SeenFrom::default(), password(), new.clone(), false).await.unwrap();
    assert!(account::trusted_browsers(&mara.desk, &mara.member, &safari).await.unwrap().is_empty());
    assert!(account::sign_in(&mara.desk, &safari, MARA, new, true).await.unwrap().session().is_none(), "no code was asked");
}

#[sqlx::test(migrations = "../migrations")]
async fn changing_it_asks_for_both_factors(admin: PgPool) {
    let product = Product::new(&admin).await;
    let mara = Guarded::new(&product).await;
    let (desk, member, from) = (&mara.desk, &mara.member, SeenFrom::default());
    let wrong = || SecretString::from("wrong password".to_owned());
    assert_eq!(code_of(account::stop_two_factor(desk, member, &from, wrong(), totp(mara.code())).await), Some("INVALID_PASSWORD"));
    assert_eq!(code_of(account::stop_two_factor(desk, member, &from, password(), totp("000000")).await), Some("INVALID_CODE"));
    assert_eq!(code_of(account::new_backup_codes(desk, member, password(), totp("000000")).await), Some("INVALID_CODE"));
    assert_eq!(code_of(account::two_factor_again(desk, member, password(), None).await), Some("INVALID_CODE"));
    assert!(account::two_factor_setup(desk, member).await.unwrap().is_none(), "the secret is not shown again");
    let codes = account::new_backup_codes(desk, member, password(), totp(mara.code())).await.unwrap();
    assert_eq!(mara.finish(&mara.first_step().await, backup(&mara.codes[1])).await, Err("INVALID_BACKUP_CODE"), "the old ones");
    mara.finish(&mara.first_step().await, backup(&codes[1])).await.unwrap();
    let opened = account::stop_two_factor(desk, member, &from, password(), backup(&codes[2])).await.unwrap();
    assert!(!account::member(desk, &opened.cookie).await.unwrap().unwrap().card().two_factor);
    assert!(account::sign_in(desk, &from, MARA, password(), true).await.unwrap().session().is_some());
    let all = superuser(&admin).await;
    let kept: i64 = sqlx::query_scalar(
        "select (select count(*) from two_factor where secret is not null) + (select count(*) from backup_code where hash is not null)",
    )
    .fetch_one(&all)
    .await
    .unwrap();
    assert_eq!(kept, 0, "something of it stays");
}

#[sqlx::test(migrations = "../migrations")]
async fn the_database_holds_no_secret_and_no_code_in_the_clear(admin: PgPool) {
    let product = Product::new(&admin).await;
    let mara = Guarded::new(&product).await;
    let cookie = mara.first_step().await;
    let all = superuser(&admin).await;
    let mut dump = String::new();
    for table in ["two_factor", "backup_code", "verification", "session", "rate_limit"] {
        let rows: Vec<String> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select t::text from {table} t"))).fetch_all(&all).await.unwrap();
        dump.push_str(&rows.join("\n").to_lowercase());
    }
    for secret in mara.codes.iter().chain([&mara.secret, &cookie]) {
        let text = secret.expose_secret().to_lowercase();
        assert!(!dump.contains(&text) && !dump.contains(&text.replace('-', "")), "{text} stands in the database");
    }
    let salts: Vec<String> = sqlx::query_scalar("select hash from backup_code").fetch_all(&all).await.unwrap();
    assert!(salts.len() == 10 && salts.iter().all(|hash| hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")));
    // Another person's secret in Mara's row opens nothing: it is bound to where it stood.
    let grace = product.member("grace@example.org").await;
    account::start_two_factor(&mara.desk, &grace, password()).await.unwrap();
    sqlx::query("update two_factor set secret = (select secret from two_factor where user_id = $1) where user_id = $2")
        .bind(grace.id().0)
        .bind(mara.member.id().0)
        .execute(&all)
        .await
        .unwrap();
    assert_eq!(mara.finish(&cookie, totp(mara.code())).await, Err("?"), "a fault of ours, and nobody comes in");
}

async fn call(visitor: &Visitor<'_>, origin: &str, path: &str, body: &Value, headers: &[(&str, &str)]) -> (u16, Value) {
    let request = visitor.request(Method::POST, &format!("/_auth/two-factor/{path}")).header("origin", origin);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let answer = reply(request.header("content-type", "application/json").body(body.to_string())).await;
    (answer.status, serde_json::from_str(&answer.body).unwrap_or_default())
}

#[sqlx::test(migrations = "../migrations")]
async fn neither_a_key_nor_a_visitor_nor_a_foreign_page_changes_it(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (mara, member) = site.member(&product, MARA).await;
    let new = NewKey { name: "script".into(), scopes: vec![Scope::Read, Scope::Write], days: None };
    let key = account::create_key(&product.web.desk, &member, &new, Again::FreshSession, None).await.unwrap();
    let by_key = account::member_by_key(&product.web.desk, &key).await.unwrap().unwrap();
    assert!(matches!(account::start_two_factor(&product.web.desk, &by_key, password()).await, Err(Error::Denied(_))));
    let body = json!({ "password": password().expose_secret(), "code": "123456" });
    for path in ["enable", "disable", "get-totp-uri", "generate-backup-codes"] {
        for headers in [&[][..], &[("x-api-key", key.expose_secret()), ("x-user-id", &member.id().to_string())][..]] {
            assert_eq!(call(&site.visitor(), &site.url, path, &body, headers).await.0, 401, "{path}");
        }
        let foreign = call(&mara, "https://evil.example", path, &body, &[]).await;
        assert!(foreign.0 == 403, "{path}: {foreign:?}");
    }
    for path in ["verify-totp", "verify-backup-code"] {
        assert_eq!(call(&site.visitor(), &site.url, path, &body, &[]).await.0, 401, "{path}");
        let (status, said) = call(&site.visitor(), &site.url, path, &json!({ "code": 123_456 }), &[]).await;
        assert_eq!((status, said["code"].as_str()), (400, Some("VALIDATION_ERROR")), "{path}");
    }
    let (status, said) = call(&mara, &site.url, "enable", &body, &[]).await;
    assert_eq!((status, said["backupCodes"].as_array().map(Vec::len)), (200, Some(10)));
    assert!(said["totpURI"].as_str().unwrap().starts_with("otpauth://totp/Job%20Agent:mara%40example.org?secret="));
}
