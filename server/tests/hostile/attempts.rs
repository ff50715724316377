//! Ways around the limit of attempts: other spellings of the path, of the network address, of the e-mail address, and so many
//! of them that somebody else is locked out.

use crate::house::{Product, superuser};
use crate::web::{Reply, Site, path_of, reply};
use job_agent::account::{self, SeenFrom};
use job_agent::error::Error;
use reqwest::Method;
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::PgPool;

const RIGHT: &str = "correct horse battery";
const HERE: &str = "203.0.113.7";

async fn product(admin: &PgPool) -> Product {
    let product = Product::with(admin, &["--trusted-proxies", "127.0.0.1"], 4).await;
    product.member("mara@example.org").await;
    product
}

async fn sign_in(site: &Site, from: &str, email: &str, password: &str) -> Reply {
    let request = site.visitor().request(Method::POST, "/_auth/sign-in/email").header("x-forwarded-for", from);
    reply(request.header("content-type", "application/json").body(json!({ "email": email, "password": password }).to_string())).await
}

/// As if so many had been counted under this key just now.
async fn counted(admin: &PgPool, key: &str, count: i32) {
    let row = "insert into rate_limit (key, window_start, count) values ($1, now(), $2)
        on conflict (key) do update set count = $2, window_start = now()";
    sqlx::query(row).bind(hex::encode(Sha256::digest(key))).bind(count).execute(&superuser(admin).await).await.unwrap();
}

#[sqlx::test(migrations = "../migrations")]
async fn no_spelling_of_the_path_or_the_address_goes_around_the_limit(admin: PgPool) {
    let product = product(&admin).await;
    let site = Site::open(&product).await;
    for _ in 0..10 {
        assert_eq!(sign_in(&site, HERE, "mara@example.org", "wrong horse battery").await.status, 401);
    }
    for email in ["mara@example.org", "MARA@example.org", " Mara@Example.ORG ", "ｍara@example.org"] {
        assert_eq!(sign_in(&site, HERE, email, RIGHT).await.status, 429, "{email}");
    }
    let body = json!({ "email": "mara@example.org", "password": RIGHT }).to_string();
    for path in [
        "/_auth/sign-in/email",
        "//_auth/sign-in/email",
        "/_auth//sign-in/email",
        "/_auth/./sign-in/email",
        "/./_auth/sign-in/email",
        "/_auth/x/../sign-in/email",
        "/_AUTH/sign-in/email",
        "/_auth/Sign-In/Email",
        "/_auth/%73ign-in/email",
        "/%5fauth/sign-in/email",
        "/_auth/sign-in%2Femail",
        "/_auth/sign-in/email/",
        "/_auth/sign-in/email?x=1",
        "/_auth/sign-in/email;x=1",
        "/_auth/sign-in/email%00",
        "/_auth/sign-in/email%20",
        "http://127.0.0.1/_auth/sign-in/email",
        "http://evil.example/_auth/sign-in/email",
    ] {
        let length = body.len();
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nx-forwarded-for: {HERE}\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\nconnection: close\r\n\r\n{body}"
        );
        let status = site.raw(&request).await;
        assert!(matches!(status, 404 | 405 | 429), "{path} got {status}");
    }
    let form = site.visitor().form(&path_of("sign_in"), &[("email", "mara@example.org"), ("password", RIGHT)]);
    let form = form.header("accept", "application/json").header("origin", &site.url).header("x-forwarded-for", HERE);
    assert_eq!(reply(form).await.status, 429, "the page's own form");
    let forged = format!("198.51.100.1, {HERE}");
    assert_eq!(sign_in(&site, &forged, "mara@example.org", RIGHT).await.status, 429, "an address that the visitor put in front");
    // Nobody else is held up by it.
    assert_eq!(sign_in(&site, "203.0.113.8", "mara@example.org", RIGHT).await.status, 200, "the person from elsewhere");
}

#[sqlx::test(migrations = "../migrations")]
async fn one_customer_of_ipv6_is_one_address_however_it_is_written(admin: PgPool) {
    let product = product(&admin).await;
    let site = Site::open(&product).await;
    counted(&admin, "sign-in:2001:db8:1:2", 30).await;
    counted(&admin, "sign-in:203.0.113.9", 30).await;
    for from in [
        "2001:db8:1:2::1",
        "2001:0DB8:0001:0002:0000:0000:0000:0002",
        "2001:db8:1:2:ffff:ffff:ffff:ffff",
        "[2001:db8:1:2::3]",
        "[2001:db8:1:2::4]:443",
        "2001:db8:1:2::203.0.113.1",
        "203.0.113.9",
        "203.0.113.9:51234",
        "::ffff:203.0.113.9",
        "::ffff:cb00:7109",
        "[::ffff:203.0.113.9]:80",
    ] {
        assert_eq!(sign_in(&site, from, "mara@example.org", RIGHT).await.status, 429, "{from}");
    }
    for from in ["2001:db8:1:3::1", "2001:db8:2:2::1", "203.0.113.10"] {
        assert_eq!(sign_in(&site, from, "mara@example.org", RIGHT).await.status, 200, "{from}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_flood_from_everywhere_is_slowed_down_and_locks_nobody_out_who_was_here(admin: PgPool) {
    let product = product(&admin).await;
    let site = Site::open(&product).await;
    let (mara, _) = site.member(&product, "grace@example.org").await;
    assert_eq!(sign_in(&site, HERE, "mara@example.org", RIGHT).await.status, 200);
    counted(&admin, "sign-in:everybody", 6_000).await;
    let refused = sign_in(&site, "198.51.100.1", "mara@example.org", RIGHT).await;
    assert_eq!(refused.status, 429, "{refused:?}");
    assert!((1..=300).contains(&refused.header("retry-after").parse::<u32>().unwrap()));
    assert_eq!(sign_in(&site, HERE, "grace@example.org", RIGHT).await.status, 429, "another account from the same place");
    // Who has signed in from here before does, and who is signed in goes on.
    assert_eq!(sign_in(&site, HERE, "mara@example.org", RIGHT).await.status, 200);
    let renamed = mara.json_from_page("/_auth/update-user", &json!({ "name": "Grace" })).await;
    assert_eq!((renamed.status, mara.get("/dashboard").await.status), (200, 200));
    let changed = json!({ "currentPassword": RIGHT, "newPassword": "another long password" });
    assert_eq!(mara.json_from_page("/_auth/change-password", &changed).await.status, 200);
}

#[sqlx::test(migrations = "../migrations")]
async fn what_one_limit_refused_does_not_count_for_everybody(admin: PgPool) {
    let product = product(&admin).await;
    let site = Site::open(&product).await;
    counted(&admin, "sign-in:198.51.100.1", 30).await;
    counted(&admin, "sign-in:everybody", 5_998).await;
    for _ in 0..5 {
        assert_eq!(sign_in(&site, "198.51.100.1", "mara@example.org", "wrong horse battery").await.status, 429);
    }
    for (from, status) in [("198.51.100.2", 401), ("198.51.100.3", 401), ("198.51.100.4", 429)] {
        assert_eq!(sign_in(&site, from, "mara@example.org", "wrong horse battery").await.status, status, "{from}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn every_door_for_strangers_has_a_limit_for_everybody(admin: PgPool) {
    let product = product(&admin).await;
    let site = Site::open(&product).await;
    for door in ["sign-up", "reset", "verify", "reset-try", "passkey", "passkey-try"] {
        counted(&admin, &format!("{door}:everybody"), 1_000_000).await;
    }
    for (path, body) in [
        ("/_auth/sign-up/email", json!({ "name": "Ada", "email": "ada@example.org", "password": RIGHT })),
        ("/_auth/request-password-reset", json!({ "email": "mara@example.org" })),
        ("/_auth/send-verification-email", json!({ "email": "mara@example.org" })),
        ("/_auth/reset-password", json!({ "token": "t", "newPassword": RIGHT })),
    ] {
        assert_eq!(site.visitor().json(path, &body).await.status, 429, "{path}");
    }
    assert_eq!(site.visitor().get("/_auth/passkey/generate-authenticate-options").await.status, 429);
    let answered = account::finish_passkey_sign_in(&product.web.desk, &SeenFrom::default(), &"x".repeat(43).into(), json!({})).await;
    assert!(matches!(answered, Err(Error::RateLimited(_))));
}
