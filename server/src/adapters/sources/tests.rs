//! What every source has to do, against a server that plays each of them in each mood. And what each reads out of its own form.

use super::*;
use chrono::{DateTime, Utc};
use job_agent::posting::{self, Answer, Period, Query, WorkMode};
use replay::moods::{MOODS, Mood};
use replay::{KINDS, Kind, Replay};
use serde_json::json;
use std::collections::HashMap;

#[path = "../../../tests/replay/mod.rs"]
mod replay;

struct Still;
impl Clock for Still {
    fn now(&self) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + chrono::TimeDelta::days(20_700)
    }
}

/// A stand-in for every source, and how it is asked.
struct House {
    replay: Replay,
    url: String,
}

impl House {
    async fn open() -> Self {
        let replay = Replay::default();
        let url = replay.start().await.expect("a port of this machine");
        Self { replay, url }
    }

    fn settings(&self, mood: &str) -> Settings {
        let keys = [("ADZUNA_APP_ID", "id"), ("ADZUNA_APP_KEY", "key"), ("USAJOBS_EMAIL", "ops@example.org"), ("USAJOBS_KEY", "key")];
        Settings {
            instead: Some(format!("{}/as/{mood}", self.url)),
            contact: "tests@example.org".into(),
            keys: keys.into_iter().map(|(name, key)| (name, SecretString::from(key))).collect(),
            limits: Limits { body: 2 * 1024 * 1024, ..Limits::default() },
            breath: Duration::ZERO,
            ..Settings::default()
        }
    }

    /// Asks a source in a mood, a board of it where it has some.
    async fn ask(&self, key: &str, mood: &str) -> Answer {
        let source = source(key, &self.settings(mood));
        let companies = if source.card().needs_companies { vec!["rowan".to_owned()] } else { Vec::new() };
        source.fetch(&Query { companies, ..Query::default() }).await
    }

    /// What every source answers in a mood.
    async fn all(&self, mood: &str) -> Vec<(&'static Kind, Answer)> {
        let mut answers = Vec::new();
        for kind in KINDS {
            answers.push((kind, self.ask(kind.key, mood).await));
        }
        answers
    }
}

fn source(key: &str, settings: &Settings) -> Arc<dyn Source> {
    public(settings).into_iter().find(|source| source.card().key == key).expect("a source of that key")
}

fn board(companies: &[&str]) -> Query {
    Query { companies: companies.iter().map(|name| (*name).to_owned()).collect(), ..Query::default() }
}

/// Nothing comes for no reason, and every row is accounted for.
fn is_honest(key: &str, answer: &Answer) {
    let fine = matches!(answer.outcome, Outcome::Ok | Outcome::OkEmpty);
    assert!(fine || answer.detail.is_some(), "{key}: {:?} without a word", answer.outcome);
    assert_eq!(answer.got, answer.postings.len() + answer.skipped.values().sum::<usize>(), "{key}: {:?}", answer.skipped);
    for posting in &answer.postings {
        assert_eq!(posting.source, key);
        assert!(posting.url.starts_with("https://"), "{key}: {}", posting.url);
        assert!(!posting.title.is_empty() && !posting.title.contains(['<', '\0', '\n']), "{key}: {:?}", posting.title);
        assert!(!posting.external_id.is_empty() && !posting.description_text.contains("<p>"), "{key}: {posting:?}");
    }
}

#[test]
fn every_source_is_played() {
    assert_eq!(KINDS.iter().map(|kind| kind.key).collect::<Vec<_>>(), KEYS);
    assert_eq!(KEYS.len(), 17);
    let named: Vec<&str> = posting::KNOWN.iter().map(|known| known.key).filter(|key| !posting::is_private(key)).skip(1).collect();
    assert_eq!(named, KEYS, "each has a name for people");
    assert!(MOODS.iter().all(|(name, mood)| Mood::named(name) == Some(*mood)));
}

#[tokio::test]
async fn a_source_that_is_well_gives_what_it_has() {
    let house = House::open().await;
    for (kind, answer) in house.all("well").await {
        is_honest(kind.key, &answer);
        assert_eq!((answer.outcome, answer.postings.len(), answer.got), (Outcome::Ok, 2, 2), "{}: {:?}", kind.key, answer.detail);
        for posting in &answer.postings {
            assert!(posting.posted_at.is_some() || kind.key == "weworkremotely", "{}: no time", kind.key);
            assert!(posting.description_text.len() > 5, "{}: no text", kind.key);
            let boards = source(kind.key, &house.settings("well")).card().needs_companies;
            assert_eq!(posting.board.as_deref(), boards.then_some("rowan"), "{}", kind.key);
        }
        assert!(answer.postings.iter().any(|posting| posting.location.is_some()), "{}: no place", kind.key);
    }
}

#[tokio::test]
async fn many_postings_come_page_after_page_and_each_once() {
    let house = House::open().await;
    for (kind, answer) in house.all("many").await {
        is_honest(kind.key, &answer);
        // Of one source no more than two pages are asked.
        let most = if kind.key == "adzuna" { 100 } else { 125 };
        assert_eq!((answer.outcome, answer.postings.len()), (Outcome::Ok, most), "{}: {:?} {:?}", kind.key, answer.detail, answer.skipped);
        let (kept, dropped) = job_agent::search::sort::dedupe(answer.postings);
        assert_eq!((kept.len(), dropped.len()), (most, 0), "{}: {:?}", kind.key, dropped.first());
    }
}

#[tokio::test]
async fn a_source_without_postings_says_so() {
    let house = House::open().await;
    for (kind, answer) in house.all("empty").await {
        assert_eq!((answer.outcome, answer.got), (Outcome::OkEmpty, 0), "{}: {:?}", kind.key, answer.detail);
    }
}

#[tokio::test]
async fn odd_rows_are_left_out_and_counted_and_the_good_ones_stay() {
    let house = House::open().await;
    for (kind, answer) in house.all("odd").await {
        is_honest(kind.key, &answer);
        let (bad, good) = if kind.is_xml() { (4, 2) } else { (kind.bad().len(), 4) };
        let left_out: usize = answer.skipped.values().sum();
        assert_eq!((answer.outcome, answer.postings.len(), left_out), (Outcome::Ok, good, bad), "{}: {:?}", kind.key, answer.skipped);
    }
    for (kind, answer) in house.all("useless").await {
        is_honest(kind.key, &answer);
        assert_eq!(
            (answer.outcome, answer.postings.len()),
            (Outcome::Broken, 0),
            "{}: rows that nobody can use are no empty list",
            kind.key
        );
    }
}

#[tokio::test]
async fn every_way_to_fail_has_its_own_outcome() {
    let house = House::open().await;
    for (mood, outcome, words) in [
        ("busy", Outcome::RateLimited, "to wait 7200 s"),
        ("failing", Outcome::Broken, "status 500"),
        ("redirecting", Outcome::Broken, "not followed"),
        ("summary", Outcome::Broken, "could not be read"),
        ("page", Outcome::Broken, "web page"),
        ("refusing", Outcome::Blocked, "refuses us"),
        ("cut", Outcome::Broken, "could not be read"),
        ("huge", Outcome::Broken, "larger than 2 MiB"),
    ] {
        for (kind, answer) in house.all(mood).await {
            is_honest(kind.key, &answer);
            let told = answer.detail.as_deref().unwrap_or_default();
            assert_eq!((answer.outcome, answer.got), (outcome, 0), "{} {mood}: {told}", kind.key);
            assert!(told.contains(words), "{} {mood}: {told}", kind.key);
        }
    }
    assert_eq!(house.replay.asked("/inside"), 0, "a redirect was followed");
}

#[tokio::test]
async fn whoever_wants_fewer_questions_is_asked_no_more() {
    let house = House::open().await;
    let answer = source("lever", &house.settings("busy")).fetch(&board(&["rowan", "ash", "elm"])).await;
    assert_eq!((answer.outcome, house.replay.asked("/as/busy/lever")), (Outcome::RateLimited, 1));
    assert!(answer.detail.is_some_and(|told| told.ends_with("not asked after that: ash, elm")));
}

#[tokio::test]
async fn a_silent_source_is_given_up() {
    let house = House::open().await;
    let mut settings = house.settings("silent");
    settings.limits.total = Duration::from_millis(60);
    for key in KEYS {
        let companies = if source(key, &settings).card().needs_companies { vec!["rowan"] } else { vec![] };
        let answer = source(key, &settings).fetch(&board(&companies)).await;
        assert_eq!((answer.outcome, answer.got), (Outcome::TimedOut, 0), "{key}: {:?}", answer.detail);
    }
    // A source may take so long in all, however patient each question is.
    settings.limits.total = Duration::from_secs(60);
    settings.patience = Duration::from_millis(60);
    let answer = source("greenhouse", &settings).fetch(&board(&["rowan", "ash"])).await;
    assert_eq!(answer.outcome, Outcome::TimedOut);
}

#[tokio::test]
async fn a_promise_that_is_not_kept_is_broken() {
    let house = House::open().await;
    for (kind, answer) in house.all("lying").await {
        let outcome = if kind.count.is_some() { Outcome::Broken } else { Outcome::OkEmpty };
        assert_eq!(answer.outcome, outcome, "{}: {:?}", kind.key, answer.detail);
    }
}

#[tokio::test]
async fn pages_before_a_failing_one_are_kept_and_circles_end() {
    let house = House::open().await;
    for mood in ["page-fails", "page-busy", "circling"] {
        for (kind, answer) in house.all(mood).await {
            let Some(pages) = kind.pages else { continue };
            is_honest(kind.key, &answer);
            let full = pages.size.unwrap_or(2);
            let outcome = if mood == "circling" { Outcome::Ok } else { Outcome::Partial };
            assert_eq!((answer.outcome, answer.postings.len()), (outcome, full), "{} {mood}: {:?}", kind.key, answer.detail);
        }
    }
}

#[tokio::test]
async fn a_moment_of_weakness_is_forgiven() {
    let house = House::open().await;
    for (kind, answer) in house.all("weak").await {
        assert!(matches!(answer.outcome, Outcome::Ok), "{}: {:?} {:?}", kind.key, answer.outcome, answer.detail);
    }
}

#[tokio::test]
async fn an_unknown_board_is_told_from_an_empty_one() {
    let house = House::open().await;
    for (kind, answer) in house.all("unknown").await {
        let told = answer.detail.as_deref().unwrap_or_default();
        let boards = source(kind.key, &Settings::default()).card().needs_companies;
        let outcome = match kind.key {
            "smartrecruiters" => Outcome::OkEmpty,
            _ if boards => Outcome::UnknownCompany,
            _ => Outcome::Broken,
        };
        assert_eq!((answer.outcome, answer.got), (outcome, 0), "{}: {told}", kind.key);
        assert!(!told.is_empty(), "{}", kind.key);
    }
}

#[tokio::test]
async fn a_name_that_can_be_none_is_not_asked_for() {
    let house = House::open().await;
    for key in KEYS {
        let source = source(key, &house.settings("well"));
        if !source.card().needs_companies {
            continue;
        }
        assert_eq!(source.fetch(&board(&[])).await.outcome, Outcome::NeedsCompany, "{key}");
        for name in ["../admin", "a/b", "a?b=c", "..", "a..b", "", "-a", "a b", "a#b", "ä", "evil.example.org/"] {
            let answer = source.fetch(&board(&[name])).await;
            assert_eq!(answer.outcome, Outcome::UnknownCompany, "{key} {name}");
        }
    }
    for name in ["evil.example.org", "a-", "a_b"] {
        assert_eq!(source("recruitee", &house.settings("well")).fetch(&board(&[name])).await.outcome, Outcome::UnknownCompany, "{name}");
    }
    assert_eq!(house.replay.asked("/"), 0);
}

#[tokio::test]
async fn one_board_that_fails_spoils_no_other() {
    let house = House::open().await;
    for key in KEYS.iter().filter(|key| source(key, &Settings::default()).card().needs_companies) {
        let mut settings = house.settings("well");
        settings.instead = Some(house.url.clone());
        let answer = source(key, &settings).fetch(&board(&["rowan", "failing", "summary"])).await;
        is_honest(key, &answer);
        assert_eq!((answer.outcome, answer.postings.len()), (Outcome::Partial, 2), "{key}");
        let told = answer.detail.unwrap_or_default();
        assert!(told.contains("failing: it answered with status 500") && told.contains("summary: its answer could not be read"), "{told}");
    }
}

#[tokio::test]
async fn a_board_is_looked_for_at_each_of_its_sources_addresses() {
    let house = House::open().await;
    let mut settings = house.settings("well");
    settings.instead = Some(house.url.clone());
    for key in ["lever", "personio"] {
        let answer = source(key, &settings).fetch(&board(&["european"])).await;
        assert_eq!((answer.outcome, answer.postings.len()), (Outcome::Ok, 2), "{key}: {:?}", answer.detail);
    }
    let found = source("personio", &settings).fetch(&board(&["european"])).await;
    assert_eq!(found.postings[0].url, "https://european.jobs.personio.com/job/1834101");
}

#[tokio::test]
async fn a_source_without_its_key_is_not_asked() {
    let house = House::open().await;
    let settings = Settings { keys: BTreeMap::new(), ..house.settings("well") };
    for key in ["adzuna", "usajobs"] {
        let source = source(key, &settings);
        let answer = source.fetch(&Query::default()).await;
        assert_eq!((answer.outcome, source.card().missing.len()), (Outcome::NeedsKey, 2), "{key}");
        assert!(answer.detail.is_some_and(|told| told.contains(&key.to_uppercase())));
    }
    assert_eq!(house.replay.asked("/"), 0);
}

#[tokio::test]
async fn an_address_that_may_not_be_asked_is_an_answer() {
    let settings = Settings { instead: Some("https://10.0.0.1/".into()), ..Settings::default() };
    assert_eq!(source("greenhouse", &settings).fetch(&board(&["acme"])).await.outcome, Outcome::Blocked);
}

/// One posting of each source, by its identifier.
async fn recorded() -> HashMap<String, FoundPosting> {
    let house = House::open().await;
    let mut found = HashMap::new();
    for (kind, answer) in house.all("well").await {
        found.extend(answer.postings.into_iter().map(|posting| (format!("{} {}", kind.key, posting.external_id), posting)));
    }
    found
}

#[tokio::test]
async fn pay_comes_from_each_form() {
    let found = recorded().await;
    for (key, pay) in [
        ("greenhouse 4001", Some((31_000.0, 36_000.0, "GBP", Period::Year))),
        ("lever 7f0c1a52-8f0e-4c2c-9a54-0d6f0a1b2c01", Some((38_000.0, 45_000.0, "EUR", Period::Year))),
        ("ashby 2b1d7e10-1111-4222-8333-444455556601", Some((4_200.0, 5_100.0, "EUR", Period::Month))),
        ("recruitee 1580101", Some((3_200.0, 3_900.0, "EUR", Period::Month))),
        ("remotive 2200101", Some((48_000.0, 56_000.0, "EUR", Period::Year))),
        ("remoteok 1099001", Some((52_000.0, 61_000.0, "USD", Period::Year))),
        ("remoteok 1099002", None),
        ("hackernews 41000101", Some((60_000.0, 75_000.0, "EUR", Period::Year))),
        ("adzuna 5000000101", Some((29_000.0, 33_000.0, "GBP", Period::Year))),
        // What a source guesses is no advertised pay.
        ("adzuna 5000000102", None),
        ("usajobs 800000101", Some((41_000.0, 52_000.0, "USD", Period::Year))),
        ("usajobs 800000102", Some((24.5, 31.0, "USD", Period::Hour))),
        ("jobicy 900101", Some((42_000.0, 50_000.0, "EUR", Period::Year))),
        ("jobicy 900102", None),
        ("himalayas https://himalayas.app/companies/saltmarsh/jobs/biller", Some((41_000.0, 47_000.0, "CAD", Period::Year))),
        ("himalayas himalayas-330102", None),
    ] {
        let got = found[key].salary.as_ref().map(|pay| (pay.min.unwrap_or(0.0), pay.max.unwrap_or(0.0), pay.currency.as_str(), pay.period));
        assert_eq!(got, pay, "{key}");
    }
}

#[tokio::test]
async fn places_modes_and_texts_come_from_each_form() {
    let found = recorded().await;
    for (key, company, title, place, mode) in [
        ("greenhouse 4001", "Rowan Health", "Ward Nurse (all genders)", "Leeds, United Kingdom", None),
        ("greenhouse 4002", "Rowan", "Kitchen Lead", "York, United Kingdom", Some(WorkMode::Hybrid)),
        ("lever 7f0c1a52-8f0e-4c2c-9a54-0d6f0a1b2c01", "Levain", "Bakery Manager", "Lyon; Paris", Some(WorkMode::OnSite)),
        ("ashby 2b1d7e10-1111-4222-8333-444455556601", "Rivierland", "Hydrologist", "Utrecht, Netherlands; Ghent", Some(WorkMode::Hybrid)),
        ("workable A1B2C3D401", "Fernbrook Schools", "Primary Teacher", "Bristol, England, United Kingdom", None),
        ("smartrecruiters 744000012345602", "Lantern Hotels", "Revenue Analyst", "AT", Some(WorkMode::Remote)),
        ("recruitee 1580101", "Hafenwerk GmbH", "Welder (f/m/d)", "Hamburg, Germany", Some(WorkMode::OnSite)),
        ("personio 1834101", "Alpenbahn SE & Co. KG", "Lokführer (m/w/d)", "Innsbruck; Bozen", None),
        ("personio 1834102", "Rowan", "Timetable Planner", "Remote", Some(WorkMode::Remote)),
        ("hackernews 41000101", "Birchworks", "Embedded Engineer", "Tampere, Finland; ONSITE", Some(WorkMode::OnSite)),
        ("adzuna 5000000101", "Parks of Rill", "Senior Gardener", "Leeds, West Yorkshire", None),
        ("usajobs 800000101", "Bureau of Meadows", "Park Ranger", "Denver, Colorado; Boise, Idaho", None),
        ("jobicy 900101", "Wortlaut", "Translator – German", "Europe", Some(WorkMode::Remote)),
        ("themuse 9000102", "Examplary", "Grant Writer", "Flexible / Remote; Chicago, IL", Some(WorkMode::Remote)),
        (
            "weworkremotely https://weworkremotely.com/remote-jobs/tern-payroll",
            "Tern: Co",
            "Payroll Specialist",
            "Anywhere in the World",
            Some(WorkMode::Remote),
        ),
    ] {
        let posting = &found[key];
        assert_eq!((posting.company.as_str(), posting.title.as_str()), (company, title), "{key}");
        assert_eq!((posting.location.as_deref(), posting.mode), (Some(place), mode), "{key}");
    }
    assert_eq!(found["greenhouse 4001"].url, "https://boards.greenhouse.io/rowanhealth/jobs/4001");
    assert!(found["greenhouse 4001"].description_text.ends_with("- Registered nurse"));
    assert!(found["smartrecruiters 744000012345601"].description_text.starts_with("The work\nYou look after guests"));
    assert!(found["personio 1834101"].description_text.starts_with("Deine Aufgaben\nDu fährst Züge über den Pass & prüfst"));
    assert!(found["usajobs 800000101"].description_text.contains("- Count the birds"));
}

#[test]
fn no_text_of_a_source_holds_what_no_database_takes() {
    let section = json!({ "title": "The\u{0} work", "text": "<p>You look after guests.</p>" });
    let job = json!({ "id": "1", "name": "Night Porter", "company": { "name": "Lantern\u{0}", "identifier": "a\u{0}" },
        "jobAd": { "sections": { "jobDescription": section } } });
    let feed = "<workzag-jobs><position><id>1</id><name>Driver</name><jobDescriptions><jobDescription><name>Your\u{0} tasks</name>\
                <value>You drive trains.</value></jobDescription></jobDescriptions></position></workzag-jobs>";
    for (key, body) in [("smartrecruiters", job.to_string()), ("personio", feed.to_owned())] {
        let parsed = parse(key, body.as_bytes(), DateTime::UNIX_EPOCH).expect("a source").expect("a list");
        let [posting] = parsed.postings.as_slice() else { panic!("{key}: {parsed:?}") };
        assert!(posting.description_text.starts_with("The work\n") || posting.description_text.starts_with("Your tasks\n"), "{posting:?}");
        assert!(!format!("{posting:?}").contains("\\0"), "{posting:?}");
    }
}

#[tokio::test]
async fn a_text_that_is_asked_for_by_itself_is_cut_and_cleaned_too() {
    use wiremock::matchers::path;
    let server = wiremock::MockServer::start().await;
    let mount = async |at: &str, body: serde_json::Value| {
        let answer = wiremock::ResponseTemplate::new(200).set_body_json(body);
        wiremock::Mock::given(path(at)).respond_with(answer).mount(&server).await;
    };
    let list = json!({ "offset": 0, "limit": 100, "totalFound": 1, "content": [{ "id": "7", "name": "Porter" }] });
    mount("/smartrecruiters/v1/companies/rowan/postings", list).await;
    let text = json!({ "title": "The\u{0} work", "text": "guests and more guests ".repeat(10_000) });
    let detail = json!({ "id": "7", "jobAd": { "sections": { "jobDescription": text } } });
    mount("/smartrecruiters/v1/companies/rowan/postings/7", detail).await;
    let settings = Settings { instead: Some(server.uri()), ..Settings::default() };
    let answer = source("smartrecruiters", &settings).fetch(&board(&["rowan"])).await;
    assert_eq!((answer.outcome, answer.postings.len()), (Outcome::Ok, 1), "{:?}", answer.detail);
    let text = &answer.postings[0].description_text;
    assert!(text.starts_with("The work\nguests") && text.len() <= 100_000, "{} bytes", text.len());
}

#[test]
fn a_job_in_several_countries_is_one_posting() {
    let job = |country: &str| json!({ "title": "Clerk", "shortcode": "A1", "url": "https://apply.workable.com/j/A1", "country": country });
    let body = json!({ "name": "Acme", "jobs": [job("Spain"), job("Portugal")] }).to_string();
    let parsed = parse("workable", body.as_bytes(), DateTime::UNIX_EPOCH).expect("a source").expect("an account");
    assert_eq!((parsed.got, parsed.postings.len()), (2, 1));
    assert_eq!(parsed.postings[0].location.as_deref(), Some("Spain; Portugal"));
}

#[test]
fn another_form_is_broken_and_never_empty() {
    for key in KEYS {
        for body in ["", "{}", "{\"jobs\": null}", "<html></html>", "{\"ok\":false,\"error\":\"Document not found\"}", "nonsense", "42"] {
            let read = parse(key, body.as_bytes(), DateTime::UNIX_EPOCH).expect("a source");
            assert!(read.is_err(), "{key}: {body}");
        }
    }
    assert!(parse("nobody", b"{}", DateTime::UNIX_EPOCH).is_none());
}

#[tokio::test]
async fn the_samples_come_without_the_network_and_within_the_limit() {
    let source = Sample::new(Arc::new(Still));
    assert!(source.card().sample);
    let all = source.fetch(&Query::default()).await;
    assert_eq!(all.outcome, Outcome::Ok);
    assert!(all.skipped.is_empty() && all.got >= 250, "{:?}", all.skipped);
    assert!(all.postings.iter().all(|posting| !posting.description_text.is_empty() && posting.posted_at.is_some()));
    let few = source.fetch(&Query { titles: vec!["Electrician".into()], limit: 5, ..Query::default() }).await;
    assert_eq!(few.postings.len(), 5);
    assert!(few.postings[0].title.contains("lectri"), "{}", few.postings[0].title);
    assert_eq!(few.skipped.values().sum::<usize>(), few.got - 5);
}
