//! Somebody else's ids on every route that takes one, and requests that come from somebody else's page. The routes are
//! read from the router and from the sources, so that a new one is asked too.

use crate::house::{Product, password, superuser};
use crate::web::{Reply, Site, Visitor, name_of, path_of, reply};
use job_agent::account::{self, Member, SeenFrom};
use job_agent::data;
use job_agent::db::Db;
use job_agent::run::{self, Status};
use job_agent::{letter, posting, profile, resume, search};
use leptos::server_fn::axum::server_fn_paths;
use leptos_axum::generate_route_list;
use regex::Regex;
use reqwest::Method;
use sqlx::PgPool;
use std::path::Path;

/// The ids of one person's things.
struct Things {
    run: String,
    search: String,
    matched: String,
    pasted: String,
    letter: String,
    upload: String,
    fact: String,
    session: String,
    export: String,
    key: String,
    way_in: String,
    passkey: String,
    trusted: String,
    resume: String,
    artifact: String,
}

impl Things {
    async fn of(product: &Product, member: &Member) -> Self {
        let desk = &product.web.desk;
        product.profiled(member).await;
        let run = search::start_from_profile(desk, member, "first").await.unwrap();
        product.work().await;
        let ended = run::find(desk, member.id(), run).await.unwrap().unwrap().snapshot;
        assert_eq!(ended.status, Status::Completed, "{:?}", ended.error_message);
        data::start_export(desk, member, "first").await.unwrap();
        product.work().await;
        let (resume, artifact) = resume_of(product, member).await;
        // Another browser of theirs, which one session of theirs may sign out.
        let elsewhere =
            account::sign_in(desk, &SeenFrom::default(), &member.person().email, password(), true).await.unwrap().session().unwrap();
        let elsewhere = account::member(desk, &elsewhere.cookie).await.unwrap().unwrap();
        let new = account::NewKey { name: "script".into(), scopes: vec![account::Scope::Read], days: None };
        account::create_key(desk, member, &new, account::Again::FreshSession, None).await.unwrap();
        let text = "Nordwind keeps a text that nobody else may read. ".repeat(4);
        Self {
            resume,
            artifact,
            pasted: posting::paste(desk, member, &text).await.unwrap().to_string(),
            way_in: account::linked_accounts(desk, member).await.unwrap()[0].id.to_string(),
            passkey: passkey_of(product, member).await,
            trusted: trusted_of(product, member).await,
            key: account::keys(desk, member).await.unwrap()[0].id.to_string(),
            session: elsewhere.session().to_string(),
            export: data::exports(desk, member).await.unwrap()[0].id.to_string(),
            run: run.to_string(),
            search: search::searches(desk, member).await.unwrap()[0].id.to_string(),
            matched: search::matches(desk, member, None, None).await.unwrap()[0].id.to_string(),
            letter: letter::letters(desk, member).await.unwrap()[0].id.to_string(),
            upload: profile::uploads(desk, member).await.unwrap()[0].id.to_string(),
            fact: profile::profile(desk, member).await.unwrap().facts[0].id.to_string(),
        }
    }

    /// The id that a route with this first part takes.
    fn of_route(&self, route: &str) -> &str {
        match route.trim_start_matches("/api/workflow").split('/').nth(1).unwrap() {
            "runs" | "status" | "ops" => &self.run,
            "searches" => &self.search,
            "matches" if route.contains("/paste/") => &self.pasted,
            "matches" => &self.matched,
            "letters" => &self.letter,
            "uploads" => &self.upload,
            "facts" => &self.fact,
            "exports" => &self.export,
            "resumes" => &self.resume,
            "artifacts" => &self.artifact,
            "settings" if route.contains("/accounts/") => &self.way_in,
            "settings" => &self.passkey,
            other => panic!("say here whose id the routes of {other} take"),
        }
    }

    /// The id of this type.
    fn of_type(&self, name: &str) -> &str {
        match name {
            "RunId" => &self.run,
            "JobSearchId" => &self.search,
            "MatchId" => &self.matched,
            "PastedId" => &self.pasted,
            "LetterId" => &self.letter,
            "UploadId" => &self.upload,
            "FactId" => &self.fact,
            "SessionId" => &self.session,
            "ApiKeyId" => &self.key,
            "WayInId" => &self.way_in,
            "PasskeyId" => &self.passkey,
            "TrustedBrowserId" => &self.trusted,
            "ResumeId" => &self.resume,
            other => panic!("say here whose id a {other} is"),
        }
    }
}

/// A résumé of theirs, and a file of it.
async fn resume_of(product: &Product, member: &Member) -> (String, String) {
    let desk = &product.web.desk;
    let id = resume::create(desk, member, "Nordwind", &resume::Source::Profile(None), "first").await.unwrap();
    resume::confirm(desk, member, id, 1).await.unwrap();
    resume::start_export(desk, member, id, resume::ArtifactKind::Json, "first").await.unwrap();
    product.work().await;
    let made = resume::artifacts(desk, member, id).await.unwrap();
    (id.to_string(), made.into_iter().find_map(|of_kind| of_kind.latest).unwrap().id.to_string())
}

/// A passkey of theirs. No device made it, so that it opens nothing.
pub async fn passkey_of(product: &Product, member: &Member) -> String {
    let id: uuid::Uuid = product.web.desk.new_id();
    let mut tx = product.web.desk.db.owned(member.id()).await.unwrap();
    sqlx::query("insert into passkey (id, user_id, name, credential_id, credential) values ($1, $2, 'Nordwind', $1::text, '{}')")
        .bind(id)
        .bind(member.id().0)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id.to_string()
}

/// A browser that they trust. Nothing that a browser could show was ever made for it.
async fn trusted_of(product: &Product, member: &Member) -> String {
    let id: uuid::Uuid = product.web.desk.new_id();
    let mut tx = product.web.desk.db.owned(member.id()).await.unwrap();
    sqlx::query(
        r#"insert into verification (id, identifier, value, user_id, "expiresAt")
           values ($1, 'trust-device:', $1::text, $2, now() + interval '1 day')"#,
    )
    .bind(id)
    .bind(member.id().0)
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    id.to_string()
}

/// The text of all Rust files below a folder of the tree.
pub fn sources(folder: &str) -> String {
    fn gather(folder: &Path, text: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                gather(&path, text);
            } else if path.extension().is_some_and(|end| end == "rs") {
                text.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    let mut text = String::new();
    gather(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder), &mut text);
    text
}

/// A route with its first parameter filled in; a further one, such as a page's number, is 1.
fn filled(route: &str, id: &str) -> String {
    let parameter = Regex::new(r"\{[^}]+\}|:[a-z_]+").unwrap();
    let first = parameter.replace(route, id).into_owned();
    parameter.replace_all(&first, "1").into_owned()
}

/// Pages with a parameter, as the router has them.
fn pages() -> Vec<String> {
    let routes = generate_route_list(app::App);
    routes.iter().map(|route| route.path().to_owned()).filter(|path| path.contains(['{', ':'])).collect()
}

/// Plain routes with a parameter, and their methods.
fn plain_routes() -> Vec<(Method, String)> {
    let route = Regex::new(r#"\.route\(\s*"([^"]+)",\s*(get|post|put|patch|delete)\("#).unwrap();
    let text = sources("server/src/web");
    assert_eq!(route.find_iter(&text).count(), text.matches(".route(").count(), "a route is written so that it is not read here");
    let found = route.captures_iter(&text).map(|one| (one[2].to_uppercase().parse().unwrap(), one[1].to_owned()));
    found.filter(|(_, path)| path.contains('{')).collect()
}

/// Server functions that take an id: name, argument, type.
fn functions() -> Vec<(String, String, String)> {
    let function = Regex::new(r"(?s)#\[server[^\]]*\]\s*pub async fn (\w+)\((.*?)\)\s*->").unwrap();
    let argument = Regex::new(r"(\w+): (\w+Id)\b").unwrap();
    let text = sources("app/src");
    assert_eq!(
        function.captures_iter(&text).count(),
        server_fn_paths().count(),
        "a server function is written so that it is not read here"
    );
    let mut found = Vec::new();
    for one in function.captures_iter(&text) {
        found.extend(argument.captures_iter(&one[2]).map(|arg| (one[1].to_owned(), arg[1].to_owned(), arg[2].to_owned())));
    }
    found
}

/// Asks a visitor's way through everything that takes an id.
async fn everything(site: &Site, visitor: &Visitor<'_>, things: &Things) -> Vec<(String, Reply)> {
    let mut answers = Vec::new();
    for route in pages() {
        let path = filled(&route, things.of_route(&route));
        answers.push((format!("page {route}"), visitor.get(&path).await));
    }
    for (method, route) in plain_routes() {
        let path = filled(&route, things.of_route(&route));
        let request = visitor.request(method.clone(), &path).header("origin", &site.url);
        answers.push((format!("{method} {route}"), reply(request).await));
    }
    for (function, argument, kind) in functions() {
        let more = [
            ("status", "dismissed"),
            ("why", "mine now"),
            ("every", "day"),
            ("hour", "7"),
            ("timezone", "UTC"),
            ("paused", "true"),
            ("name", "mine now"),
            ("password", "mine now"),
            ("text", "mine now"),
            ("change", "undo"),
            ("seen", "1"),
            ("number", "1"),
            ("kind", "json"),
            ("key", "mine now"),
            ("language", "en"),
            ("design", "classic"),
            ("paper", "a4"),
            ("accent", "ink"),
            ("face", "serif"),
        ];
        let fields: Vec<_> = std::iter::once((argument.as_str(), things.of_type(&kind))).chain(more).collect();
        answers.push((format!("function {function}"), visitor.call(&function, &fields).await));
    }
    answers
}

/// All that somebody else must not have changed.
pub async fn state(admin: &PgPool) -> String {
    let all = superuser(admin).await;
    let mut text = String::new();
    for table in [
        "run", "run_event", "session", "account", "data_export", "api_key", "job_search", "matched_job", "letter", "upload", "fact",
        "delivery", "chat_message", "schedule", "passkey", "resume", "resume_step", "resume_version", "artifact", "artifact_latest",
        "artifact_reading", "posting_pasted",
    ] {
        let sum = format!("select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {table} t");
        let sum: String = sqlx::query_scalar(sqlx::AssertSqlSafe(sum)).fetch_one(&all).await.unwrap();
        text.push_str(&format!("{table} {sum}\n"));
    }
    text
}

#[sqlx::test(migrations = "../migrations")]
async fn somebody_elses_id_is_not_found_anywhere_and_nothing_changes(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (mara, member) = site.member(&product, "mara@example.org").await;
    let things = Things::of(&product, &member).await;
    let (other, _) = site.member(&product, "other@example.org").await;
    let before = state(&admin).await;
    let answers = everything(&site, &other, &things).await;
    assert!(answers.len() >= 12, "{:?}", answers.iter().map(|(what, _)| what).collect::<Vec<_>>());
    for (what, answer) in &answers {
        assert_eq!(answer.status, 404, "{what}: {answer:?}");
        for id in [&things.run, &things.matched, &things.letter, &things.upload] {
            assert!(!answer.body.contains("Nordwind") || !answer.body.contains(id.as_str()), "{what} tells something");
        }
    }
    assert_eq!(state(&admin).await, before, "somebody else changed something");

    // What does not exist at all gets the same answers, so that an id can not be tried out.
    let unknown = Things {
        run: uuid::Uuid::from_u128(1).to_string(),
        search: uuid::Uuid::from_u128(2).to_string(),
        matched: uuid::Uuid::from_u128(3).to_string(),
        letter: uuid::Uuid::from_u128(4).to_string(),
        upload: uuid::Uuid::from_u128(5).to_string(),
        fact: uuid::Uuid::from_u128(6).to_string(),
        session: uuid::Uuid::from_u128(7).to_string(),
        export: uuid::Uuid::from_u128(8).to_string(),
        key: uuid::Uuid::from_u128(9).to_string(),
        way_in: uuid::Uuid::from_u128(10).to_string(),
        passkey: uuid::Uuid::from_u128(11).to_string(),
        trusted: uuid::Uuid::from_u128(14).to_string(),
        resume: uuid::Uuid::from_u128(12).to_string(),
        artifact: uuid::Uuid::from_u128(13).to_string(),
        pasted: uuid::Uuid::from_u128(15).to_string(),
    };
    for ((what, foreign), (_, none)) in answers.iter().zip(everything(&site, &other, &unknown).await) {
        assert_eq!(foreign.status, none.status, "{what}");
        let plain = !what.starts_with("page");
        assert!(!plain || foreign.body == none.body, "{what} tells {:?} from {:?}", foreign.body, none.body);
    }
    // And the same questions find something for the one whose they are, who also operates.
    account::set_operator(&Db::new(admin.clone()), "mara@example.org", true).await.unwrap();
    let mut found = 0;
    for (what, answer) in everything(&site, &mara, &things).await {
        assert_ne!(answer.status, 404, "{what}: {answer:?}");
        found += 1;
    }
    assert_eq!(found, answers.len());
}

#[sqlx::test(migrations = "../migrations")]
async fn a_list_that_is_narrowed_by_somebody_elses_run_is_empty(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (_, member) = site.member(&product, "mara@example.org").await;
    let things = Things::of(&product, &member).await;
    let (other, _) = site.member(&product, "other@example.org").await;
    let answer = other.call("read_matches", &[("run", &things.run)]).await;
    assert_eq!(answer.json()["matches"], serde_json::json!([]), "{answer:?}");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_resume_is_made_of_ones_own_things_only(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (_, member) = site.member(&product, "mara@example.org").await;
    let things = Things::of(&product, &member).await;
    let (other, _) = site.member(&product, "other@example.org").await;
    let unknown = uuid::Uuid::from_u128(1).to_string();
    let before = state(&admin).await;
    for (kind, theirs) in [("cv", &things.upload), ("copy", &things.resume)] {
        let make =
            async |id: &str| other.call("create_resume", &[("name", "mine"), ("source", &format!("{kind}:{id}")), ("key", id)]).await;
        let (foreign, none, broken) = (make(theirs).await, make(&unknown).await, make("' or true --").await);
        assert_eq!((foreign.status, &foreign.body), (404, &none.body), "{kind}: {foreign:?}");
        assert_eq!(broken.faults()[0].0, "source");
    }
    assert_eq!(state(&admin).await, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn what_is_no_id_is_not_found_and_no_fault_of_ours(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (mara, _) = site.member(&product, "mara@example.org").await;
    for id in ["1", "me", "..%2f..%2fetc%2fpasswd", "%00", "' or 1=1 --", "00000000-0000-0000-0000-00000000000g"] {
        let id = id.replace(' ', "%20").replace('\'', "%27");
        for route in pages().into_iter().chain(plain_routes().into_iter().filter(|(method, _)| method == Method::GET).map(|(_, path)| path))
        {
            let answer = mara.get(&filled(&route, &id)).await;
            assert!((400..500).contains(&answer.status), "{route} with {id}: {answer:?}");
        }
    }
}

const OPEN_PAGES: [&str; 9] =
    ["/", "/status", "/sign-in", "/sign-in/two-factor", "/sign-up", "/verify-email", "/forgot-password", "/reset-password", "/unsubscribe"];

#[sqlx::test(migrations = "../migrations")]
async fn who_is_not_signed_in_gets_nothing_private(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let nobody = site.visitor();
    let private: Vec<String> = generate_route_list(app::App).iter().map(|route| route.path().to_owned()).collect();
    for route in private.iter().filter(|path| !OPEN_PAGES.contains(&path.as_str()) && !path.contains('*')) {
        let answer = nobody.get(&filled(route, &uuid::Uuid::nil().to_string())).await;
        assert!((300..400).contains(&answer.status), "{route}: {} {}", answer.status, answer.header("location"));
        assert!(answer.header("location").starts_with("/sign-in?next="), "{route}: {}", answer.header("location"));
    }
    for (method, route) in plain_routes() {
        let request = nobody.request(method, &filled(&route, &uuid::Uuid::nil().to_string())).header("origin", &site.url);
        assert_eq!(reply(request).await.status, 401, "{route}");
    }
    let open = [
        "sign_up", "sign_in", "verify_email", "forgot_password", "reset_password", "stop_digest", "me", "read_me", "pulse", "read_pulse",
        "ReadMe", "read_providers", "read_pending", "finish_sign_in", "passkeys_are_possible", "start_passkey_sign_in",
        "finish_passkey_sign_in", "read_health",
    ];
    for (path, _) in server_fn_paths() {
        let name = name_of(path);
        if open.contains(&name) {
            continue;
        }
        let fields = [
            ("id", "00000000-0000-0000-0000-000000000000"),
            ("key", "k"),
            ("name", "n"),
            ("message", "m"),
            ("summary", "s"),
            ("email", "ada@example.org"),
            ("password", "p"),
            ("current_password", "p"),
            ("new_password", "p"),
            ("token", "t"),
            ("code", "c"),
            ("answer", "{}"),
            ("text", "t"),
            ("section", "work"),
            ("of", "00000000-0000-0000-0000-000000000000"),
            ("status", "saved"),
            ("every", "day"),
            ("hour", "7"),
            ("timezone", "UTC"),
            ("paused", "true"),
            ("source", "nothing"),
            ("change", "undo"),
            ("seen", "1"),
            ("number", "1"),
            ("kind", "json"),
            ("language", "en"),
            ("design", "classic"),
            ("paper", "a4"),
            ("accent", "ink"),
            ("face", "serif"),
        ];
        let answer = nobody.call(name, &fields).await;
        assert!(!(200..300).contains(&answer.status), "{name}: {answer:?}");
        assert!(answer.body.contains("Sign in") || answer.header("location").starts_with("/sign-in"), "{name}: {answer:?}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_request_from_another_page_is_refused_whatever_it_looks_like(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (mara, _) = site.member(&product, "mara@example.org").await;
    let port = product.address().port();
    let origins = [
        "https://evil.example".to_owned(),
        "null".to_owned(),
        format!("http://127.0.0.1:{port}.evil.example"),
        format!("http://127.0.0.1.evil.example:{port}"),
        format!("http://127.0.0.1:{}", port ^ 1),
        format!("http://mara@127.0.0.1:{port}"),
        format!("http://127.0.0.1.:{port}"),
        "file://".to_owned(),
    ];
    let types = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "application/json", ""];
    let mut paths: Vec<String> = server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    paths.extend(["/uploads", "/sign-out", "/sign-in/provider", "/settings/security/link"].map(str::to_owned));
    let before = state(&admin).await;
    for path in &paths {
        for origin in &origins {
            let request = mara.request(Method::POST, path).header("origin", origin).header("content-type", types[0]).body("key=k&name=n");
            assert_eq!(reply(request).await.status, 403, "{path} from {origin}");
        }
        for site_of_fetch in ["cross-site", "same-site"] {
            let request =
                mara.request(Method::POST, path).header("sec-fetch-site", site_of_fetch).header("content-type", types[0]).body("");
            assert_eq!(reply(request).await.status, 403, "{path} as {site_of_fetch}");
        }
    }
    for media_type in types {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let path = path_of("start_profiling");
            let request = mara.request(method.clone(), &path).header("origin", "https://evil.example").header("content-type", media_type);
            assert_eq!(reply(request.body("key=k")).await.status, 403, "{method} of {media_type}");
        }
    }
    assert_eq!(state(&admin).await, before);
    assert_eq!(mara.get("/dashboard").await.status, 200, "somebody else's page has signed nobody out");
}

#[sqlx::test(migrations = "../migrations")]
async fn reading_changes_nothing(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (mara, member) = site.member(&product, "mara@example.org").await;
    product.profiled(&member).await;
    account::set_operator(&Db::new(admin.clone()), "mara@example.org", true).await.unwrap();
    // The chat begins when its page is first seen; from then on nothing moves.
    mara.get("/onboarding/vibe-check").await;
    let before = state(&admin).await;
    for route in generate_route_list(app::App).iter().map(|route| route.path().to_owned()).filter(|path| !path.contains(['{', ':', '*'])) {
        let answer = mara.get(&route).await;
        assert!(answer.status < 400, "{route}: {}", answer.status);
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{route} may be framed");
        assert_eq!(answer.header("cache-control"), "no-store", "{route} may be kept");
    }
    for (path, _) in server_fn_paths() {
        let answer = mara.get(path).await;
        assert!(!(200..300).contains(&answer.status), "{path} answers to GET");
    }
    assert_eq!(mara.get("/sign-out").await.status, 405);
    assert_eq!(state(&admin).await, before);
    assert_eq!(mara.get("/dashboard").await.status, 200);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_stream_ends_with_its_session(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (mara, member) = site.member(&product, "mara@example.org").await;
    product.uploaded(&member).await;
    let run = profile::start_profiling(&product.web.desk, &member, "first").await.unwrap();
    let stream = mara.request(Method::GET, &format!("/api/workflow/status/{run}/stream"));
    let mut stream = stream.send().await.unwrap();
    assert_eq!(stream.status(), 200);
    assert!(stream.chunk().await.unwrap().is_some(), "it begins at once");
    let request = mara.request(Method::POST, "/sign-out").header("origin", &site.url);
    assert_eq!(reply(request).await.status, 303);
    let end = async { while stream.chunk().await.unwrap().is_some() {} };
    tokio::time::timeout(std::time::Duration::from_secs(5), end).await.expect("the stream goes on for whoever has the cookie");
    assert!(mara.get("/dashboard").await.header("location").starts_with("/sign-in"));
}
