//! What each route and each server function takes. A new one is not on these lists, and fails until somebody has said whether
//! it takes what belongs to a person; if it does, it is tried here, or in `strangers`, with somebody else's.

use crate::house::{Product, superuser};
use crate::strangers::{passkey_of, sources, state};
use crate::web::Site;
use job_agent::account;
use regex::Regex;
use serde_json::{Value, json};
use sqlx::PgPool;
use std::collections::BTreeSet;

/// What a plain route takes from whoever asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    /// Nothing that could be somebody else's: words, or the asker's own session.
    Nothing,
    /// An id in its path; `strangers` tries each of these.
    IdInPath,
    /// A token that was mailed, or that another step made; `accounts` and `secrets` offer it to everything else.
    Token,
    /// An id in its body, tried here.
    IdInBody,
}
use Takes::{IdInBody, IdInPath, Nothing, Token};

/// What is sent with an id in it.
type Body = fn(&str) -> Value;

const ROUTES: &[(&str, Takes)] = &[
    ("/uploads", Nothing),
    ("/uploads/{id}/file", IdInPath),
    ("/uploads/{id}/pages/{number}", IdInPath),
    ("/letters/{id}/letter.pdf", IdInPath),
    ("/exports/{id}/job-agent.zip", IdInPath),
    ("/artifacts/{id}/download", IdInPath),
    ("/resumes/{id}/preview.svg", IdInPath),
    // The asker's own next mail.
    ("/settings/mail/digest", Nothing),
    ("/sign-out", Nothing),
    // Both name a provider and a place of ours to go on to; the account is the asker's own.
    ("/sign-in/provider", Nothing),
    ("/settings/security/link", Nothing),
    ("/api/workflow/status", Nothing),
    ("/api/workflow/status/stream", Nothing),
    ("/api/workflow/status/{run_id}", IdInPath),
    ("/api/workflow/status/{run_id}/stream", IdInPath),
    ("/livez", Nothing),
    ("/readyz", Nothing),
    ("/health", Nothing),
    ("/dev/outbox", Nothing),
    ("/unsubscribe", Token),
    // A link that is signed and ends.
    ("/files", Token),
    // Below /_auth.
    ("/ok", Nothing),
    ("/error", Nothing),
    ("/sign-up/email", Nothing),
    ("/sign-in/email", Nothing),
    ("/sign-in/social", Nothing),
    ("/get-session", Nothing),
    ("/list-sessions", Nothing),
    ("/revoke-session", IdInBody),
    ("/revoke-sessions", Nothing),
    ("/revoke-other-sessions", Nothing),
    ("/request-password-reset", Nothing),
    ("/reset-password", Token),
    ("/change-password", Nothing),
    ("/send-verification-email", Nothing),
    ("/verify-email", Token),
    ("/change-email", Nothing),
    ("/update-user", Nothing),
    ("/delete-user", Token),
    ("/delete-user/callback", Token),
    ("/list-accounts", Nothing),
    ("/link-social", Nothing),
    ("/unlink-account", IdInBody),
    // The last three come with the cookie of a sign-in that is half done.
    ("/two-factor/disable", Nothing),
    ("/two-factor/enable", Nothing),
    ("/two-factor/generate-backup-codes", Nothing),
    ("/two-factor/get-totp-uri", Nothing),
    ("/two-factor/send-otp", Token),
    ("/two-factor/verify-backup-code", Token),
    ("/two-factor/verify-totp", Token),
    // Both answers come with the cookie of the question.
    ("/passkey/generate-register-options", Nothing),
    ("/passkey/verify-registration", Token),
    ("/passkey/generate-authenticate-options", Nothing),
    ("/passkey/verify-authentication", Token),
    ("/passkey/list-user-passkeys", Nothing),
    ("/passkey/update-passkey", IdInBody),
    ("/passkey/delete-passkey", IdInBody),
];

/// Arguments of server functions that name nothing of anybody's. One that ends in `Id` is tried in `strangers`.
/// Two hold an id among words: `source` is tried in `strangers`, `search` in `unsubscribe`. Numbers, parts and entries are those of
/// a résumé that is named beside them.
const PLAIN: &[&str] = &[
    "about", "accent", "answer", "avoid", "basic_info", "before", "change", "code", "company", "current_password", "days", "design",
    "email", "entry", "every", "face", "field", "fields", "filter", "form", "hour", "key", "kind", "language", "lean", "letter",
    "location", "message", "name", "new_password", "next", "number", "paper", "part", "password", "paused", "place", "remember", "search",
    "section", "seen", "source", "status", "summary", "text", "timezone", "title", "token", "trust", "why", "work_mode", "write",
];

fn routes_of_the_program() -> BTreeSet<String> {
    let route = Regex::new(r#"\.route\(\s*"([^"]+)""#).unwrap();
    route.captures_iter(&sources("server/src/web")).map(|one| one[1].to_owned()).collect()
}

#[test]
fn every_route_says_what_it_takes() {
    let known: BTreeSet<String> = ROUTES.iter().map(|(path, _)| (*path).to_owned()).collect();
    let there = routes_of_the_program();
    let new: Vec<_> = there.difference(&known).collect();
    assert!(new.is_empty(), "say in server/tests/hostile/routes.rs what these routes take, and try it with somebody else's: {new:?}");
    let gone: Vec<_> = known.difference(&there).collect();
    assert!(gone.is_empty(), "these routes are gone: {gone:?}");
    for (path, takes) in ROUTES {
        assert_eq!(path.contains('{'), *takes == IdInPath, "{path}");
    }
}

#[test]
fn every_argument_of_a_server_function_is_plain_or_an_id_that_is_tried() {
    let function = Regex::new(r"(?s)#\[server[^\]]*\]\s*pub async fn (\w+)\((.*?)\)\s*->").unwrap();
    let argument = Regex::new(r"(\w+): ((?:Option<|Vec<)*)(\w+)").unwrap();
    let mut unknown = Vec::new();
    for one in function.captures_iter(&sources("app/src")) {
        for arg in argument.captures_iter(&one[2]) {
            if !arg[3].ends_with("Id") && !PLAIN.contains(&&arg[1]) {
                unknown.push(format!("{}: {}", &one[1], &arg[0]));
            }
        }
    }
    assert!(unknown.is_empty(), "do these name something of a person's? Then give them a type of id, else add them to PLAIN: {unknown:?}");
}

#[sqlx::test(migrations = "../migrations")]
async fn somebody_elses_id_in_a_body_changes_nothing(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (mara, member) = site.member(&product, "mara@example.org").await;
    let (other, _) = site.member(&product, "other@example.org").await;
    let session = member.session().to_string();
    let way_in = account::linked_accounts(&product.web.desk, &member).await.unwrap()[0].id.to_string();
    let unknown = uuid::Uuid::from_u128(1).to_string();
    let passkey = passkey_of(&product, &member).await;
    let tried: [(&str, Body, &str); 4] = [
        ("/revoke-session", |id| json!({ "token": id }), &session),
        ("/unlink-account", |id| json!({ "providerId": "credential", "accountId": id }), &way_in),
        ("/passkey/update-passkey", |id| json!({ "id": id, "name": "mine now" }), &passkey),
        ("/passkey/delete-passkey", |id| json!({ "id": id }), &passkey),
    ];
    let to_try: Vec<_> = ROUTES.iter().filter(|(_, takes)| *takes == IdInBody).map(|(path, _)| *path).collect();
    assert_eq!(tried.iter().map(|(path, ..)| *path).collect::<Vec<_>>(), to_try, "try here what is new");
    let before = (state(&admin).await, accounts(&admin).await);
    for (path, body, id) in tried {
        let path = format!("/_auth{path}");
        let foreign = other.json_from_page(&path, &body(id)).await;
        let none = other.json_from_page(&path, &body(&unknown)).await;
        assert_eq!((foreign.status, &foreign.body), (none.status, &none.body), "{path} tells whose an id is");
        let broken = other.json_from_page(&path, &body("' or true --")).await;
        assert!((200..500).contains(&broken.status), "{path}: {broken:?}");
    }
    assert_eq!((state(&admin).await, accounts(&admin).await), before, "somebody else changed something");
    assert_eq!(mara.get("/_auth/get-session").await.json()["user"]["email"], json!("mara@example.org"));
    // The first of them does what it is for, for the one whose it is.
    assert_eq!(mara.json_from_page("/_auth/revoke-session", &json!({ "token": session })).await.status, 200);
    assert_eq!(mara.get("/_auth/get-session").await.body, "null");
}

async fn accounts(admin: &PgPool) -> String {
    let sum = sqlx::query_scalar("select string_agg(t::text, '|' order by t::text) from account t");
    sum.fetch_one(&superuser(admin).await).await.unwrap()
}
