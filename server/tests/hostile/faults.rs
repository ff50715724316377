//! Faults that others had with accounts over HTTP: redirects that lead elsewhere, pages that repeat what an address says,
//! bodies that choose who somebody is, cookies that are made up, and forms of foreign pages.

use crate::house::{Product, password, superuser};
use crate::strangers::{sources, state};
use crate::web::{Site, path_of, reply};
use job_agent::account::{self, Again, Member, SeenFrom};
use regex::Regex;
use reqwest::{Method, Url};
use serde_json::json;
use sqlx::PgPool;

const RIGHT: &str = "correct horse battery";

/// Places that are not ours, as somebody would write them into `next` or `callbackURL`.
const FOREIGN: [&str; 16] = [
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example",
    "https://evil.example", "https:evil.example", "http:/evil.example", "HTTPS://evil.example", "evil.example", "javascript:alert(1)",
    "data:text/html,evil.example", "//evil%2eexample", "/\\/evil.example", "\u{1}//evil.example",
];

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[sqlx::test(migrations = "../migrations")]
async fn redirects_lead_to_our_own_pages_alone(admin: PgPool) {
    let product = Product::with(&admin, &["--trusted-proxies", "127.0.0.1"], 4).await;
    let site = Site::open(&product).await;
    product.member("mara@example.org").await;
    let ours = Url::parse(&site.url).unwrap();
    let token = "0".repeat(64);
    for (number, place) in FOREIGN.into_iter().enumerate() {
        let from = format!("203.0.113.{number}");
        // A form without the script is sent on by a header; with it, the page goes where the answer says.
        for accept in ["text/html", "application/json"] {
            let fields = [("email", "mara@example.org"), ("password", RIGHT), ("next", place)];
            let form = site.visitor().form(&path_of("sign_in"), &fields).header("accept", accept).header("origin", &site.url);
            let answer = reply(form.header("x-forwarded-for", &from)).await;
            let to = if accept == "text/html" { answer.header("location").to_owned() } else { answer.json().as_str().unwrap().to_owned() };
            let lands = ours.join(&to).unwrap();
            assert_eq!(
                (lands.host_str(), lands.port(), lands.path()),
                (ours.host_str(), ours.port(), "/dashboard"),
                "{place:?}: {answer:?}"
            );
        }
        let page = site.visitor().get(&format!("/sign-in?next={}", escaped(place))).await;
        assert!(!page.header("location").contains("evil") && !page.body.contains("value=\"//"), "{place:?}: {page:?}");
        for (path, field) in [("/_auth/sign-in/email", "callbackURL"), ("/_auth/request-password-reset", "redirectTo")] {
            let body = json!({ "email": "mara@example.org", "password": RIGHT, field: place });
            assert_eq!(site.visitor().json(path, &body).await.status, 403, "{path} with {place:?}");
        }
        for path in [format!("/_auth/verify-email?token={token}"), format!("/_auth/reset-password/{token}?x=1")] {
            let answer = site.visitor().get(&format!("{path}&callbackURL={}", escaped(place))).await;
            assert_eq!((answer.status, answer.header("location")), (403, ""), "{path} with {place:?}");
        }
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn redirects_do_not_follow_the_host_that_was_asked(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    for path in ["/dashboard", "/runs", "/settings/account"] {
        let request = site.visitor().request(Method::GET, path).header("accept", "text/html").header("host", "evil.example");
        let request = request.header("x-forwarded-host", "evil.example").header("forwarded", "host=evil.example");
        let answer = reply(request).await;
        assert!(answer.header("location").starts_with("/sign-in?next=") && !answer.body.contains("evil.example"), "{path}: {answer:?}");
    }
    let answer = site.visitor().get(&format!("/_auth/reset-password/{}?callbackURL=/reset", "0".repeat(64))).await;
    assert!(answer.header("location").starts_with(&site.url), "{answer:?}");
}

#[sqlx::test(migrations = "../migrations")]
async fn the_error_page_repeats_nothing_but_a_name(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    for text in
        ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "Ring Eve and say your password", "&lt;b&gt;", "%3Cscript%3E"]
    {
        let query = format!("error={}&error_description={}&message={0}", escaped(text), escaped(text));
        for path in ["/_auth/error", "/no-such-page", "/sign-in"] {
            let answer = site.visitor().get(&format!("{path}?{query}")).await;
            for piece in ["<script>alert", "<img src=x", "Ring Eve", "onerror", "&lt;b&gt;"] {
                assert!(!answer.body.contains(piece), "{path} repeats {text}: {}", answer.body);
            }
            assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        }
    }
    let answer = site.visitor().get("/_auth/error?error=INVALID_TOKEN").await;
    assert!(answer.body.contains("INVALID_TOKEN") && answer.header("content-security-policy").contains("default-src 'none'"));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_sign_up_does_not_choose_its_id_its_role_or_its_proof(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (_, mara) = site.member(&product, "mara@example.org").await;
    let hers = mara.id().to_string();
    let body = json!({
        "name": "Eve", "email": "eve@example.org", "password": RIGHT, "id": hers, "userId": hers, "role": "operator",
        "emailVerified": true, "email_verified": true, "createdAt": "2001-01-01T00:00:00Z", "user": { "role": "operator" }, "deleted_at": null,
    });
    assert_eq!(site.visitor().json("/_auth/sign-up/email", &body).await.status, 200);
    let fields = [
        ("name", "Eve"),
        ("email", "eve2@example.org"),
        ("password", RIGHT),
        ("id", hers.as_str()),
        ("role", "operator"),
        ("emailVerified", "true"),
        ("operator", "true"),
        ("next", ""),
    ];
    assert_eq!(site.visitor().call("sign_up", &fields).await.status, 200);
    let rows: Vec<(String, bool, String, bool)> = sqlx::query_as(
        r#"select id::text, "emailVerified", role, "createdAt" > now() - interval '1 hour' from "user" where email like 'eve%'"#,
    )
    .fetch_all(&superuser(&admin).await)
    .await
    .unwrap();
    assert_eq!(rows.len(), 2);
    for (id, verified, role, new) in rows {
        assert!(id != hers && !verified && role == "member" && new, "{id} {verified} {role}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_cookie_that_is_made_up_signs_nobody_out(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (mara, member) = site.member(&product, "mara@example.org").await;
    let stored: String = sqlx::query_scalar("select token from session").fetch_one(&superuser(&admin).await).await.unwrap();
    let before = state(&admin).await;
    for forged in [stored, member.session().to_string(), "0".repeat(64), "%".into(), "x".repeat(4_000), String::new()] {
        let visitor = site.with_cookie(&forged);
        let plain = visitor.request(Method::POST, "/sign-out").header("origin", &site.url);
        assert_eq!(reply(plain).await.status, 303);
        assert_eq!(visitor.json_from_page("/_auth/sign-out", &json!({})).await.status, 200);
        assert_eq!(visitor.get("/_auth/get-session").await.body, "null");
    }
    assert_eq!(state(&admin).await, before);
    assert_eq!(mara.get("/dashboard").await.status, 200);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_verification_link_in_somebody_elses_browser_is_about_its_own_person(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    product.member("mara@example.org").await;
    let token = crate::accounts::tokens(&product, "mara@example.org", "/verify-email?token=").await.remove(0);
    let (grace, _) = site.member(&product, "grace@example.org").await;
    let answer = grace.get(&format!("/_auth/verify-email?token={token}")).await;
    assert_eq!((answer.status, answer.header("set-cookie")), (200, ""), "a link signs nobody in: {answer:?}");
    let user = grace.get("/_auth/get-session").await.json()["user"].clone();
    assert_eq!((&user["email"], &user["emailVerified"]), (&json!("grace@example.org"), &json!(false)));
    let verified: Vec<String> =
        sqlx::query_scalar(r#"select email from "user" where "emailVerified""#).fetch_all(&superuser(&admin).await).await.unwrap();
    assert_eq!(verified, ["mara@example.org"]);
}

/// The routes of the protocol that change something, from the sources.
fn posts() -> Vec<String> {
    let route = Regex::new(r#"\.route\(\s*"([^"]+)",[^\n]*post\("#).unwrap();
    let text = sources("server/src/web/auth");
    let found: Vec<_> = route.captures_iter(&text).map(|one| format!("/_auth{}", &one[1])).collect();
    assert!(found.len() >= 15, "{found:?}");
    found
}

#[sqlx::test(migrations = "../migrations")]
async fn a_foreign_page_sends_nothing_to_the_protocol_whatever_its_type(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (mara, _) = site.member(&product, "mara@example.org").await;
    let before = state(&admin).await;
    let body = json!({ "email": "eve@example.org", "name": "Eve", "password": RIGHT, "newPassword": "another long password" }).to_string();
    let types = [
        "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain",
        "text/plain; application/json", "application/json; charset=utf-8", "",
    ];
    for path in posts() {
        for kind in types {
            for visitor in [&mara, &site.visitor()] {
                let request = || visitor.request(Method::POST, &path).header("content-type", kind).body(body.clone());
                for origin in ["https://evil.example", "null", "https://127.0.0.1", &format!("{}.evil.example", site.url)] {
                    assert_eq!(reply(request().header("origin", origin)).await.status, 403, "{path} of {kind:?} from {origin}");
                }
                let cross = request().header("origin", &site.url).header("sec-fetch-site", "cross-site");
                assert_eq!(reply(cross).await.status, 403, "{path} of {kind:?} across sites");
            }
            let silent = mara.request(Method::POST, &path).header("content-type", kind).body(body.clone());
            assert_eq!(reply(silent).await.status, 403, "{path} of {kind:?} with a cookie and without an origin");
        }
    }
    assert_eq!(state(&admin).await, before);
    assert_eq!(mara.get("/dashboard").await.status, 200);
}

// ---- ways in ----

/// Links an account of a provider, as a sign-in there would.
async fn linked_elsewhere(admin: &PgPool, member: &Member, subject: &str) -> String {
    sqlx::query_scalar(
        r#"insert into account (id, "userId", issuer, "providerId", "accountId", "accessToken", "refreshToken", "idToken")
           values (gen_random_uuid(), $1, 'https://accounts.example.org', 'example', $2, 'a', 'r', 'i') returning id::text"#,
    )
    .bind(member.id().0)
    .bind(subject)
    .fetch_one(&superuser(admin).await)
    .await
    .unwrap()
}

#[sqlx::test(migrations = "../migrations")]
async fn of_two_ways_in_one_can_be_taken_away_and_the_last_one_stays(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (mara, member) = site.member(&product, "mara@example.org").await;
    let elsewhere = linked_elsewhere(&admin, &member, "subject").await;
    let ways = async || account::linked_accounts(&product.web.desk, &member).await.unwrap();
    assert_eq!(ways().await.len(), 2);
    account::unlink_account_freshly(&product.web.desk, &member, &elsewhere).await.unwrap();
    let left = ways().await;
    assert_eq!(left.iter().map(|way| way.provider.as_str()).collect::<Vec<_>>(), ["credential"]);
    let kept: bool = sqlx::query_scalar(
        r#"select "accessToken" is not null or "refreshToken" is not null or "idToken" is not null from account where id::text = $1"#,
    )
    .bind(&elsewhere)
    .fetch_one(&superuser(&admin).await)
    .await
    .unwrap();
    assert!(!kept, "what could be used stays behind");
    for id in [elsewhere, left[0].id.to_string()] {
        let refused = account::unlink_account_freshly(&product.web.desk, &member, &id).await.unwrap_err();
        assert_eq!(refused.code(), Some("FAILED_TO_UNLINK_LAST_ACCOUNT"));
    }
    let body = json!({ "providerId": "credential", "accountId": left[0].id });
    let wire = mara.json_from_page("/_auth/unlink-account", &body).await;
    assert_eq!((wire.status, wire.json()["code"].as_str()), (400, Some("FAILED_TO_UNLINK_LAST_ACCOUNT")));
    let password = json!({ "email": "mara@example.org", "password": RIGHT });
    assert_eq!(site.visitor().json("/_auth/sign-in/email", &password).await.status, 200);
}

#[sqlx::test(migrations = "../migrations")]
async fn taking_a_way_in_away_asks_for_the_password_or_a_fresh_session_and_never_a_program(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (mara, member) = site.member(&product, "mara@example.org").await;
    let elsewhere = linked_elsewhere(&admin, &member, "subject").await;
    let desk = &product.web.desk;
    let wrong = || Again::Password("wrong horse battery".to_owned().into());
    let take = async |member: &Member, again: Again| {
        let taken = account::unlink_account(desk, member, &elsewhere, again, None).await;
        taken.map_err(|error| error.code().unwrap_or("?"))
    };
    assert_eq!(take(&member, wrong()).await, Err("INVALID_PASSWORD"));
    let new = account::NewKey { name: "script".into(), scopes: vec![account::Scope::Write], days: None };
    let refused = account::create_key(desk, &member, &new, wrong(), None).await.unwrap_err();
    assert_eq!(refused.code(), Some("INVALID_PASSWORD"), "a key comes in without the password");
    let key = account::create_key(desk, &member, &new, Again::Password(password()), None).await.unwrap();
    let program = account::member_by_key(desk, &key).await.unwrap().unwrap();
    assert_eq!(take(&program, Again::Password(password())).await, Err("?"));
    assert!(account::create_key(desk, &program, &new, Again::FreshSession, None).await.is_err());
    // An old session is not enough over the wire, and the page asks for the password.
    let stale = sqlx::query(r#"update session set "createdAt" = now() - interval '16 minutes'"#);
    stale.execute(&superuser(&admin).await).await.unwrap();
    let body = json!({ "providerId": "example", "accountId": elsewhere });
    let wire = mara.json_from_page("/_auth/unlink-account", &body).await;
    assert_eq!((wire.status, wire.json()["code"].as_str()), (403, Some("SESSION_NOT_FRESH")));
    let page = mara.get(&format!("/settings/security/accounts/{elsewhere}")).await;
    assert!(page.status == 200 && page.body.contains("Your password"), "{page:?}");
    let unproved = mara.call("unlink", &[("id", &elsewhere)]).await;
    assert_eq!(unproved.faults()[0].0, "password", "{unproved:?}");
    assert_eq!(account::linked_accounts(desk, &member).await.unwrap().len(), 2);
    let proved = mara.call("unlink", &[("id", &elsewhere), ("password", RIGHT)]).await;
    assert!((200..400).contains(&proved.status), "{proved:?}");
    assert_eq!(account::linked_accounts(desk, &member).await.unwrap().len(), 1);
    product.work().await;
    assert!(product.outbox().iter().any(|mail| mail.subject == "A way to sign in was removed"));
}

#[sqlx::test(migrations = "../migrations")]
async fn two_who_take_away_both_ways_in_at_once_leave_one(admin: PgPool) {
    let product = Product::with(&admin, &[], 8).await;
    let member = product.member("mara@example.org").await;
    for round in 0..8 {
        linked_elsewhere(&admin, &member, &format!("subject {round}")).await;
        let ways = account::linked_accounts(&product.web.desk, &member).await.unwrap();
        assert_eq!(ways.len(), 2);
        let tries = ways.iter().map(|way| {
            let (desk, member, id) = (product.web.desk.clone(), member.clone(), way.id.to_string());
            tokio::spawn(async move { account::unlink_account_freshly(&desk, &member, &id).await.is_ok() })
        });
        let mut gone = 0;
        for one in tries.collect::<Vec<_>>() {
            gone += usize::from(one.await.unwrap());
        }
        assert_eq!(gone, 1, "nobody could come back");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_password_that_was_taken_away_opens_nothing(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let member = product.member("mara@example.org").await;
    linked_elsewhere(&admin, &member, "subject").await;
    let ways = account::linked_accounts(&product.web.desk, &member).await.unwrap();
    let own = ways.iter().find(|way| way.provider == "credential").unwrap();
    account::unlink_account_freshly(&product.web.desk, &member, &own.id.to_string()).await.unwrap();
    let body = json!({ "email": "mara@example.org", "password": RIGHT });
    assert_eq!(site.visitor().json("/_auth/sign-in/email", &body).await.status, 401);
    let changed =
        account::change_password(&product.web.desk, &member, &SeenFrom::default(), password(), RIGHT.to_owned().into(), false).await;
    assert_eq!(changed.unwrap_err().code(), Some("CREDENTIAL_ACCOUNT_NOT_FOUND"));
    // A reset gives a password again, to whoever has the mailbox.
    let token = crate::accounts::reset_token(&product, "mara@example.org").await;
    let reset = json!({ "token": token, "newPassword": RIGHT });
    assert_eq!(site.visitor().json("/_auth/reset-password", &reset).await.status, 200);
    assert_eq!(site.visitor().json("/_auth/sign-in/email", &body).await.status, 200);
}
