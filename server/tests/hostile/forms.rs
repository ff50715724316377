//! Forms with input that cannot be used, and forms that are sent again. Every refusal names the field and the fix.

use crate::house::{CV, Product, superuser};
use crate::web::{Site, Visitor, path_of, reply};
use bytes::Bytes;
use job_agent::profile;
use sqlx::PgPool;

/// A form that is fine, but for what a case puts in place of a value or adds.
struct Form {
    function: &'static str,
    fields: Vec<(&'static str, String)>,
}

fn form(function: &'static str, fields: &[(&'static str, &str)]) -> Form {
    Form { function, fields: fields.iter().map(|(key, value)| (*key, (*value).to_owned())).collect() }
}

impl Form {
    fn with(&self, key: &'static str, value: &str) -> Vec<(&'static str, String)> {
        let mut fields: Vec<_> = self.fields.iter().filter(|(known, _)| *known != key).cloned().collect();
        fields.push((key, value.to_owned()));
        fields
    }
}

async fn call(visitor: &Visitor<'_>, function: &str, fields: &[(&'static str, String)]) -> crate::web::Reply {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(key, value)| (*key, value.as_str())).collect();
    visitor.call(function, &fields).await
}

fn sign_up() -> Form {
    form("sign_up", &[("name", "Ada Example"), ("email", "ada@example.org"), ("password", "correct horse battery")])
}

fn about() -> Form {
    form("save_about", &[("name", "Ada Example"), ("location", "Berlin"), ("work_mode", "remote"), ("basic_info", "I write.")])
}

fn persona() -> Form {
    form("save_persona", &[("summary", "Calm."), ("lean[pace]", "-1"), ("avoid", "on-call")])
}

fn search() -> Form {
    let fields = [
        ("key", "a-key"),
        ("name", "Mine"),
        ("titles", "Engineer"),
        ("places", "Berlin"),
        ("modes[]", "remote"),
        ("sources[]", "sample"),
        ("salary_floor", "60000"),
        ("currency", "EUR"),
        ("fresh_days", "30"),
        ("limit", "20"),
        ("letters", "0"),
    ];
    form("begin_search", &fields)
}

#[sqlx::test(migrations = "../migrations")]
async fn texts_that_are_too_long_and_values_that_are_none_are_named_with_the_fix(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (mara, member) = site.member(&product, "mara@example.org").await;
    product.profiled(&member).await;
    let long = |count: usize| "x".repeat(count);
    let lines = |count: usize| "Engineer\n".repeat(count);
    let cases: Vec<(Form, &'static str, String, &str)> = vec![
        (sign_up(), "name", long(121), "name"),
        (sign_up(), "name", String::new(), "name"),
        (sign_up(), "email", format!("{}@example.org", long(65)), "email"),
        (sign_up(), "email", format!("ada@{}.org", long(300)), "email"),
        (sign_up(), "email", "ada@example.org, eve@example.org".into(), "email"),
        (sign_up(), "password", long(129), "password"),
        (sign_up(), "password", "short".into(), "password"),
        (form("sign_in", &[("email", "mara@example.org"), ("password", "x")]), "password", long(1_000_000), "password"),
        (form("sign_in", &[("email", "mara@example.org"), ("password", "x")]), "email", long(100_000), "email"),
        (form("verify_email", &[]), "token", long(100_000), "token"),
        (about(), "name", long(121), "name"),
        (about(), "name", "   ".into(), "name"),
        (about(), "location", long(201), "location"),
        (about(), "basic_info", long(4001), "basic_info"),
        (form("say", &[]), "message", long(2001), "message"),
        (form("say", &[]), "message", " \n ".into(), "message"),
        (persona(), "summary", long(3001), "summary"),
        (persona(), "avoid", long(301), "avoid"),
        (persona(), "avoid", lines(31), "avoid"),
        (persona(), "lean[pace]", "9".into(), "traits"),
        (persona(), "lean[pace]", "much".into(), "traits"),
        (search(), "name", long(121), "name"),
        (search(), "titles", long(121), "titles"),
        (search(), "titles", lines(21), "titles"),
        (search(), "places", long(121), "places"),
        (search(), "sources[]", "monster".into(), "sources"),
        (search(), "salary_floor", "much".into(), "salary_floor"),
        (search(), "salary_floor", "-5".into(), "salary_floor"),
        (search(), "salary_floor", "99999999999999999999".into(), "salary_floor"),
        (search(), "currency", "euros".into(), "currency"),
        (search(), "fresh_days", "366".into(), "fresh_days"),
        (search(), "limit", "201".into(), "limit"),
        (search(), "letters", "11".into(), "letters"),
        (search(), "key", long(201), "key"),
        (form("find_openings", &[]), "key", long(201), "key"),
        (form("find_openings", &[]), "key", String::new(), "key"),
        (form("start_profiling", &[]), "key", long(5_000), "key"),
    ];
    for (form, field, value, named) in &cases {
        let (function, shown) = (form.function, &value[..value.len().min(40)]);
        let answer = call(&mara, function, &form.with(field, value)).await;
        assert_eq!(answer.status, 422, "{function} with {field} = {shown}: {answer:?}");
        let faults = answer.faults();
        let told = faults.iter().find(|(field, _)| field == named);
        assert!(told.is_some_and(|(_, words)| words.len() > 15 && words.len() < 300), "{function} with {field} = {shown}: {faults:?}");
    }
    let runs: i64 =
        sqlx::query_scalar("select count(*) from run where kind <> 'account_mail'").fetch_one(&superuser(&admin).await).await.unwrap();
    assert_eq!(runs, 1, "a form that was refused has started nothing");
    // The forms themselves are fine, so that nothing above was refused for another reason.
    for form in [sign_up(), about(), persona(), search()] {
        let answer = call(&mara, form.function, &form.fields).await;
        assert!(answer.status < 400, "{}: {answer:?}", form.function);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn characters_that_cannot_be_kept_are_refused_and_are_no_fault_of_ours(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (mara, member) = site.member(&product, "mara@example.org").await;
    product.profiled(&member).await;
    let texts = [(sign_up(), "name"), (about(), "name"), (about(), "location"), (about(), "basic_info"), (persona(), "summary")];
    let more = [(persona(), "avoid"), (search(), "titles"), (search(), "name"), (form("say", &[]), "message"), (search(), "key")];
    for (form, field) in texts.into_iter().chain(more) {
        let answer = call(&mara, form.function, &form.with(field, "a\0b")).await;
        assert_eq!(answer.status, 422, "{} with {field}: {answer:?}", form.function);
    }
    let path = path_of("save_about");
    let answer = reply(mara.form(&path, &[]).header("origin", &site.url).body("name=%FF%FE&location=%ZZ")).await;
    assert!(answer.status < 500, "{answer:?}");
    for text in ["ünï cødé 履歴書 🦀", "'; drop table run; --", "{{7*7}}${7*7}<script>alert(1)</script>", "\u{202e}right to left"]
    {
        let answer = call(&mara, "save_about", &about().with("location", text)).await;
        assert!(answer.status < 400, "{text}: {answer:?}");
        let kept = profile::profile(&product.web.desk, &member).await.unwrap().about.location;
        assert_eq!(kept, text);
        assert!(!mara.get("/onboarding/review").await.body.contains("<script>alert(1)"), "a text became markup");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_body_without_end_or_sense_is_no_fault_of_ours(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let nobody = site.visitor();
    let path = path_of("sign_in");
    let large = nobody.form(&path, &[]).header("origin", &site.url).body(format!("email=a&password={}", "x".repeat(8 * 1024 * 1024)));
    // The server may hang up while we still talk.
    if let Ok(answer) = large.send().await {
        assert!(answer.status().is_client_error(), "{answer:?} after eight megabytes");
    }
    for body in ["", "&&&&", "email", "email[a][b][c][d][e][f][g][h]=1", "email[]=a&email[]=b", "password=x&email=a&email=b"] {
        let answer = reply(nobody.form(&path, &[]).header("origin", &site.url).body(body)).await;
        assert!((400..500).contains(&answer.status), "{body}: {answer:?}");
    }
    // Fields that nobody asked for change nothing.
    let extra = [("userId", "0"), ("role", "operator"), ("emailVerified", "true"), ("id", "0"), ("email_verified", "true")];
    let mut fields = sign_up().fields;
    fields.extend(extra.map(|(key, value)| (key, value.to_owned())));
    assert!(call(&nobody, "sign_up", &fields).await.status < 400);
    let row: (String, bool) = sqlx::query_as(r#"select role, "emailVerified" from "user" where id <> app_house()"#)
        .fetch_one(&superuser(&admin).await)
        .await
        .unwrap();
    assert_eq!(row, ("member".to_owned(), false));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_taken_address_is_said_with_and_without_the_script(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let nobody = site.visitor();
    assert!(call(&nobody, "sign_up", &sign_up().fields).await.status < 400);
    for spelled in ["ada@example.org", " ADA@Example.ORG "] {
        let answer = call(&nobody, "sign_up", &sign_up().with("email", spelled)).await;
        assert_eq!(answer.status, 422);
        assert_eq!(answer.faults()[0].0, "email");
        assert!(answer.header("set-cookie").is_empty(), "nobody is signed in by a refusal");
    }
    // Ten at once: one account.
    let bert = sign_up().with("email", "bert@example.org");
    let tries = (0..10).map(|_| call(&nobody, "sign_up", &bert));
    let answers = futures::future::join_all(tries).await;
    assert!(answers.iter().filter(|answer| answer.status < 400).count() <= 1, "{:?}", answers.iter().map(|a| a.status).collect::<Vec<_>>());
    let people: i64 =
        sqlx::query_scalar(r#"select count(*) from "user" where id <> app_house()"#).fetch_one(&superuser(&admin).await).await.unwrap();
    assert_eq!(people, 2);

    let fields = sign_up().fields;
    let fields: Vec<(&str, &str)> = fields.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let plain = nobody.form(&path_of("sign_up"), &fields).header("origin", &site.url).header("accept", "text/html");
    let answer = reply(plain.header("referer", format!("{}/sign-up", site.url))).await;
    assert!((300..400).contains(&answer.status), "{answer:?}");
    let back = answer.header("location").strip_prefix(&site.url).unwrap_or(answer.header("location")).to_owned();
    assert!(back.starts_with("/sign-up"), "{back}");
    let page = nobody.get(&back).await;
    assert!(page.body.contains("There is an account with this address already"), "the page does not say what is wrong: {back}");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_form_that_is_sent_again_does_the_same_thing_once(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (mara, member) = site.member(&product, "mara@example.org").await;
    let upload = profile::upload_cv(&product.web.desk, &member, "cv.pdf", Bytes::from_static(CV)).await.unwrap();
    let all = superuser(&admin).await;
    let count = async |what: &str| -> i64 {
        sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from {what}"))).fetch_one(&all).await.unwrap()
    };

    let key = [("key", "the-same-key".to_owned())];
    let started = futures::future::join_all((0..20).map(|_| call(&mara, "start_profiling", &key))).await;
    let runs: std::collections::HashSet<String> = started.iter().map(|answer| answer.json().as_str().unwrap_or("?").to_owned()).collect();
    assert_eq!(runs.len(), 1, "{runs:?}");
    assert_eq!(count("run where kind = 'profiling'").await, 1);
    product.work().await;

    for (function, fields) in [("find_openings", key.to_vec()), ("begin_search", search().fields)] {
        let before = (count("run where kind = 'job_search'").await, count("job_search").await);
        let started = futures::future::join_all((0..20).map(|_| call(&mara, function, &fields))).await;
        assert!(started.iter().all(|answer| answer.status < 400), "{function}: {:?}", started.iter().find(|answer| answer.status >= 400));
        let after = (count("run where kind = 'job_search'").await, count("job_search").await);
        assert_eq!(after, (before.0 + 1, before.1 + 1), "{function}: one run and one search");
        let again = call(&mara, function, &fields).await;
        assert!(again.status < 400 && count("run where kind = 'job_search'").await == after.0);
    }

    let id = [("id", upload.id.to_string())];
    assert!(call(&mara, "remove_cv", &id).await.status < 400);
    assert_eq!(call(&mara, "remove_cv", &id).await.status, 404, "what is gone is gone");
    // The whole chat once more, as a browser does that goes back: the answers are not lost and not doubled.
    let said = [("message", "I like to ship.".to_owned())];
    let turns = futures::future::join_all((0..8).map(|_| call(&mara, "say", &said))).await;
    assert!(turns.iter().all(|answer| answer.status < 500), "{:?}", turns.iter().find(|answer| answer.status >= 500));
}

#[sqlx::test(migrations = "../migrations")]
async fn whom_facts_may_go_to_is_said_by_name_before_anything_goes(admin: PgPool) {
    // Nobody answers there, and no page asks.
    let model = ["--assistant-model", "compatible::stand-in", "--assistant-base-url", "http://127.0.0.1:9/v1"];
    let product = Product::with(&admin, &model, 4).await;
    let site = Site::open(&product).await;
    let (mara, _) = site.member(&product, "mara@example.org").await;
    for (page, words) in [
        ("/searches", "Let compatible::stand-in of the server (127.0.0.1) read the best 10 matches"),
        ("/searches", "with at most 20 questions and 150000 tokens a run"),
        ("/searches", "name=\"model\""),
        ("/onboarding/review", "facts of your CV to the server (127.0.0.1)"),
        ("/onboarding/vibe-check", "Your answers go to the server (127.0.0.1)"),
    ] {
        let answer = mara.get(page).await;
        assert_eq!(answer.status, 200, "{page}");
        assert!(answer.body.contains(words), "{page} does not say: {words}");
        assert!(!answer.body.contains("Your CV stays here."), "{page} promises too much");
    }
}
